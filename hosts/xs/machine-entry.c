/* The entries into a machine (machine.h): what each runs, and its cleanup afterwards. */
#include "machine-parts.h"
#include "failure.h"
#include "meter.h"
#include "stack.h"

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
	if (entry->a == MACHINE_SCHEDULER_TIMER) {
		if (entry->machine->scheduler)
			schedulerDue(entry->machine->scheduler);
		return;
	}
	pushFunction(the, &entry->machine->remembered[TIMER]);
	mxPushInteger(entry->a);
	mxRunCount(1);
	mxPop();
}

static void sentBody(txMachine* the, Entry* entry)
{
	if (entry->a < 0) {
		fxIncrementalVars(the, 1);
		advertisingSchedulerSent(the, entry->machine->scheduler, (unsigned)MACHINE_SCHEDULER_SET(entry->a));
		fxIncrementalVars(the, -1);
		return;
	}
	pushFunction(the, &entry->machine->remembered[SENT]);
	mxPushInteger(entry->a);
	mxRunCount(1);
	mxPop();
}

/* Tells the host of a PDU that was dropped in C, as JavaScript would. */
static void traceDrop(txMachine* the, Machine* machine, const Packet* packet)
{
	machineAsk(the, HOST_DROPPED, machine->radioReceiver->passed.verdict, packet->length - AD_HEADER, 0, 0);
}

/* Whether JavaScript has to get a packet: what the node's layers do in C may be all. */
static bool judge(txMachine* the, Machine* machine, const Packet* packet)
{
	if (!machine->radioReceiver)
		return true;
	fxIncrementalVars(the, 2);
	ReceiverJudgement judgement =
		radioReceiverJudge(the, machine->radioReceiver, machine->scheduler, packet->data, packet->length);
	/* the stack of JavaScript begins where it did */
	fxIncrementalVars(the, -2);
	if (judgement == JUDGED_DROPPED && machine->traced)
		traceDrop(the, machine, packet);
	if (judgement != JUDGED_OPENED)
		return judgement == JUDGED_PASSED;
	return !radioReceiverOpened(the, machine->radioReceiver, packet->rssi);
}

/*
 * The receiver gets the same array for each packet. Its length is set in the slot, as radio-xs.c
 * does on a chip, so that nothing is allocated.
 */
static void packetBody(txMachine* the, Entry* entry)
{
	const Packet* packet = entry->packet;
	pduTimesPassed(entry->machine->pduTimes, packet->data, packet->length);
	if (!judge(the, entry->machine, packet))
		return;
	txSlot* view = entry->machine->remembered[PACKET].value.reference->next->next;
	txSlot* buffer = view->next->value.reference->next;
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

bool machineBoot(Machine* machine, int32_t sets, int32_t flags, int32_t ecdhMilliseconds)
{
	Entry entry = { .a = sets, .b = flags, .c = ecdhMilliseconds };
	machine->hostFilters = (flags & BOOT_FILTER) != 0;
	machine->traced = (flags & BOOT_TRACED) != 0;
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

PacketFate machinePacket(Machine* machine, const Packet* packet)
{
	Entry entry = { .packet = packet };
	PacketFate unheard = machine->failure.kind == FAILURE_NONE ? PACKET_FATE_DROPPED : PACKET_FATE_DEAD;
	if (machine->remembered[RECEIVER].kind != XS_REFERENCE_KIND)
		return unheard;
	meterBegin(machine->the, machine->budget);
	PacketVerdict verdict = packetFilterJudge(&machine->filter, packet->data, packet->length);
	machine->instructions += meterEnd(machine->the);
	if (verdict != PACKET_TAKEN)
		return unheard;
	if (machine->failure.kind == FAILURE_NONE && beaconCounterTakes(&machine->beacons, packet->data, packet->length))
		return PACKET_FATE_HANDLED;
	return enter(machine, packetBody, &entry) ? PACKET_FATE_HANDLED : PACKET_FATE_DEAD;
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

bool machineCollect(Machine* machine)
{
	Entry entry = { .a = 0 };
	return enter(machine, collectBody, &entry);
}
