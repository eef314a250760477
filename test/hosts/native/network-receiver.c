/*
 * The receive path with random packets: what a radio's receiver drops before JavaScript runs, and
 * what it passes on, is what a receiver does that gets every PDU. What it retransmits leaves the
 * radio as the same PDU with TTL - 1, under the key that its subnet sends with.
 */
#include <math.h>
#include "../../../hosts/native/aes.h"
#include "../../../hosts/native/network-receiver.h"
#include "../../../hosts/native/network-relay.h"
#include "scenarios.h"

#define PACKETS 1000000
#define ADDRESS 0x0100
#define ELEMENTS 2
#define KEYS 3

static uint32_t state = 7;
static NetworkKeys* keys;
static NetworkReceiver *judging, *plain, *place;
static bool forwarding;

static uint32_t next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* ---- a radio whose time is set by the test ---- */

#define SETS 2
#define QUEUE 8

static AdvertisingScheduler *scheduler, *schedulerPlace;
static double milliseconds, due = INFINITY;
/* events that each set is to send, 0: none; what it sends */
static unsigned handed[SETS];
static AdvertisingPlace sending[SETS];

static double now(void* context)
{
	CHECK(context == &milliseconds);
	return milliseconds;
}

static uint32_t randomBits(void* context)
{
	CHECK(context == &milliseconds);
	return next();
}

static void advertise(void* context, unsigned set, const AdvertisingPlace* place, unsigned events)
{
	CHECK(context == &milliseconds && set < SETS && handed[set] == 0);
	CHECK(events > 0 && events <= place->remaining);
	handed[set] = events;
	sending[set] = *place;
}

static void stop(void* context, unsigned set)
{
	CHECK(context == &milliseconds && handed[set] > 0);
	handed[set] = 0;
}

static void startTimer(void* context, double delay)
{
	CHECK(context == &milliseconds && due == INFINITY && delay >= 0);
	due = milliseconds + delay;
}

static void stopTimer(void* context)
{
	CHECK(context == &milliseconds && due < INFINITY);
	due = INFINITY;
}

static const AdvertisingHost host = { now, randomBits, advertise, stop, startTimer, stopTimer };

/* Lets the radio send for a while: ends some events, and comes to the timer's time. */
static void letSend(void)
{
	for (unsigned set = 0; set < SETS; set++)
		if (handed[set] > 0 && next() % 2) {
			handed[set] = 0;
			EQUAL(schedulerSent(scheduler, set), 0);
		}
	milliseconds += next() % 30;
	if (due <= milliseconds) {
		due = INFINITY;
		schedulerDue(scheduler);
	}
}

/* What was retransmitted last, as the queue has it. */
static const AdvertisingPlace* latest(void)
{
	const AdvertisingQueue* queue = scheduler->queue;
	for (int at = 0; at < queue->end; at++)
		if (queue->places[at].transmission == scheduler->transmissions)
			return &queue->places[at];
	return NULL;
}

static ReceiverForward forwards(const NetworkReceiver* receiver, int key, const ReceivedPdu* received, void* context)
{
	NetworkRelay relay = { scheduler, { (uint8_t)(1 + next() % 8), 20 + next() % 4 * 10 } };
	CHECK(receiver == judging && context == &forwarding);
	CHECK(received->dst < ADDRESS || received->dst >= ADDRESS + ELEMENTS);
	CHECK(relayAcknowledged(scheduler, received));
	if (!forwarding || received->ttl < 2)
		return FORWARD_NOT;
	CHECK(relayPdu(&relay, receiver, key, received));
	return FORWARD_DONE;
}

/* Two of the keys have the same NID. */
static void makeKeys(void)
{
	keys = calloc(1, sizeof(NetworkKeys) + KEYS * sizeof(NetworkKey));
	keys->count = KEYS;
	for (int i = 0; i < KEYS; i++) {
		NetworkKey* key = &keys->keys[i];
		key->nid = i < 2 ? 0x11 : 0x22;
		key->encryption.kind = key->privacy.kind = KEY_AES;
		memset(key->encryption.octets, 1 + i, 16);
		memset(key->privacy.octets, 101 + i, 16);
	}
}

static bool isOwn(uint16_t dst)
{
	return dst >= ADDRESS && dst < ADDRESS + ELEMENTS;
}

static uint16_t address(void)
{
	static const uint16_t some[] = { 0, ADDRESS, ADDRESS + 1, ADDRESS + 2, 0x0200, 0x0201, 0x0202, 0x7fff, 0x8000, 0xc000, 0xffff };
	return some[next() % (sizeof(some) / sizeof(*some))];
}

