#include "profile.h"
#include "../xs/stack.h"
#include "clock.h"
#include "meter.h"

/* Memory that no chip has: beyond what the board counts as its own. */
#define SAMPLES ((uint32_t*)0x81000000)
#define CAPACITY ((size_t)4 << 20)
#define DEEPEST 64

static size_t used;
static bool on;

void profileStart(void)
{
	used = 0;
	on = true;
}

bool profileOn(void)
{
	return on;
}

bool profileTick(uint32_t pc)
{
	txMachine* the = meterMachine();
	txSlot* frame;
	int depth = 0;
	if (!on)
		return false;
	if (the && used + DEEPEST + 2 < CAPACITY) {
		SAMPLES[used++] = pc;
		for (frame = the->frame; frame && frame->next && depth < DEEPEST; frame = frame->next)
			if (frame[3].kind == XS_REFERENCE_KIND) {
				SAMPLES[used++] = (uint32_t)(uintptr_t)frame[3].value.reference;
				depth++;
			}
		SAMPLES[used++] = 0;
	}
	clockArm(PROFILE_PERIOD);
	return true;
}

size_t profileTake(const uint32_t** words)
{
	size_t size = used;
	on = false;
	*words = SAMPLES;
	return size;
}

/* The first line that the code of a function tells. */
static uint32_t firstLine(txSlot* function)
{
	txSlot* code = mxFunctionInstanceCode(function);
	txID file;
	txByte* p = code->value.code.address;
	txU4 line = 0;
	int size = 0;
	if (code->kind != XS_CODE_KIND && code->kind != XS_CODE_X_KIND)
		return 0;
	for (; size < 64 && line == 0; size++)
		line = stackLine(function, p + size, &file);
	return line;
}

void profileName(uint32_t function, char* text, size_t size)
{
	txMachine* the = meterLastMachine();
	txSlot* instance = (txSlot*)(uintptr_t)function;
	char name[128] = "";
	fxBufferFunctionName(the, name, sizeof(name), instance, "");
	snprintf(text, size, "%s:%u", name, (unsigned)firstLine(instance));
}
