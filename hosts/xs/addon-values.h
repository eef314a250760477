/* Converts values of Node-API to C values, and C values to values of Node-API. */
#ifndef MESH_XS_ADDON_VALUES_H
#define MESH_XS_ADDON_VALUES_H

#include <node_api.h>
#include "machine.h"

void setText(napi_env env, napi_value object, const char* name, const char* text);
void setNumber(napi_env env, napi_value object, const char* name, double number);
napi_value failureObject(napi_env env, const Failure* failure);
/* Throws an Error whose property `failure` has the kind, message and stack of the failure. */
void throwFailure(napi_env env, const Failure* failure);
void arguments(napi_env env, napi_callback_info info, size_t count, napi_value* values);
int32_t integer(napi_env env, napi_value value);
/* A copy of the text, which the caller frees. */
char* text(napi_env env, napi_value value);
int32_t property(napi_env env, napi_value object, const char* name);
Creation creationOf(napi_env env, napi_value object);

#endif
