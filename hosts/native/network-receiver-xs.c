/* The receiver of a cipher, as JavaScript and radios have it (network-receiver-xs.h). */
#include <stdlib.h>
#include <string.h>
#include "xsmc.h"
#include "arguments.h"
#include "crypto.h"
#include "network-cipher.h"
#include "network-receiver-xs.h"
#include "network-relay.h"
#include "segment-receiver-xs.h"

/* Most elements of a node. */
#define MOST_ELEMENTS 255
/* Keys of a cipher, at most. */
#define MOST_KEYS 8192
#define LARGEST_INDEX 0xfff
/* The lowest TTL with which a PDU is retransmitted, §3.4.6.3. */
#define RELAYED_TTL 2
/* Advertising events of a PDU, at most; milliseconds between two of them, at least, with legacy advertising. */
#define MOST_TRANSMISSIONS 8
#define SHORTEST_INTERVAL 20

/* Properties of the fields that a PDU has, and of the states that a node has. */
enum { IV_INDEX, TTL, SEQ, SRC, DST, END, CONTROL_MESSAGE, RELAYED, FIELDS };
enum { RELAY, PROXY, PRIVATE_PROXY, RELAY_RETRANSMIT, TRANSMISSIONS, INTERVAL, STATES };

typedef struct {
	/* JavaScript's receiver keeps the object */
	xsSlot settings;
	xsIdentifier states[STATES];
	xsIdentifier fields[FIELDS];
	/* interfaces beside the local one */
	xsIntegerValue bearers;
	/* the fields that were set to true with the latest PDU */
	bool control, relayed;
	/* whether JavaScript traces what is retransmitted */
	bool traced;
} ReceiverStates;

/* (cipher, address, elements, cacheSize, settings): gives a cipher its receiver */
void xs_network_receiver(xsMachine* the)
{
	static const char* const states[STATES] = { "relay", "proxy", "privateProxy", "relayRetransmit", "transmissions", "interval" };
	static const char* const fields[FIELDS] = { "ivIndex", "ttl", "seq", "src", "dst", "end", "control", "relayed" };
	NetworkCipher* cipher = cipherArgument(the, &xsArg(0));
	xsIntegerValue address = numberArgument(the, &xsArg(1), 1, 0x7fff, "address");
	xsIntegerValue elements = numberArgument(the, &xsArg(2), 1, MOST_ELEMENTS, "elements");
	xsIntegerValue size = xsmcToInteger(xsArg(3));
	if (size < RECEIVER_SMALLEST_CACHE || size > RECEIVER_LARGEST_CACHE || (size & (size - 1)) != 0)
		xsRangeError("message cache size %d: a power of two from 4 to 4096 is needed", (int)size);
	if (cipher->receiver)
		xsUnknownError("the cipher has a receiver already");
	NetworkReceiver* receiver = receiverNew(&cipher->keys, (uint16_t)address, (uint16_t)elements, (size_t)size);
	if (!receiver)
		xsUnknownError("no memory for a receiver");
	cipher->receiver = receiver;
	ReceiverStates* known = receiver->states = calloc(1, sizeof(ReceiverStates));
	if (!known)
		xsUnknownError("no memory for a receiver");
	known->settings = xsArg(4);
	for (int i = 0; i < STATES; i++)
		known->states[i] = xsID(states[i]);
	for (int i = 0; i < FIELDS; i++)
		known->fields[i] = xsID(fields[i]);
}

static NetworkReceiver* receiverArgument(xsMachine* the)
{
	NetworkCipher* cipher = cipherArgument(the, &xsArg(0));
	if (!cipher->receiver)
		xsUnknownError("the cipher has no receiver");
	return cipher->receiver;
}

/* (cipher, ivIndex) */
void xs_network_receiver_iv_index(xsMachine* the)
{
	receiverArgument(the)->ivIndex = (uint32_t)xsmcToNumber(xsArg(1));
}

/* (cipher, count) */
void xs_network_receiver_bearers(xsMachine* the)
{
	ReceiverStates* states = receiverArgument(the)->states;
	states->bearers = xsmcToInteger(xsArg(1));
}