/* A PDU of a few sources and numbers, so that many are copies of others. */
static size_t makePdu(uint8_t* pdu, uint32_t ivIndex)
{
	uint8_t clear[NETWORK_CLEAR];
	bool control = next() % 4 == 0;
	size_t length = 8 + 1 + next() % (control ? 12 : 16);
	uint16_t src = address(), dst = address();
	for (size_t i = 0; i < sizeof(clear); i++)
		clear[i] = (uint8_t)(next() % 8 == 0);
	clear[0] = (uint8_t)((control ? 0x80 : 0) | next() % 4);
	clear[3] = (uint8_t)(next() % 8);
	clear[4] = (uint8_t)(src >> 8), clear[5] = (uint8_t)src;
	clear[6] = (uint8_t)(dst >> 8), clear[7] = (uint8_t)dst;
	uint32_t used = ivIndex - next() % 2;
	EQUAL(networkSeal(&keys->keys[next() % KEYS], NONCE_NETWORK, used, clear, length, pdu), PSA_SUCCESS);
	return 1 + length + networkMicLength(clear);
}

/* An advertising packet in memory of exactly its size: authentic, changed, cut, or made up. */
static uint8_t* makePacket(size_t* size, uint32_t ivIndex)
{
	uint8_t octets[2 + NETWORK_LONGEST + 8];
	size_t length = 2 + makePdu(octets + 2, ivIndex);
	octets[1] = 0x2a;
	switch (next() % 16) {
	case 0:
		octets[2 + next() % (length - 2)] ^= (uint8_t)(1 << next() % 8);
		break;
	case 1:
		length = 2 + next() % (length - 2);
		break;
	case 2:
		for (size_t i = 2; i < length; i++)
			octets[i] = (uint8_t)next();
		octets[2] = (octets[2] & 0x80) | 0x11;
		break;
	case 3:
		octets[1] = 0x2b;
		break;
	case 4:
		length = next() % 3;
		break;
	default:
		break;
	}
	octets[0] = (uint8_t)(length - 1 + (next() % 64 == 0));
	uint8_t* packet = malloc(length);
	memcpy(packet, octets, length);
	*size = length;
	return packet;
}

/* The keys 0 and 1 are one subnet's, which sends with 1. */
static void compareRelayed(const ReceivedPdu* expected, uint32_t transmissions, uint32_t full)
{
	uint8_t clear[NETWORK_CLEAR] = { 0 }, before[NETWORK_CLEAR];
	psa_status_t status;
	if (scheduler->transmissions == transmissions) {
		EQUAL(scheduler->full, full + 1);
		EQUAL(scheduler->queue->end, QUEUE);
		return;
	}
	EQUAL(scheduler->full, full);
	const AdvertisingPlace* place = latest();
	CHECK(place != NULL);
	EQUAL(place->data[0], place->length - 1);
	EQUAL(place->data[1], 0x2a);
	EQUAL(place->source, expected->src);
	EQUAL(place->number, ((expected->ivIndex & 0x7f) << 24 | expected->seq));
	int key = networkOpen(keys, NONCE_NETWORK, expected->ivIndex, place->data + 2, (size_t)place->length - 2, clear, &status);
	EQUAL(status, PSA_SUCCESS);
	CHECK(key == 1 || key == 2);
	memcpy(before, expected->clear, sizeof(before));
	before[0]--;
	CHECK(memcmp(clear, before, sizeof(clear)) == 0);
}

static void compare(const uint8_t* packet, size_t size)
{
	uint32_t transmissions = scheduler->transmissions, full = scheduler->full;
	ReceivedPdu expected, received;
	psa_status_t status;
	uint32_t before[RECEIVER_VERDICTS];
	memcpy(before, judging->dropped, sizeof(before));
	ReceiverJudgement judgement = receiverJudge(judging, packet, size, forwards, &forwarding);
	bool passes = judgement != JUDGED_DROPPED && judgement != JUDGED_TAKEN;
	/* a packet that does not have one network PDU is JavaScript's */
	if (size < 2 || packet[0] != size - 1 || packet[1] != 0x2a) {
		CHECK(passes);
		return;
	}
	memset(&expected, 0, sizeof(expected));
	memset(&received, 0, sizeof(received));
	int verdict = receiverReceive(plain, packet + 2, size - 2, &expected, &status);
	EQUAL(status, PSA_SUCCESS);
	if (passes) {
		EQUAL(receiverReceive(judging, packet + 2, size - 2, &received, &status), verdict);
		CHECK(verdict >= 0 || verdict == RECEIVER_LENGTH);
		bool relayed = verdict >= 0 && received.relayed;
		if (relayed)
			compareRelayed(&expected, transmissions, full);
		CHECK(verdict < 0 || relayed == (forwarding && expected.ttl >= 2 && !isOwn(expected.dst)));
		received.relayed = false;
		if (verdict >= 0)
			CHECK(memcmp(&received, &expected, sizeof(received)) == 0);
		CHECK(memcmp(before, judging->dropped, sizeof(before)) == 0);
		return;
	}
	if (verdict >= 0) {
		CHECK(expected.dst > 0 && expected.dst < 0x8000 && !isOwn(expected.dst));
		if (forwarding && expected.ttl >= 2) {
			EQUAL(judgement, JUDGED_TAKEN);
			compareRelayed(&expected, transmissions, full);
			CHECK(memcmp(before, judging->dropped, sizeof(before)) == 0);
			return;
		}
		verdict = RECEIVER_NOT_FOR_US;
	}
	EQUAL(judgement, JUDGED_DROPPED);
	EQUAL(judging->passed.verdict, verdict);
	EQUAL(judging->passed.length, 0);
	EQUAL(judging->dropped[-1 - verdict], before[-1 - verdict] + 1);
}

