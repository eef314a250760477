/*
 * Access messages that a radio's receiver opens, with random packets: each is opened with the key
 * that made it, dropped with the reason that the packet was made for, or left to JavaScript, as the
 * sender of the packet, which knows what it has made, says.
 */
#include "../../../hosts/native/access-sealer.h"
#include "scenarios.h"

#define PACKETS 1000000
#define ADDRESS 0x0100
#define ELEMENTS 2
#define NETWORK_KEYS 3
#define TRANSPORT 8
#define LONGEST_PAYLOAD 11

/* Keys that messages are made with: those from OWN on are never the node's. */
enum { DEVICE, CANDIDATE, APP_0, APP_0_NEW, APP_5, APP_OTHER_SUBNET, OWN, FOREIGN_DEVICE = OWN, FOREIGN_APP, MADE };

static const AccessKey made[MADE] = {
	[DEVICE] = { .aid = ACCESS_DEVICE, .index = 0 },
	[CANDIDATE] = { .aid = ACCESS_DEVICE, .index = 1 },
	[APP_0] = { .aid = 0x21, .index = 0, .netKeyIndex = 0 },
	[APP_0_NEW] = { .aid = 0x02, .index = 0, .netKeyIndex = 0 },
	/* with the AID of another one */
	[APP_5] = { .aid = 0x21, .index = 5, .netKeyIndex = 0 },
	[APP_OTHER_SUBNET] = { .aid = 0x21, .index = 0xfff, .netKeyIndex = 0xfff },
	[FOREIGN_DEVICE] = { .aid = ACCESS_DEVICE },
	[FOREIGN_APP] = { .aid = 0x21 },
};

static uint32_t state = 11;
static NetworkKeys* networkKeys;
static NetworkReceiver *judging, *plain, *place;
static ReplayTable* replay;
static Key* keys[MADE];
/* whether the node has each key, and groups */
static bool known[MADE];
static const uint16_t groups[] = { 0xc000, 0xc123, 0xfffe };
static size_t groupCount;
static ReceiverForward answer;
static unsigned seen[1 - RECEIVER_UPPER_WRONG], byJavaScript;

/* What the sender has made. */
typedef struct {
	int key;
	bool intact;
	uint8_t payload[LONGEST_PAYLOAD];
	size_t length;
} Sent;

static uint32_t next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static ReceiverForward forwards(const NetworkReceiver* receiver, int key, const ReceivedPdu* received, void* context)
{
	CHECK(receiver == judging && key >= 0 && context == &answer);
	CHECK(received->dst < ADDRESS || received->dst >= ADDRESS + ELEMENTS);
	return answer;
}

static Key* newKey(uint8_t octet)
{
	Key* key = calloc(1, sizeof(Key));
	key->kind = KEY_AES;
	memset(key->octets, octet, 16);
	return key;
}

/* The node gets or loses keys and groups. */
static void configure(void)
{
	int count = 0;
	bool device = next() % 4 > 0;
	AccessKeys* list = calloc(1, sizeof(AccessKeys) + OWN * sizeof(AccessKey));
	for (int i = 0; i < OWN; i++) {
		known[i] = i <= CANDIDATE ? device && (i == DEVICE || next() % 2) : next() % 4 > 0;
		if (!known[i])
			continue;
		list->keys[count] = made[i];
		list->keys[count++].key = aesShare(keys[i]);
	}
	list->count = count;
	accessKeysFree(judging->access->keys);
	judging->access->keys = list;
	groupCount = next() % 4;
	AccessGroups* some = calloc(1, sizeof(AccessGroups) + groupCount * sizeof(groups[0]));
	some->count = (int)groupCount;
	memcpy(some->addresses, groups, groupCount * sizeof(groups[0]));
	free(judging->access->groups);
	judging->access->groups = some;
}

