/* Creation and failure of machines, and the functions that native functions call. */
#include "machine-parts.h"
#include "failure.h"
#include "meter.h"
#include "stack.h"

/* The key count with which Moddable creates machines on the ESP32. */
#define KEYS 32
#define KEYS_INCREMENT 32

static Machine* machineOf(txMachine* the)
{
	return (Machine*)the->context;
}

PacketFilter* machineFilter(txMachine* the)
{
	return &machineOf(the)->filter;
}

BeaconCounter* machineBeacons(txMachine* the)
{
	return &machineOf(the)->beacons;
}

bool machineHostFilters(txMachine* the)
{
	return machineOf(the)->hostFilters;
}

bool machineTraced(txMachine* the)
{
	return machineOf(the)->traced;
}

struct NetworkReceiver** machineRadioReceiver(txMachine* the)
{
	return &machineOf(the)->radioReceiver;
}

struct AdvertisingScheduler** machineScheduler(txMachine* the)
{
	return &machineOf(the)->scheduler;
}

struct PduTimes** machinePduTimes(txMachine* the)
{
	return &machineOf(the)->pduTimes;
}

/* ---- failures ---- */

/* Frees the jump buffers of JavaScript's try blocks, which XS allocates from the C heap. */
static void freeJumps(txMachine* the)
{
	txJump* jump = the->firstJump;
	while (jump) {
		txJump* next = jump->nextJump;
		if (jump->flag)
			c_free(jump);
		jump = next;
	}
	the->firstJump = C_NULL;
}

void machineFault(txMachine* the, const char* message)
{
	Machine* machine = machineOf(the);
	if (machine->failure.kind == FAILURE_NONE) {
		machine->failure.kind = FAILURE_TRAP;
		snprintf(machine->failure.message, sizeof(machine->failure.message), "%s", message);
		stackDescribe(the, machine->failure.stack, sizeof(machine->failure.stack));
	}
	c_longjmp(*machine->exit, 1);
}

void machineAbort(txMachine* the, int status)
{
	bool clone = the->sharedMachine != C_NULL;
	Machine* machine = clone ? machineOf(the) : C_NULL;
	Root* root = clone ? C_NULL : (Root*)the->context;
	Failure* failure = clone ? &machine->failure : root->failure;
	c_jmp_buf* exit = clone ? machine->exit : root->exit;
	if (clone)
		machine->the = the;
	else
		root->the = the;
	/* describing a rejection runs JavaScript, which may fail too: the first failure is kept */
	if (failure->kind == FAILURE_NONE)
		failureFromAbort(the, status, failure);
	freeJumps(the);
	c_longjmp(*exit, 1);
}

/* ---- the interface ---- */

/* Clones the root. fxAbort jumps out of it when the heap is too small for a clone. */
static void clone(Machine* machine, txCreation* sizes)
{
	c_jmp_buf exit;
	machine->exit = &exit;
	if (c_setjmp(exit) == 0)
		machine->the = fxCloneMachine(sizes, machine->root->the, "machine", machine);
	machine->exit = C_NULL;
}

Machine* machineNew(Root* root, const Creation* creation, HostCall host, void* context, uint8_t* exchange, Failure* failure)
{
	txCreation sizes = {
		creation->chunks, creation->chunksIncrement, creation->slots, creation->slotsIncrement, creation->stack,
		KEYS, KEYS_INCREMENT, (txSize)root->the->nameModulo, (txSize)root->the->symbolModulo, 0, 0, 0,
	};
	Machine* machine = c_calloc(1, sizeof(Machine));
	if (!machine)
		return C_NULL;
	machine->root = root;
	machine->host = host;
	machine->context = context;
	machine->exchange = exchange;
	machine->budget = creation->budget;
	root->references++;
	clone(machine, &sizes);
	if (machine->failure.kind == FAILURE_NONE && machine->the)
		return machine;
	*failure = machine->failure;
	machineDelete(machine);
	return C_NULL;
}

void machineDelete(Machine* machine)
{
	if (machine->the)
		fxDeleteMachine(machine->the);
	c_free(machine->result);
	rootRelease(machine->root);
	c_free(machine);
}

bool machineBusy(const Machine* machine)
{
	return machine->exit != C_NULL;
}

const Failure* machineFailure(const Machine* machine)
{
	return &machine->failure;
}

/*
 * Arrays whose memory has fewer items than their length. XS takes the number of items from the size of
 * the memory, which may be larger by some octets, and reads what is no item when it collects garbage.
 */
static double holedArrays(const txMachine* the)
{
	double count = 0;
	for (const txSlot* heap = the->firstHeap; heap; heap = heap->next)
		for (const txSlot* slot = heap + 1; slot < heap->value.reference; slot++) {
			if (slot->kind != XS_ARRAY_KIND || !slot->value.array.address)
				continue;
			const txChunk* chunk = (const txChunk*)((const txByte*)slot->value.array.address - sizeof(txChunk));
			size_t items = ((size_t)chunk->size - sizeof(txChunk)) / sizeof(txSlot);
			if (items < slot->value.array.length)
				count++;
		}
	return count;
}

void machineHeap(Machine* machine, bool collect, HeapFigures* figures)
{
	txMachine* the = machine->the;
	if (collect)
		machineCollect(machine);
	figures->slots = the->currentHeapCount;
	figures->slotsPeak = the->peakHeapCount;
	figures->slotsSize = the->maximumHeapCount;
	figures->chunks = the->currentChunksSize;
	figures->chunksPeak = the->peakChunksSize;
	figures->chunksSize = the->maximumChunksSize;
	figures->stackPeak = stackPeak(the);
	figures->stackSize = (double)(the->stackTop - the->stackBottom);
	figures->keys = the->keyIndex - the->keyOffset;
	figures->aliases = the->aliasCount;
	figures->instructions = machine->instructions;
	figures->slotBytes = sizeof(txSlot);
	figures->holedArrays = collect ? holedArrays(the) : 0;
}

void machineForgetStack(Machine* machine)
{
	stackForget(machine->the);
}

/* ---- for natives ---- */

double machineAsk(txMachine* the, HostOperation operation, double a, double b, double c, uint32_t length)
{
	Machine* machine = machineOf(the);
	double answer;
	if (!the->sharedMachine)
		mxTypeError("the host cannot be asked while the firmware is loaded");
	meterPause();
	answer = machine->host(machine->context, operation, a, b, c, length);
	meterResume();
	if (isnan(answer)) {
		char message[256];
		size_t size = (size_t)machine->exchange[0] | (size_t)machine->exchange[1] << 8;
		char* name = (char*)machine->exchange + 2;
		char* text = memchr(name, '\n', size);
		size_t rest = text ? size - (size_t)(text + 1 - name) : 0;
		if (rest >= sizeof(message))
			rest = sizeof(message) - 1;
		if (text)
			c_memcpy(message, text + 1, rest);
		message[rest] = 0;
		if (!c_strncmp(name, "RangeError\n", 11))
			mxRangeError("%s", message);
		if (!c_strncmp(name, "TypeError\n", 10))
			mxTypeError("%s", message);
		mxUnknownError("%s", message);
	}
	return answer;
}

uint8_t* machineExchange(txMachine* the)
{
	return machineOf(the)->exchange;
}

void machineReceiver(txMachine* the, txSlot* receiver, txSlot* buffer)
{
	Machine* machine = machineOf(the);
	machine->remembered[RECEIVER].kind = receiver->kind;
	machine->remembered[RECEIVER].value = receiver->value;
	machine->remembered[PACKET].kind = buffer->kind;
	machine->remembered[PACKET].value = buffer->value;
}