/*
 * (cipher, transmit, netKeyIndexes, count): for each key of the cipher the number of that to
 * retransmit PDUs with, and the NetKey Index
 */
void xs_network_receiver_subnets(xsMachine* the)
{
	NetworkReceiver* receiver = receiverArgument(the);
	xsIntegerValue count = numberArgument(the, &xsArg(3), 0, MOST_KEYS, "keys");
	ReceiverSubnets* subnets = calloc(1, sizeof(ReceiverSubnets) + (size_t)count * sizeof(subnets->keys[0]));
	xsmcVars(1);
	if (!subnets)
		xsUnknownError("no memory for %d keys", (int)count);
	/* the receiver owns what is new before a later step can throw */
	free(receiver->subnets);
	receiver->subnets = subnets;
	for (xsIntegerValue i = 0; i < count; i++) {
		xsmcGetIndex(xsVar(0), xsArg(1), i);
		subnets->keys[i].transmit = (uint16_t)numberArgument(the, &xsVar(0), 0, count - 1, "key");
		xsmcGetIndex(xsVar(0), xsArg(2), i);
		subnets->keys[i].netKeyIndex = (uint16_t)numberArgument(the, &xsVar(0), 0, LARGEST_INDEX, "NetKey Index");
		subnets->count = i + 1;
	}
}

/* (cipher, verdict): the number of PDUs with this verdict of receiverJudge */
void xs_network_receiver_dropped(xsMachine* the)
{
	NetworkReceiver* receiver = receiverArgument(the);
	xsIntegerValue index = -1 - xsmcToInteger(xsArg(1));
	if (index < 0 || index >= RECEIVER_VERDICTS)
		xsRangeError("verdict %d: %d..-1", -1 - (int)index, -RECEIVER_VERDICTS);
	xsmcSetNumber(xsResult, receiver->dropped[index]);
}

static void setField(xsMachine* the, const ReceiverStates* states, int field, uint32_t value)
{
	if (value <= INT32_MAX)
		xsmcSetInteger(xsVar(0), (xsIntegerValue)value);
	else
		xsmcSetNumber(xsVar(0), value);
	xsmcSet(xsArg(5), states->fields[field], xsVar(0));
}

/* Fields begin as false and are seldom true: what stays false need not be set. */
static void setFlag(xsMachine* the, const ReceiverStates* states, int field, bool* known, bool value)
{
	if (!value && !*known)
		return;
	*known = value;
	xsmcSetBoolean(xsVar(0), value);
	xsmcSet(xsArg(5), states->fields[field], xsVar(0));
}

/* (cipher, pdu, start, end, clear, fields): the number of a key, or a verdict; `fields` is the same object each time */
void xs_network_receive(xsMachine* the)
{
	NetworkReceiver* receiver = receiverArgument(the);
	ReceiverStates* states = receiver->states;
	xsIntegerValue start = xsmcToInteger(xsArg(2));
	xsIntegerValue end = xsmcToInteger(xsArg(3));
	ReceivedPdu received;
	psa_status_t status;
	xsmcVars(1);
	const uint8_t* pdu = readable(the, &xsArg(1), start, end, "pdu");
	uint8_t* clear = writable(the, &xsArg(4), 0, NETWORK_CLEAR, "clear");
	int verdict = receiverReceive(receiver, pdu, (size_t)(end - start), &received, &status);
	checkStatus(the, status);
	xsmcSetInteger(xsResult, verdict);
	if (verdict < 0 && verdict > RECEIVER_ADDRESS)
		return;
	memcpy(clear, received.clear, NETWORK_CLEAR);
	setField(the, states, IV_INDEX, received.ivIndex);
	setField(the, states, TTL, received.ttl);
	setField(the, states, SEQ, received.seq);
	setField(the, states, SRC, received.src);
	setField(the, states, DST, received.dst);
	setField(the, states, END, received.end);
	setFlag(the, states, CONTROL_MESSAGE, &states->control, received.control);
	setFlag(the, states, RELAYED, &states->relayed, received.relayed);
}

/* ---- for radios ---- */