static void packets(void)
{
	uint32_t ivIndex = 0;
	for (int i = 0; i < PACKETS; i++) {
		size_t size;
		/* the index goes through 0, and through the largest one */
		if (i % 1000 == 0)
			ivIndex = i % 3000 == 0 ? next() % 3 : i % 3000 == 1000 ? 0xffffffff : next();
		judging->ivIndex = plain->ivIndex = ivIndex;
		forwarding = next() % 2;
		uint8_t* packet = makePacket(&size, ivIndex);
		compare(packet, size);
		free(packet);
		if (next() % 8 == 0)
			letSend();
	}
	CHECK(scheduler->full > 100);
	for (int i = 0; i <= -1 - RECEIVER_NOT_FOR_US; i++)
		CHECK(judging->dropped[i] > 100 || i == -1 - RECEIVER_LENGTH);
}

static void anotherBetween(void)
{
	ReceivedPdu received;
	psa_status_t status;
	uint8_t packet[2 + NETWORK_LONGEST] = { 0, 0x2a }, other[NETWORK_LONGEST], clear[NETWORK_CLEAR] = { 5, 0, 0, 9, 2, 0, 0xc0, 0, 1 };
	judging->ivIndex = 7;
	EQUAL(networkSeal(&keys->keys[2], NONCE_NETWORK, 7, clear, 20, packet + 2), PSA_SUCCESS);
	clear[3]++;
	EQUAL(networkSeal(&keys->keys[2], NONCE_NETWORK, 7, clear, 20, other), PSA_SUCCESS);
	packet[0] = 26;
	CHECK(receiverJudge(judging, packet, 27, forwards, &forwarding));
	/* of a connection: the verdict that waits is not for it, and the PDU that was judged is known by now */
	EQUAL(receiverReceive(judging, other, 25, &received, &status), 2);
	EQUAL(received.seq, 10);
	EQUAL(receiverReceive(judging, packet + 2, 25, &received, &status), RECEIVER_CACHED);
}

static void closed(void)
{
	NetworkReceiver* second = receiverNew(&keys, 1, 1, 4);
	receiverUse(second, &place);
	CHECK(place == second && judging->user == NULL);
	receiverUse(judging, &place);
	CHECK(place == judging && second->user == NULL);
	receiverFree(second);
	CHECK(place == judging);
	receiverUse(judging, NULL);
	CHECK(place == NULL);
	receiverUse(judging, &place);
	receiverFree(judging);
	CHECK(place == NULL);
	judging = NULL;
	receiverFree(NULL);
}

static void before(void)
{
	makeKeys();
	judging = receiverNew(&keys, ADDRESS, ELEMENTS, 64);
	plain = receiverNew(&keys, ADDRESS, ELEMENTS, 64);
	receiverUse(judging, &place);
	ReceiverSubnets* subnets = calloc(1, sizeof(ReceiverSubnets) + KEYS * sizeof(subnets->keys[0]));
	subnets->count = KEYS;
	subnets->keys[0].transmit = subnets->keys[1].transmit = 1;
	subnets->keys[2].transmit = 2;
	subnets->keys[2].netKeyIndex = 0x0fff;
	judging->subnets = subnets;
	milliseconds = 0, due = INFINITY;
	memset(handed, 0, sizeof(handed));
	scheduler = schedulerNew(&host, &milliseconds, QUEUE, SETS, &schedulerPlace);
}

static void after(void)
{
	schedulerClose(scheduler);
	CHECK(due == INFINITY && handed[0] == 0 && handed[1] == 0);
	schedulerFree(scheduler);
	CHECK(schedulerPlace == NULL);
	receiverFree(judging);
	receiverFree(plain);
	networkKeysFree(keys);
}

int main(int argc, char** argv)
{
	static const Scenario scenarios[] = {
		{ "a million packets, judged by a radio's receiver and by one that gets every PDU", packets },
		{ "a PDU that comes between the radio's verdict and JavaScript", anotherBetween },
		{ "a radio has the receiver that it was given last, until that is closed", closed },
		{ NULL, NULL },
	};
	return scenarioMain(argc, argv, scenarios, before, after);
}
