#include "root.h"
#include "failure.h"
#include "meter.h"
#include "stack.h"

/* As Moddable creates machines on the ESP32. */
#define KEYS 32
#define KEYS_INCREMENT 32

/* The functions of the firmware's main object, then the receiver of packets and its buffer. */
enum { TIMER, SENT, CALL, CLOSE, RECEIVER, PACKET, REMEMBERED };

struct Machine {
	txMachine* the;
	Root* root;
	HostCall host;
	void* context;
	uint8_t* exchange;
	/* where fxAbort goes; NULL while the machine is not being run */
	c_jmp_buf* exit;
	uint32_t budget;
	double instructions;
	char* result;
	Failure failure;
	PacketFilter filter;
	/* what the collector must keep for us */
	txSlot remembered[REMEMBERED];
};

static Machine* machineOf(txMachine* the)
{
	return (Machine*)the->context;
}

PacketFilter* machineFilter(txMachine* the)
{
	return &machineOf(the)->filter;
}

/* ---- failures ---- */

/* The jumps that byte code made for its own try blocks are not on the C stack. */
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
	/* describing a rejection runs JavaScript, which may fail in turn: then the first failure stands */
	if (failure->kind == FAILURE_NONE)
		failureFromAbort(the, status, failure);
	freeJumps(the);
	c_longjmp(*exit, 1);
}

/* ---- entering ---- */

static void drain(txMachine* the)
{
	while (the->promiseJobs) {
		the->promiseJobs = 0;
		fxRunPromiseJobs(the);
	}
	if (mxUnhandledPromises.value.reference->next)
		fxCheckUnhandledRejections(the, 1);
}

typedef struct {
	Machine* machine;
	int32_t a, b, c;
	const Packet* packet;
	const char* name;
	const char* argument;
	const char* result;
} Entry;

typedef void (*EntryBody)(txMachine* the, Entry* entry);

static bool enter(Machine* machine, EntryBody body, Entry* entry)
{
	txMachine* the = machine->the;
	c_jmp_buf exit;
	if (machine->failure.kind != FAILURE_NONE || machine->exit)
		return false;
	entry->machine = machine;
	machine->exit = &exit;
	the->stackLimit = stackLimit();
	meterBegin(the, machine->budget);
	if (c_setjmp(exit) == 0) {
		fxBeginHost(the);
		mxTry(the) {
			body(the, entry);
			drain(the);
		}
		mxCatch(the) {
			machine->failure.kind = FAILURE_EXCEPTION;
			failureFromException(the, &machine->failure);
		}
		fxEndHost(the);
	}
	machine->instructions += meterEnd(the);
	machine->exit = C_NULL;
	return machine->failure.kind == FAILURE_NONE;
}

static void pushFunction(txMachine* the, txSlot* function)
{
	mxPushUndefined();
	mxPushSlot(function);
	mxCall();
}

static void rememberProperty(txMachine* the, const char* name, txSlot* slot)
{
	mxDub();
	mxGetID(fxNewNameC(the, (txString)name));
	slot->kind = the->stack->kind;
	slot->value = the->stack->value;
	mxPop();
}

static void bootBody(txMachine* the, Entry* entry)
{
	Machine* machine = entry->machine;
	int i;
	for (i = 0; i < REMEMBERED; i++) {
		machine->remembered[i].kind = XS_UNDEFINED_KIND;
		fxRemember(the, &machine->remembered[i]);
	}
	mxPush(mxGlobal);
	mxDub();
	mxGetID(fxNewNameC(the, "boot"));
	mxCall();
	mxPushInteger(entry->a);
	mxPushInteger(entry->b);
	mxPushInteger(entry->c);
	mxRunCount(3);
	rememberProperty(the, "timer", &machine->remembered[TIMER]);
	rememberProperty(the, "sent", &machine->remembered[SENT]);
	rememberProperty(the, "call", &machine->remembered[CALL]);
	rememberProperty(the, "close", &machine->remembered[CLOSE]);
	mxPop();
}

static void timerBody(txMachine* the, Entry* entry)
{
	pushFunction(the, &entry->machine->remembered[TIMER]);
	mxPushInteger(entry->a);
	mxRunCount(1);
	mxPop();
}