void radioReceiverSet(xsMachine* the, RadioReceiver* place, xsSlot* cipher, bool traced)
{
	if (xsmcTypeOf(*cipher) == xsUndefinedType) {
		if (*place)
			receiverUse(*place, NULL);
		return;
	}
	NetworkReceiver* receiver = cipherArgument(the, cipher)->receiver;
	if (!receiver)
		xsUnknownError("the cipher has no receiver");
	((ReceiverStates*)receiver->states)->traced = traced;
	receiverUse(receiver, place);
}

static bool isTrue(xsMachine* the, ReceiverStates* states, int state)
{
	xsmcGet(xsVar(0), states->settings, states->states[state]);
	return xsmcTypeOf(xsVar(0)) == xsBooleanType && xsmcToBoolean(xsVar(0));
}

/* A packet's radio, for `forwards`. */
typedef struct {
	xsMachine* the;
	AdvertisingScheduler* scheduler;
} JudgingRadio;

/* As `retransmits` in modules/network/network-interface.ts, by JavaScript: the states are asked when a PDU comes. */
static ReceiverForward forwardsByJavaScript(xsMachine* the, ReceiverStates* states, const ReceivedPdu* received)
{
	/* it ends the sending of the segments that it acknowledges */
	if (relayIsAcknowledgment(received))
		return FORWARD_BY_JAVASCRIPT;
	if (received->ttl < RELAYED_TTL)
		return FORWARD_NOT;
	bool proxies = states->bearers > 1 && (isTrue(the, states, PROXY) || isTrue(the, states, PRIVATE_PROXY));
	return proxies || isTrue(the, states, RELAY) ? FORWARD_BY_JAVASCRIPT : FORWARD_NOT;
}

/* Reads the Relay Retransmit state; false where it is not one. */
static bool readRetransmit(xsMachine* the, ReceiverStates* states, RelayRetransmit* retransmit)
{
	xsmcGet(xsVar(0), states->settings, states->states[RELAY_RETRANSMIT]);
	xsmcGet(xsVar(1), xsVar(0), states->states[TRANSMISSIONS]);
	xsIntegerValue transmissions = xsmcToInteger(xsVar(1));
	xsmcGet(xsVar(1), xsVar(0), states->states[INTERVAL]);
	xsIntegerValue interval = xsmcToInteger(xsVar(1));
	retransmit->transmissions = (uint8_t)transmissions;
	retransmit->interval = interval < SHORTEST_INTERVAL ? SHORTEST_INTERVAL : interval;
	return transmissions >= 1 && transmissions <= MOST_TRANSMISSIONS;
}

static ReceiverForward forwards(const NetworkReceiver* receiver, int key, const ReceivedPdu* received, void* context)
{
	const JudgingRadio* radio = context;
	xsMachine* the = radio->the;
	ReceiverStates* states = receiver->states;
	NetworkRelay relay = { .scheduler = radio->scheduler };
	/* what goes to the clients of a proxy, too, is JavaScript's */
	if (!radio->scheduler || states->bearers > 1)
		return forwardsByJavaScript(the, states, received);
	if (!relayAcknowledged(radio->scheduler, received))
		return FORWARD_BY_JAVASCRIPT;
	if (received->ttl < RELAYED_TTL || !isTrue(the, states, RELAY))
		return FORWARD_NOT;
	return !states->traced && readRetransmit(the, states, &relay.retransmit) && relayPdu(&relay, receiver, key, received)
		? FORWARD_DONE : FORWARD_BY_JAVASCRIPT;
}

ReceiverJudgement radioReceiverJudge(xsMachine* the, RadioReceiver receiver, struct AdvertisingScheduler* scheduler,
	const uint8_t* data, size_t length)
{
	JudgingRadio radio = { the, scheduler };
	if (!receiver)
		return JUDGED_PASSED;
	const ReceiverStates* states = receiver->states;
	/* where the node has clients of a proxy, its acknowledgments wait for their queues, too */
	segmentsSchedule(the, receiver->access, states->bearers > 1 ? NULL : scheduler);
	ReceiverJudgement judgement = receiverJudge(receiver, data, length, forwards, &radio);
	segmentsSchedule(the, receiver->access, NULL);
	return judgement;
}
