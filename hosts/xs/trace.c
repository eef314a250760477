/* Writes a trace event as JSON from the object's slots, an error as its message; nothing is
 * allocated in the machine. */
#include "xsAll.h"
#include "machine.h"

typedef struct {
	char* text;
	size_t used, size;
} Writer;

static void put(Writer* writer, const char* text, size_t length)
{
	if (length > writer->size - writer->used)
		length = writer->size - writer->used;
	c_memcpy(writer->text + writer->used, text, length);
	writer->used += length;
}

static void putString(Writer* writer, const char* text)
{
	put(writer, "\"", 1);
	for (; *text; text++) {
		char escape[8];
		if (*text == '"' || *text == '\\')
			put(writer, escape, (size_t)snprintf(escape, sizeof(escape), "\\%c", *text));
		else if ((unsigned char)*text < 0x20)
			put(writer, escape, (size_t)snprintf(escape, sizeof(escape), "\\u%04x", (unsigned)*text));
		else
			put(writer, text, 1);
	}
	put(writer, "\"", 1);
}

/* The message of an error that has one of its own; NULL for any other value. */
static const char* errorMessage(txMachine* the, txSlot* slot)
{
	txSlot* instance = slot->value.reference;
	txSlot* message;
	if (!instance->next || instance->next->kind != XS_ERROR_KIND)
		return C_NULL;
	message = mxBehaviorGetProperty(the, instance, mxID(_message), 0, XS_OWN);
	if (!message || (message->kind != XS_STRING_KIND && message->kind != XS_STRING_X_KIND))
		return C_NULL;
	return message->value.string;
}

static void putValue(txMachine* the, Writer* writer, txSlot* slot)
{
	char number[40];
	const char* text;
	switch (slot->kind) {
	case XS_BOOLEAN_KIND:
		put(writer, slot->value.boolean ? "true" : "false", slot->value.boolean ? 4 : 5);
		break;
	case XS_INTEGER_KIND:
		put(writer, number, (size_t)snprintf(number, sizeof(number), "%d", (int)slot->value.integer));
		break;
	case XS_NUMBER_KIND:
		if (isfinite(slot->value.number))
			put(writer, number, (size_t)snprintf(number, sizeof(number), "%.17g", slot->value.number));
		else
			put(writer, "null", 4);
		break;
	case XS_STRING_KIND:
	case XS_STRING_X_KIND:
		putString(writer, slot->value.string);
		break;
	case XS_REFERENCE_KIND:
		text = errorMessage(the, slot);
		if (text)
			putString(writer, text);
		else
			put(writer, "null", 4);
		break;
	default:
		put(writer, "null", 4);
		break;
	}
}

uint32_t traceWrite(txMachine* the, txSlot* slot, char* text, uint32_t size)
{
	Writer writer = { text, 0, size - 1 };
	char separator = '{';
	if (slot->kind != XS_REFERENCE_KIND)
		mxTypeError("a trace event is an object");
	for (slot = slot->value.reference->next; slot; slot = slot->next) {
		txSlot* key = slot->flag & (XS_INTERNAL_FLAG | XS_DONT_ENUM_FLAG) ? C_NULL : fxGetKey(the, slot->ID);
		if (!key || slot->kind == XS_UNDEFINED_KIND || slot->kind == XS_ACCESSOR_KIND)
			continue;
		put(&writer, &separator, 1);
		putString(&writer, fxGetKeyName(the, slot->ID));
		put(&writer, ":", 1);
		putValue(the, &writer, slot);
		separator = ',';
	}
	if (separator == '{')
		put(&writer, "{", 1);
	/* the text did not fit into the buffer: writes an empty object, so that it is valid JSON */
	if (writer.used == writer.size)
		return (uint32_t)snprintf(text, size, "{}");
	put(&writer, "}", 1);
	return (uint32_t)writer.used;
}