/* Seals a payload as §3.6.4.2 says, for a clear PDU that has SEQ, SRC and DST; returns the length of the transport PDU. */
static size_t sealUpper(uint8_t* clear, uint32_t ivIndex, Sent* sent)
{
	const AccessKey* key = &made[sent->key];
	bool device = key->aid == ACCESS_DEVICE;
	uint8_t nonce[AES_NONCE] = { device ? 2 : 1, 0, clear[1], clear[2], clear[3], clear[4], clear[5], clear[6], clear[7],
		(uint8_t)(ivIndex >> 24), (uint8_t)(ivIndex >> 16), (uint8_t)(ivIndex >> 8), (uint8_t)ivIndex };
	sent->length = 1 + next() % LONGEST_PAYLOAD;
	for (size_t i = 0; i < sent->length; i++)
		sent->payload[i] = (uint8_t)next();
	clear[TRANSPORT] = device ? 0 : 0x40 | key->aid;
	EQUAL(aesSeal(keys[sent->key], nonce, (AesAdditional){ NULL, 0 }, sent->payload, sent->length, ACCESS_MIC,
		clear + TRANSPORT + 1), PSA_SUCCESS);
	sent->intact = true;
	size_t length = 1 + sent->length + ACCESS_MIC;
	uint8_t other = (uint8_t)next();
	switch (next() % 16) {
	case 0:
		clear[TRANSPORT + 1 + next() % (length - 1)] ^= (uint8_t)(1 << next() % 8);
		sent->intact = false;
		break;
	case 1:
		/* cut: at times no TransMIC is left */
		length = 1 + next() % (length - 1);
		sent->intact = false;
		break;
	case 2:
		/* SEG, AKF and AID of another message, at times by chance the same */
		sent->intact = other == clear[TRANSPORT];
		clear[TRANSPORT] = other;
		break;
	default:
		break;
	}
	return length;
}

/* A packet in memory of exactly its size. */
static uint8_t* makePacket(size_t* size, uint32_t ivIndex, Sent* sent)
{
	static const uint16_t sources[] = { 0x0200, 0x0201, 0x0202, 0x7fff };
	static const uint16_t some[] = { ADDRESS, ADDRESS + 1, ADDRESS + 2, 0x8123, 0xbfff, 0xc000, 0xc123, 0xc124, 0xfffe, 0xffff };
	uint8_t clear[NETWORK_CLEAR] = { 0 }, pdu[NETWORK_LONGEST];
	uint16_t src = sources[next() % 4], dst = some[next() % (sizeof(some) / sizeof(*some))];
	uint32_t seq = next() % 0x1000000, used = ivIndex - next() % 2;
	clear[0] = (uint8_t)(next() % 4);
	clear[1] = (uint8_t)(seq >> 16), clear[2] = (uint8_t)(seq >> 8), clear[3] = (uint8_t)seq;
	clear[4] = (uint8_t)(src >> 8), clear[5] = (uint8_t)src;
	clear[6] = (uint8_t)(dst >> 8), clear[7] = (uint8_t)dst;
	sent->key = (int)(next() % MADE);
	size_t length = TRANSPORT + sealUpper(clear, used, sent);
	if (next() % 16 == 0 && length <= 20)
		clear[0] |= 0x80;
	int key = (int)(next() % NETWORK_KEYS);
	EQUAL(networkSeal(&networkKeys->keys[key], NONCE_NETWORK, used, clear, length, pdu), PSA_SUCCESS);
	length += 1 + networkMicLength(clear);
	if (next() % 32 == 0)
		pdu[next() % length] ^= 1;
	*size = 2 + length;
	uint8_t* packet = malloc(*size);
	packet[0] = (uint8_t)(1 + length);
	packet[1] = 0x2a;
	memcpy(packet + 2, pdu, length);
	return packet;
}

static bool listened(uint16_t dst)
{
	for (size_t i = 0; i < groupCount; i++)
		if (groups[i] == dst)
			return true;
	return dst == 0xffff;
}

/* What has to become of a PDU that came under a key: 0 where it has to be opened. */
static int expected(const ReceivedPdu* received, uint16_t netKeyIndex, const Sent* sent)
{
	uint8_t first = received->clear[TRANSPORT];
	bool unicast = received->dst < 0x8000, own = received->dst == ADDRESS || received->dst == ADDRESS + 1;
	bool tried = false, device = (first & 0x40) == 0;
	if (!own && answer == FORWARD_BY_JAVASCRIPT)
		return ACCESS_BY_JAVASCRIPT;
	if (unicast && !own)
		return answer == FORWARD_DONE ? 1 : RECEIVER_NOT_FOR_US;
	if (received->control || (!own && !listened(received->dst)))
		return ACCESS_BY_JAVASCRIPT;
	if (!replayIsNew(replay, received->src, received->ivIndex, received->seq))
		return RECEIVER_REPLAY;
	if (first & 0x80)
		return ACCESS_BY_JAVASCRIPT;
	if (device && ((first & 0x3f) != 0 || !own))
		return RECEIVER_UPPER_ADDRESS;
	if (device && !known[DEVICE])
		return ACCESS_BY_JAVASCRIPT;
	for (int i = 0; i < OWN; i++) {
		bool fits = device ? i <= CANDIDATE : made[i].aid == (first & 0x3f) && made[i].netKeyIndex == netKeyIndex;
		if (!known[i] || !fits)
			continue;
		tried = true;
		if (sent->intact && i == sent->key)
			return 0;
	}
	return tried ? RECEIVER_UPPER_WRONG : RECEIVER_NO_KEY;
}