static void sentBody(txMachine* the, Entry* entry)
{
	pushFunction(the, &entry->machine->remembered[SENT]);
	mxPushInteger(entry->a);
	mxRunCount(1);
	mxPop();
}

/* The receiver gets the same array each time; its length is set as a radio in C would, without an allocation. */
static void packetBody(txMachine* the, Entry* entry)
{
	txSlot* view = entry->machine->remembered[PACKET].value.reference->next->next;
	txSlot* buffer = view->next->value.reference->next;
	const Packet* packet = entry->packet;
	view->value.dataView.size = (txInteger)packet->length;
	c_memcpy(buffer->value.arrayBuffer.address + view->value.dataView.offset, packet->data, packet->length);
	pushFunction(the, &entry->machine->remembered[RECEIVER]);
	mxPush(entry->machine->remembered[PACKET]);
	mxPushInteger(packet->rssi);
	if (packet->kind < 0)
		mxRunCount(2);
	else {
		mxPushInteger(packet->kind);
		mxPushNumber(packet->address);
		mxRunCount(4);
	}
	mxPop();
}

static void callBody(txMachine* the, Entry* entry)
{
	Machine* machine = entry->machine;
	pushFunction(the, &machine->remembered[CALL]);
	mxPushStringC((txString)entry->name);
	mxPushStringC((txString)entry->argument);
	mxRunCount(2);
	if (mxIsStringPrimitive(the->stack)) {
		size_t length = c_strlen(the->stack->value.string);
		machine->result = c_malloc(length + 1);
		if (machine->result)
			c_memcpy(machine->result, the->stack->value.string, length + 1);
	}
	mxPop();
}

static void closeBody(txMachine* the, Entry* entry)
{
	pushFunction(the, &entry->machine->remembered[CLOSE]);
	mxRunCount(0);
	mxPop();
}

static void collectBody(txMachine* the, Entry* entry)
{
	(void)entry;
	fxCollectGarbage(the);
}

/* ---- the interface ---- */

/* What fxAbort cuts short when the heap is too small to begin with. */
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

bool machineBoot(Machine* machine, int32_t sets, int32_t flags, int32_t ecdhMilliseconds)
{
	Entry entry = { .a = sets, .b = flags, .c = ecdhMilliseconds };
	return enter(machine, bootBody, &entry);
}

bool machineTimer(Machine* machine, int32_t timer)
{
	Entry entry = { .a = timer };
	return enter(machine, timerBody, &entry);
}

bool machineSent(Machine* machine, int32_t handle)
{
	Entry entry = { .a = handle };
	return enter(machine, sentBody, &entry);
}

bool machinePacket(Machine* machine, const Packet* packet)
{
	Entry entry = { .packet = packet };
	if (machine->remembered[RECEIVER].kind != XS_REFERENCE_KIND)
		return machine->failure.kind == FAILURE_NONE;
	meterBegin(machine->the, machine->budget);
	PacketVerdict verdict = packetFilterJudge(&machine->filter, packet->data, packet->length);
	machine->instructions += meterEnd(machine->the);
	if (verdict != PACKET_TAKEN)
		return machine->failure.kind == FAILURE_NONE;
	return enter(machine, packetBody, &entry);
}

bool machineCall(Machine* machine, const char* name, const char* argument, const char** result)
{
	Entry entry = { .name = name, .argument = argument };
	c_free(machine->result);
	machine->result = C_NULL;
	bool alive = enter(machine, callBody, &entry);
	*result = machine->result;
	return alive;
}

bool machineClose(Machine* machine)
{
	Entry entry = { .a = 0 };
	return enter(machine, closeBody, &entry);
}

bool machineBusy(const Machine* machine)
{
	return machine->exit != C_NULL;
}

const Failure* machineFailure(const Machine* machine)
{
	return &machine->failure;
}

void machineHeap(Machine* machine, bool collect, HeapFigures* figures)
{
	txMachine* the = machine->the;
	Entry entry = { .a = 0 };
	if (collect)
		enter(machine, collectBody, &entry);
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
