/*
 * The radio's native functions, declared in radio.ts, and delivery of its events and those of GATT
 * to JavaScript. Calls XS, but not NimBLE.
 */
#include <string.h>
#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "radio-arguments.h"
#include "radio-nimble.h"
#include "radio-scheduler.h"
#include "../../native/access-receiver-xs.h"
#include "../../native/beacon-counter.h"
#include "../../native/pdu-times-xs.h"

static struct {
	xsMachine* the;
	/* callbacks of radio.ts, and the buffer into which packets are copied */
	xsSlot onPacket;
	xsSlot onEvent;
	xsSlot onSent;
	xsSlot buffer;
	/* judges network PDUs before JavaScript gets them */
	RadioReceiver receiver;
	BeaconCounter beacons;
	/* NULL: none are kept */
	PduTimes* pduTimes;
	/* after the end of scanning, what still waits is not for anybody */
	bool scanning;
	/* by slot: the latest advertisement for which onSent was called */
	uint32_t seen[RADIO_SLOTS];
} radio;

/* ---- from NimBLE ---- */

static void deliverSent(xsMachine* the)
{
	/* each call may close the radio */
	for (unsigned i = 0; radio.the && i < radioSets(); i++) {
		uint32_t id = exchangeSent(i);
		if (id == radio.seen[i])
			continue;
		radio.seen[i] = id;
		if (radioSchedulerSent(the, i, id))
			continue;
		xsmcSetInteger(xsVar(0), (xsIntegerValue)i);
		xsmcSetNumber(xsVar(1), id);
		xsCallFunction2(radio.onSent, xsUndefined, xsVar(0), xsVar(1));
	}
}

static void deliverEvents(xsMachine* the)
{
	const RadioEvent* event;
	while (radio.the && (event = exchangeEvent()) != NULL) {
		xsmcSetInteger(xsVar(0), event->kind);
		xsmcSetInteger(xsVar(1), event->connection);
		xsmcSetInteger(xsVar(2), event->characteristic);
		xsmcSetInteger(xsVar(3), event->value);
		if (event->kind == RADIO_WRITTEN)
			xsmcSetArrayBuffer(xsVar(4), (void*)(uintptr_t)(event + 1), event->length);
		else
			xsmcSetUndefined(xsVar(4));
		exchangeEventTaken();
		xsCallFunction5(radio.onEvent, xsUndefined, xsVar(0), xsVar(1), xsVar(2), xsVar(3), xsVar(4));
	}
}

/* Delivers the packets that wait now; those that come while JavaScript runs are posted again. */
static void deliverPackets(xsMachine* the)
{
	const RadioPacket* packet;
	for (unsigned left = exchangePackets(); left > 0 && radio.the && (packet = exchangePacket()) != NULL; left--) {
		double address = 0;
		void* data;
		xsUnsignedValue room;
		if (radio.scanning)
			pduTimesPassed(radio.pduTimes, packet->data, packet->length);
		ReceiverJudgement judgement = radio.scanning && !beaconCounterTakes(&radio.beacons, packet->data, packet->length)
			? radioReceiverJudge(the, radio.receiver, radioScheduler(), packet->data, packet->length)
			: JUDGED_DROPPED;
		if (judgement == JUDGED_DROPPED || judgement == JUDGED_TAKEN) {
			exchangePacketTaken();
			continue;
		}
		for (int octet = 5; octet >= 0; octet--)
			address = address * 256 + packet->address[octet];
		xsmcGetBufferWritable(radio.buffer, &data, &room);
		if (packet->length <= room)
			memcpy(data, packet->data, packet->length);
		xsmcSetInteger(xsVar(0), packet->length);
		xsmcSetInteger(xsVar(1), packet->rssi);
		xsmcSetInteger(xsVar(2), packet->kind);
		xsmcSetNumber(xsVar(3), address);
		exchangePacketTaken();
		if (judgement == JUDGED_OPENED && radioReceiverOpened(the, radio.receiver, xsmcToInteger(xsVar(1))))
			continue;
		xsCallFunction4(radio.onPacket, xsUndefined, xsVar(0), xsVar(1), xsVar(2), xsVar(3));
	}
}

/* Reports that NimBLE's task has parked itself and the port has to be restarted. */
static void deliverEnd(xsMachine* the)
{
	if (!radio.the || !radioPortWanted())
		return;
	xsmcSetInteger(xsVar(0), RADIO_PORT_WANTED);
	xsmcSetInteger(xsVar(1), 0);
	xsmcSetUndefined(xsVar(4));
	xsCallFunction5(radio.onEvent, xsUndefined, xsVar(0), xsVar(1), xsVar(1), xsVar(1), xsVar(4));
}

static void deliver(void* machine, void* refcon, uint8_t* message, uint16_t length)
{
	(void)refcon, (void)message, (void)length;
	/* the radio was closed meanwhile, and perhaps opened again by another machine */
	if (!machine || radio.the != machine)
		return;
	radioPostTaken();
	xsBeginHost(radio.the);
	{
		xsmcVars(5);
		deliverSent(the);
		deliverEvents(the);
		deliverPackets(the);
		deliverEnd(the);
	}
	xsEndHost(the);
}

/*
 * Posts with the function for interrupts, the only one that does not wait for room in the queue:
 * NimBLE's task must not wait.
 */
bool radioPost(void)
{
	xsMachine* the = radio.the;
	return the && modMessagePostToMachineFromISR(the, deliver, NULL) == 0;
}