/* The message is what was sent; it is entered in the replay protection list, as a model would get it. */
static void delivered(const ReceivedPdu* received, const Sent* sent, uint16_t netKeyIndex)
{
	const AccessMessage* message = &judging->access->opened;
	ReplayMessage entry = { received->src, received->ivIndex, received->seq, received->seq, 0 };
	uint8_t record[REPLAY_RECORD];
	EQUAL(message->length, sent->length);
	CHECK(memcmp(message->payload, sent->payload, sent->length) == 0);
	EQUAL(message->aid, made[sent->key].aid);
	EQUAL(message->index, made[sent->key].index);
	EQUAL(message->netKeyIndex, netKeyIndex);
	if (replayAdmit(replay, &entry, record) == REPLAY_UNKNOWN_SOURCE) {
		CHECK(replayAdd(replay, received->src));
		CHECK(replayAdmit(replay, &entry, record) >= 0);
	}
}

static void compare(const uint8_t* packet, size_t size, const Sent* sent)
{
	ReceivedPdu received, again;
	psa_status_t status;
	uint32_t before[RECEIVER_VERDICTS];
	memcpy(before, judging->dropped, sizeof(before));
	int verdict = receiverReceive(plain, packet + 2, size - 2, &received, &status), key = verdict;
	uint16_t netKeyIndex = key >= 0 ? judging->subnets->keys[key].netKeyIndex : 0;
	if (key >= 0)
		verdict = expected(&received, netKeyIndex, sent);
	ReceiverJudgement judgement = receiverJudge(judging, packet, size, forwards, &answer);
	if (verdict == ACCESS_BY_JAVASCRIPT || verdict == 0) {
		EQUAL(judgement, verdict == 0 ? JUDGED_OPENED : JUDGED_PASSED);
		/* where JavaScript does not take the message, it gets the packet */
		EQUAL(receiverReceive(judging, packet + 2, size - 2, &again, &status), key);
		bool own = received.dst == ADDRESS || received.dst == ADDRESS + 1;
		EQUAL(again.relayed, !own && answer == FORWARD_DONE);
		again.relayed = false;
		CHECK(memcmp(&again, &received, sizeof(again)) == 0);
	} else {
		/* 1: it was retransmitted */
		EQUAL(judgement, verdict < 0 ? JUDGED_DROPPED : JUDGED_TAKEN);
		if (verdict < 0) {
			EQUAL(judging->passed.verdict, verdict);
			before[-1 - verdict]++;
		}
	}
	CHECK(memcmp(before, judging->dropped, sizeof(before)) == 0);
	if (verdict == 0)
		delivered(&received, sent, netKeyIndex);
	if (verdict == ACCESS_BY_JAVASCRIPT)
		byJavaScript++;
	else if (verdict <= 0)
		seen[-verdict]++;
}

static void packets(void)
{
	uint32_t ivIndex = 1;
	for (int i = 0; i < PACKETS; i++) {
		Sent sent;
		size_t size;
		/* numbers are random, so that half of them are not new after a while */
		if (i % 100 == 0) {
			ivIndex++;
			judging->ivIndex = plain->ivIndex = ivIndex;
			configure();
		}
		answer = (ReceiverForward[]){ FORWARD_NOT, FORWARD_DONE, FORWARD_BY_JAVASCRIPT }[next() % 8 / 3];
		uint8_t* packet = makePacket(&size, ivIndex, &sent);
		memset(&sent.payload[sent.length], 0, sizeof(sent.payload) - sent.length);
		compare(packet, size, &sent);
		free(packet);
	}
	CHECK(seen[0] > PACKETS / 100 && byJavaScript > PACKETS / 100);
	for (int verdict = RECEIVER_NOT_FOR_US; verdict >= RECEIVER_UPPER_WRONG; verdict--)
		CHECK(seen[-verdict] > PACKETS / 1000);
}

