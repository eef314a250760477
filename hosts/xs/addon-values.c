#include <stdlib.h>
#include "addon-values.h"

void setText(napi_env env, napi_value object, const char* name, const char* text)
{
	napi_value value;
	napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
	napi_set_named_property(env, object, name, value);
}

void setNumber(napi_env env, napi_value object, const char* name, double number)
{
	napi_value value;
	napi_create_double(env, number, &value);
	napi_set_named_property(env, object, name, value);
}

napi_value failureObject(napi_env env, const Failure* failure)
{
	napi_value object;
	napi_create_object(env, &object);
	setText(env, object, "kind", failureKinds[failure->kind]);
	setText(env, object, "message", failure->message);
	setText(env, object, "stack", failure->stack);
	return object;
}

void throwFailure(napi_env env, const Failure* failure)
{
	napi_value message, error;
	napi_create_string_utf8(env, failure->message, NAPI_AUTO_LENGTH, &message);
	napi_create_error(env, NULL, message, &error);
	napi_set_named_property(env, error, "failure", failureObject(env, failure));
	napi_throw(env, error);
}

void arguments(napi_env env, napi_callback_info info, size_t count, napi_value* values)
{
	napi_get_cb_info(env, info, &count, values, NULL, NULL);
}

int32_t integer(napi_env env, napi_value value)
{
	int32_t result = 0;
	napi_get_value_int32(env, value, &result);
	return result;
}

char* text(napi_env env, napi_value value)
{
	size_t length = 0;
	napi_get_value_string_utf8(env, value, NULL, 0, &length);
	char* result = malloc(length + 1);
	if (result)
		napi_get_value_string_utf8(env, value, result, length + 1, &length);
	return result;
}

int32_t property(napi_env env, napi_value object, const char* name)
{
	napi_value value;
	napi_get_named_property(env, object, name, &value);
	return integer(env, value);
}

Creation creationOf(napi_env env, napi_value object)
{
	Creation creation = {
		.chunks = property(env, object, "chunks"),
		.chunksIncrement = property(env, object, "chunksIncrement"),
		.slots = property(env, object, "slots"),
		.slotsIncrement = property(env, object, "slotsIncrement"),
		.stack = property(env, object, "stack"),
		.budget = (uint32_t)property(env, object, "budget"),
	};
	return creation;
}