/* ---- opening and closing ---- */

static void forget(xsMachine* the)
{
	radio.the = NULL;
	radioSchedulerForget();
	pduTimesForget(radio.pduTimes);
	beaconCounterKnow(&radio.beacons, NULL, 0);
	xsmcVars(1);
	radioReceiverSet(the, &radio.receiver, &xsVar(0), false);
	xsForget(radio.onPacket);
	xsForget(radio.onEvent);
	xsForget(radio.onSent);
	xsForget(radio.buffer);
}

/* (onPacket, onEvent, onSent, buffer) */
void xs_radio_open(xsMachine* the)
{
	if (radio.the)
		xsUnknownError("the radio is open already");
	radio.the = the;
	radio.onPacket = xsArg(0);
	radio.onEvent = xsArg(1);
	radio.onSent = xsArg(2);
	radio.buffer = xsArg(3);
	radio.scanning = false;
	memset(radio.seen, 0, sizeof(radio.seen));
	xsRemember(radio.onPacket);
	xsRemember(radio.onEvent);
	xsRemember(radio.onSent);
	xsRemember(radio.buffer);
	int status = radioPortStart();
	if (status != 0) {
		forget(the);
		xsUnknownError("the Bluetooth controller does not start: error %d", status);
	}
}

void xs_radio_close(xsMachine* the)
{
	if (radio.the != the)
		return;
	radioPortStop();
	forget(the);
}

/* (): restarts the port; 0, or an error code */
void xs_radio_restart(xsMachine* the)
{
	xsmcSetInteger(xsResult, radio.the == the ? radioPortRestart() : 0);
}

/* (): the number of advertisements that can be in flight at once */
void xs_radio_sets(xsMachine* the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)radioSets());
}

/* (which): a counter, see radioCount in radio-nimble.h */
void xs_radio_count(xsMachine* the)
{
	uint32_t count = radioCount((unsigned)xsmcToInteger(xsArg(0)));
	xsmcSetNumber(xsResult, count);
}

/* ---- commands ---- */

/* (slot, id, data, events, interval) */
void xs_radio_advertise(xsMachine* the)
{
	RadioCommand command = { .kind = COMMAND_ADVERTISE };
	uint16_t length;
	command.number = (uint8_t)radioNumber(the, &xsArg(0), radioSets() - 1);
	command.id = (uint32_t)xsmcToNumber(xsArg(1));
	command.count = (uint16_t)radioNumber(the, &xsArg(3), 0xffff);
	command.interval = (uint16_t)radioNumber(the, &xsArg(4), 10240);
	const uint8_t* data = radioOctets(the, &xsArg(2), RADIO_DATA, &length);
	command.length = (uint8_t)length;
	memcpy(command.data, data, length);
	radioCommand(&command);
}

/* (slot) */
void xs_radio_stop(xsMachine* the)
{
	RadioCommand command = { .kind = COMMAND_STOP };
	command.number = (uint8_t)radioNumber(the, &xsArg(0), radioSets() - 1);
	radioCommand(&command);
}

/* (mode): 0 off, 1 passive, 2 active */
void xs_radio_scan(xsMachine* the)
{
	RadioCommand command = { .kind = COMMAND_SCAN };
	command.number = (uint8_t)radioNumber(the, &xsArg(0), SCAN_ACTIVE);
	radio.scanning = command.number != SCAN_OFF;
	radioCommand(&command);
}

/* (types, beacons, nids) */
void xs_radio_filter(xsMachine* the)
{
	RadioCommand command = { .kind = COMMAND_FILTER };
	uint16_t types, beacons, nids;
	radioOctets(the, &xsArg(0), 256, &types);
	radioOctets(the, &xsArg(1), 256, &beacons);
	radioOctets(the, &xsArg(2), 256, &nids);
	RadioFilter* wanted = command.block = radioBlock(the, sizeof(RadioFilter));
	packetFilterWant(wanted->types, sizeof(wanted->types), radioOctets(the, &xsArg(0), 256, &types), types);
	packetFilterWant(wanted->beacons, sizeof(wanted->beacons), radioOctets(the, &xsArg(1), 256, &beacons), beacons);
	packetFilterWant(wanted->nids, sizeof(wanted->nids), radioOctets(the, &xsArg(2), 256, &nids), nids);
	beaconCounterForget(&radio.beacons);
	radioCommand(&command);
}

/* (beacon), or (undefined): the number of beacons that were counted */
void xs_radio_count_beacons(xsMachine* the)
{
	void* beacon = NULL;
	xsUnsignedValue length = 0;
	if (xsmcTypeOf(xsArg(0)) == xsReferenceType)
		xsmcGetBufferReadable(xsArg(0), &beacon, &length);
	xsmcSetNumber(xsResult, beaconCounterKnow(&radio.beacons, beacon, length));
}

/* (cipher): its receiver judges network PDUs from now on; (undefined): none does */
void xs_radio_receiver(xsMachine* the)
{
	radioReceiverSet(the, &radio.receiver, &xsArg(0), false);
}

/* (verdict): the number of packets with this verdict */
void xs_radio_filtered(xsMachine* the)
{
	uint32_t count = radioFiltered((PacketVerdict)radioNumber(the, &xsArg(0), PACKET_VERDICTS - 1));
	xsmcSetNumber(xsResult, count);
}

/* (count): the times of so many network PDUs, or undefined */
void xs_radio_pdu_times(xsMachine* the)
{
	pduTimesOpen(the, machineNow, &radio.pduTimes);
}