/* What is sealed in one step is opened in two, with every length, key, number and label. */
static void sealed(void)
{
	uint8_t octets[ACCESS_LONGEST_PAYLOAD], label[AES_BLOCK], nonce[AES_NONCE];
	for (int i = 0; i < PACKETS / 4; i++) {
		uint8_t pdu[NETWORK_LONGEST], clear[NETWORK_CLEAR] = { 0 }, payload[ACCESS_LONGEST_PAYLOAD];
		size_t size;
		psa_status_t status;
		int key = (int)(next() % MADE), network = (int)(next() % NETWORK_KEYS);
		bool virtual = next() % 4 == 0;
		OutgoingMessage message = { keys[key], made[key].aid, next() % 0x80, (uint16_t)next(), (uint16_t)next(),
			next() % 0x1000000, next(), octets, 1 + next() % ACCESS_LONGEST_PAYLOAD, { virtual ? label : NULL, virtual ? AES_BLOCK : 0 } };
		for (size_t at = 0; at < sizeof(octets); at++)
			octets[at] = (uint8_t)next();
		for (size_t at = 0; at < sizeof(label); at++)
			label[at] = (uint8_t)next();
		EQUAL(accessSeal(&networkKeys->keys[network], &message, pdu, &size), PSA_SUCCESS);
		EQUAL(size, 9 + 1 + message.length + ACCESS_MIC + 4);
		EQUAL(pdu[0] >> 7, (message.ivIndex & 1));
		EQUAL(networkOpen(networkKeys, NONCE_NETWORK, message.ivIndex, pdu, size, clear, &status), network);
		EQUAL(clear[0], message.ttl);
		EQUAL(clear[1] << 16 | clear[2] << 8 | clear[3], message.seq);
		EQUAL(clear[4] << 8 | clear[5], message.src);
		EQUAL(clear[6] << 8 | clear[7], message.dst);
		EQUAL(clear[TRANSPORT], message.aid == ACCESS_DEVICE ? 0 : 0x40 | message.aid);
		accessNonce(nonce, message.aid == ACCESS_DEVICE, clear, message.ivIndex);
		EQUAL(aesOpen(keys[key], nonce, message.label, clear + TRANSPORT + 1, message.length + ACCESS_MIC, ACCESS_MIC, payload),
			PSA_SUCCESS);
		CHECK(memcmp(payload, octets, message.length) == 0);
	}
}

/* JavaScript closes a key before it tells the receiver that the key is gone. */
static void closedKey(void)
{
	Sent sent = { .key = APP_0 };
	uint8_t clear[NETWORK_CLEAR] = { 5, 0, 0, 1, 0x02, 0x00, ADDRESS >> 8, ADDRESS & 0xff };
	ReceivedPdu received = { .ivIndex = 0xfffffffe, .seq = 1, .src = 0x0200, .dst = ADDRESS };
	while (!known[APP_0])
		configure();
	do
		received.end = (uint8_t)(TRANSPORT + sealUpper(clear, received.ivIndex, &sent));
	while (!sent.intact);
	memcpy(received.clear, clear, sizeof(clear));
	aesRelease(keys[APP_0]);
	EQUAL(accessOpen(judging->access, &received, 0), 0);
	keys[APP_0] = newKey(1 + APP_0);
	accessKeysFree(judging->access->keys);
	judging->access->keys = NULL;
	EQUAL(accessOpen(judging->access, &received, 0), ACCESS_BY_JAVASCRIPT);
}

static void before(void)
{
	networkKeys = calloc(1, sizeof(NetworkKeys) + NETWORK_KEYS * sizeof(NetworkKey));
	networkKeys->count = NETWORK_KEYS;
	ReceiverSubnets* subnets = calloc(1, sizeof(ReceiverSubnets) + NETWORK_KEYS * sizeof(subnets->keys[0]));
	subnets->count = NETWORK_KEYS;
	for (int i = 0; i < NETWORK_KEYS; i++) {
		NetworkKey* key = &networkKeys->keys[i];
		key->nid = (uint8_t)(0x11 + i);
		key->encryption.kind = key->privacy.kind = KEY_AES;
		memset(key->encryption.octets, 201 + i, 16);
		memset(key->privacy.octets, 101 + i, 16);
		/* two keys of one subnet, and one of another */
		subnets->keys[i].netKeyIndex = i < 2 ? 0 : 0xfff;
	}
	for (int i = 0; i < MADE; i++)
		keys[i] = newKey((uint8_t)(1 + i));
	replay = replayNew(8);
	judging = receiverNew(&networkKeys, ADDRESS, ELEMENTS, 64);
	plain = receiverNew(&networkKeys, ADDRESS, ELEMENTS, 64);
	judging->subnets = subnets;
	judging->access = calloc(1, sizeof(AccessReceiver));
	judging->access->replay = replay;
	receiverUse(judging, &place);
	configure();
}

static void after(void)
{
	receiverFree(judging);
	receiverFree(plain);
	for (int i = 0; i < MADE; i++)
		aesRelease(keys[i]);
	replayFree(replay);
	networkKeysFree(networkKeys);
}

int main(int argc, char** argv)
{
	static const Scenario scenarios[] = {
		{ "a million packets, opened, dropped or left to JavaScript", packets },
		{ "messages that are sealed in one step", sealed },
		{ "a key that is closed before the receiver has other ones", closedKey },
		{ NULL, NULL },
	};
	return scenarioMain(argc, argv, scenarios, before, after);
}
