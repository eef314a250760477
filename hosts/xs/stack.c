#include "stack.h"
#include "machine.h"

txByte* nextCode(txByte* p)
{
	txS1 size = gxCodeSizes[(txU1)*p];
	if (size > 0)
		return p + size;
	if (size == 0)
		return p + 1 + sizeof(txID);
	if (size == -1)
		return p + 2 + (txU1)p[1];
	if (size == -2)
		return p + 3 + ((txU1)p[1] | ((txU1)p[2] << 8));
	return p + 5 + ((txU1)p[1] | ((txU1)p[2] << 8) | ((txU1)p[3] << 16) | ((txU4)(txU1)p[4] << 24));
}

txU4 stackLine(txSlot* function, txByte* code, txID* file)
{
	txSlot* slot = mxFunctionInstanceCode(function);
	txByte* p = slot->value.code.address;
	txU4 line = 0;
	*file = XS_NO_ID;
	if ((slot->kind != XS_CODE_KIND && slot->kind != XS_CODE_X_KIND) || !code || code < p)
		return 0;
	/* `code` is an instruction of this function, and the loop goes from one to the next */
	while (p <= code) {
		txU1 op = *(txU1*)p;
		txU4 index = 0;
		if (op == XS_CODE_LINE) {
			line = (txU1)p[1] | ((txU1)p[2] << 8);
		}
		else if (op == XS_CODE_FILE) {
			txByte* q = p + 1;
			mxDecodeID(q, *file);
		}
		else if (op == XS_CODE_CODE_1 || op == XS_CODE_CODE_ARCHIVE_1) {
			index = (txU4)(txS4)p[1];
		}
		else if (op == XS_CODE_CODE_2 || op == XS_CODE_CODE_ARCHIVE_2) {
			index = (txU1)p[1] | ((txU1)p[2] << 8);
		}
		else if (op == XS_CODE_CODE_4 || op == XS_CODE_CODE_ARCHIVE_4) {
			index = (txU1)p[1] | ((txU1)p[2] << 8) | ((txU1)p[3] << 16) | ((txU4)(txU1)p[4] << 24);
		}
		/* `index` is the size of an inner function's code, which does not contain `code` */
		p = nextCode(p) + index;
	}
	return line;
}

/* Frames reported of a deep recursion: the innermost here, then the outermost. */
#define INNERMOST 16
#define OUTERMOST 8

static bool isNamed(txSlot* frame)
{
	txSlot* function = frame + 3;
	return function->kind == XS_REFERENCE_KIND && mxIsFunction(function->value.reference);
}

static int describeFrame(txMachine* the, txSlot* frame, txByte* code, char* text, size_t size)
{
	txSlot* function = frame[3].value.reference;
	char name[128] = "";
	txID file;
	txU4 line = stackLine(function, code, &file);
	fxBufferFunctionName(the, name, sizeof(name), function, "");
	return line ? snprintf(text, size, " at %s (%s:%u)\n", name, MESH_BUNDLE_NAME, (unsigned)line)
		: snprintf(text, size, " at %s ()\n", name);
}

void stackDescribe(txMachine* the, char* text, size_t size)
{
	txSlot* frame;
	txByte* code = the->code;
	size_t used = 0;
	int count = 0, index = 0;
	for (frame = the->frame; frame && frame->next; frame = frame->next)
		count += isNamed(frame);
	for (frame = the->frame; frame && frame->next; code = frame->value.frame.code, frame = frame->next) {
		int length = 0;
		if (!isNamed(frame))
			continue;
		if (index < INNERMOST || index >= count - OUTERMOST)
			length = describeFrame(the, frame, code, text + used, size - used);
		else if (index == INNERMOST)
			length = snprintf(text + used, size - used, " ... %d more\n", count - INNERMOST - OUTERMOST);
		index++;
		if (length < 0 || (size_t)length >= size - used)
			break;
		used += (size_t)length;
	}
	text[used > 0 ? used - 1 : 0] = 0;
}

char* stackLimit(void)
{
	return (char*)((uintptr_t)__builtin_frame_address(0) - MESH_C_STACK);
}

/*
 * The engine also uses the free end of the stack as scratch memory (for numbers to text and
 * regular expressions). The longest run of slots that were never written lies between that
 * memory and the part used as a stack.
 */
txSize stackPeak(txMachine* the)
{
	txSlot untouched;
	txSlot* slot;
	txSlot* start = the->stackBottom;
	txSlot* best = the->stackBottom;
	ptrdiff_t length = 0;
	memset(&untouched, MESH_UNTOUCHED, sizeof(untouched));
	for (slot = the->stackBottom; slot < the->stack; slot++) {
		if (memcmp(slot, &untouched, sizeof(untouched)) != 0)
			start = slot + 1;
		else if (slot + 1 - start > length) {
			length = slot + 1 - start;
			best = slot + 1;
		}
	}
	return (txSize)(the->stackTop - best);
}

void stackForget(txMachine* the)
{
	memset(the->stackBottom, MESH_UNTOUCHED, (size_t)(the->stack - the->stackBottom) * sizeof(txSlot));
}
