#include "profile.h"
#include "../xs/stack.h"
#include "clock.h"
#include "layout.h"
#include "meter.h"

/* Memory for samples, outside of the RAM that the board's figures count: a chip has none. */
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

/*
 * Whether an address can be read. The interrupt may come while the engine builds a frame, whose
 * fields that are not yet set have older values.
 */
static bool readable(const void* p)
{
	uintptr_t address = (uintptr_t)p;
	return address % 4 == 0
		&& ((address >= RAM_BASE && address < RAM_BASE + RAM_SIZE)
			|| (address >= ROOT_BASE && address < ROOT_BASE + ROOT_SIZE));
}

/* Adds the code and name of a function: the closure may be freed later, its code is not. */
static int addFunction(const txSlot* slot)
{
	const txSlot* function = slot->kind == XS_REFERENCE_KIND ? slot->value.reference : C_NULL;
	const txSlot* code = readable(function) ? function->next : C_NULL;
	uintptr_t address = 0;
	if (!readable(code))
		return 0;
	if (code->kind == XS_CODE_KIND || code->kind == XS_CODE_X_KIND)
		address = (uintptr_t)code->value.code.address;
	else if (code->kind == XS_CALLBACK_KIND || code->kind == XS_CALLBACK_X_KIND)
		address = (uintptr_t)code->value.callback.address;
	if (!address)
		return 0;
	SAMPLES[used++] = (uint32_t)address;
	SAMPLES[used++] = code->ID;
	return 1;
}

static bool isFrame(txMachine* the, const txSlot* frame)
{
	return frame >= the->stackBottom && frame + 4 < the->stackTop && frame->kind == XS_FRAME_KIND && frame->next;
}

bool profileTick(uint32_t pc)
{
	txMachine* the = meterMachine();
	txSlot* frame;
	int depth = 0;
	if (!on)
		return false;
	if (the && used + 2 * DEEPEST + 2 < CAPACITY) {
		SAMPLES[used++] = pc;
		for (frame = the->frame; isFrame(the, frame) && depth < DEEPEST; frame = frame->next)
			depth += addFunction(frame + 3);
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

/* Octets at the beginning of a function's code in which its first line instruction is searched. */
#define BEGINNING 64

static uint32_t firstLine(uint32_t address)
{
	txSlot code = { .kind = XS_CODE_X_KIND };
	txSlot function = { .next = &code, .kind = XS_INSTANCE_KIND };
	txByte* p = (txByte*)(uintptr_t)address;
	uint32_t line = 0;
	txID file;
	/* the address of a C function, which has no byte code */
	if (address < ROOT_BASE)
		return 0;
	code.value.code.address = p;
	for (int i = 0; i < BEGINNING && line == 0; i++)
		line = stackLine(&function, p + i, &file);
	return line;
}

void profileName(uint32_t code, uint32_t name, char* text, size_t size)
{
	txMachine* the = meterLastMachine();
	txSlot* key = fxGetKey(the, (txID)name);
	bool named = key && (key->kind == XS_KEY_KIND || key->kind == XS_KEY_X_KIND);
	snprintf(text, size, "%s:%u", named ? key->value.key.string : "", (unsigned)firstLine(code));
}
