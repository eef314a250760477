/* The receive path of network PDUs in C (network-receiver.h). */
#include <stdlib.h>
#include <string.h>
#include "access-receiver.h"
#include "network-receiver.h"

#define AD_NETWORK_PDU 0x2a
#define WAYS 2
/* Where the fields of a clear PDU stand: ClearPdu in modules/host/network-cipher.ts. */
#define CLEAR_SEQ 1
#define CLEAR_SRC 4
#define CLEAR_DST 6
#define CONTROL 0x80

NetworkReceiver* receiverNew(NetworkKeys* const* keys, uint16_t address, uint16_t elements, size_t cacheSize)
{
	NetworkReceiver* receiver = calloc(1, sizeof(NetworkReceiver) + cacheSize * sizeof(receiver->cache[0]));
	if (!receiver)
		return NULL;
	receiver->keys = keys;
	receiver->address = address;
	receiver->elements = elements;
	receiver->mask = (uint32_t)cacheSize / WAYS - 1;
	return receiver;
}

void receiverFree(NetworkReceiver* receiver)
{
	if (!receiver)
		return;
	receiverUse(receiver, NULL);
	free(receiver->states);
	free(receiver->subnets);
	accessFree(receiver->access);
	free(receiver);
}

void receiverUse(NetworkReceiver* receiver, NetworkReceiver** place)
{
	if (receiver->user)
		*receiver->user = NULL;
	/* another receiver that had the place has none any longer */
	if (place && *place)
		(*place)->user = NULL;
	receiver->user = place;
	receiver->passed.length = 0;
	if (place)
		*place = receiver;
}

/* The two words of a message in the message cache, and the place of its set. */
typedef struct {
	uint32_t high, low;
	size_t set;
} CacheEntry;

/* SRC and CTL, the part of an entry's high word that the header of a PDU has. */
#define HEADER_MASK 0x1ffffu

/* The set of an entry depends on the header of the PDU alone: `MessageCache` in TypeScript has the same sets. */
static CacheEntry headerEntry(const NetworkReceiver* receiver, const ReceivedPdu* received)
{
	CacheEntry entry = { .high = (uint32_t)received->src | (received->control ? 0x10000u : 0),
		.low = received->seq | (received->ivIndex & 0xff) << 24 };
	entry.set = ((entry.low ^ entry.low >> 7 ^ entry.high ^ entry.high << 3) & receiver->mask) * WAYS;
	return entry;
}

/*
 * §3.4.5.6: another relay or interface may have brought a PDU before. The last octets, which no
 * relay changes, are compared too, so that no forgery with the NetKey and a future sequence
 * number causes the authentic message to be dropped.
 */
static CacheEntry wholeEntry(const NetworkReceiver* receiver, const ReceivedPdu* received)
{
	CacheEntry entry = headerEntry(receiver, received);
	const uint8_t* last = received->clear + received->end - 1;
	entry.high |= (uint32_t)last[0] << 17 | (uint32_t)(last[-1] & 0x7f) << 25;
	return entry;
}

/* Whether the set of an entry has one with this low word and, under the mask, this high word. */
static bool has(const NetworkReceiver* receiver, const CacheEntry* entry, uint32_t mask)
{
	for (size_t i = entry->set; i < entry->set + WAYS; i++)
		if (((receiver->cache[i].high ^ entry->high) & mask) == 0 && receiver->cache[i].low == entry->low)
			return true;
	return false;
}

/* Whether an entry is in the message cache; adds it otherwise. */
static bool seen(NetworkReceiver* receiver, const CacheEntry* entry)
{
	if (has(receiver, entry, UINT32_MAX))
		return true;
	receiver->cache[entry->set + 1] = receiver->cache[entry->set];
	receiver->cache[entry->set].high = entry->high;
	receiver->cache[entry->set].low = entry->low;
	return false;
}

static bool isUnicast(uint16_t address)
{
	return address != 0 && address < 0x8000;
}

static bool isOwn(const NetworkReceiver* receiver, uint16_t address)
{
	return address >= receiver->address && address < receiver->address + receiver->elements;
}

static void readHeader(ReceivedPdu* received, size_t length)
{
	const uint8_t* clear = received->clear;
	received->control = (clear[0] & CONTROL) != 0;
	received->ttl = clear[0] & 0x7f;
	received->seq = (uint32_t)(clear[CLEAR_SEQ] << 16 | clear[CLEAR_SEQ + 1] << 8 | clear[CLEAR_SEQ + 2]);
	received->src = (uint16_t)(clear[CLEAR_SRC] << 8 | clear[CLEAR_SRC + 1]);
	received->end = (uint8_t)(length - 1 - networkMicLength(clear));
	received->relayed = false;
}

static void readDestination(ReceivedPdu* received)
{
	received->dst = (uint16_t)(received->clear[CLEAR_DST] << 8 | received->clear[CLEAR_DST + 1]);
}

/*
 * Whether a PDU, whose header is clear, is one that the message cache has. What is there was
 * authentic: a copy of it goes no further, authentic or not, and is decrypted without NetMIC, which
 * costs a third. A PDU whose header is not that of an earlier one, as most, costs no AES here.
 */
static bool isCopy(NetworkReceiver* receiver, NetworkKey* key, const uint8_t* pdu, size_t length, ReceivedPdu* received,
	psa_status_t* status)
{
	CacheEntry entry = headerEntry(receiver, received);
	if (!has(receiver, &entry, HEADER_MASK))
		return false;
	networkUnverified(key, received->ivIndex, pdu, length, received->clear, status);
	readDestination(received);
	entry = wholeEntry(receiver, received);
	return *status == PSA_SUCCESS && received->dst != 0 && has(receiver, &entry, UINT32_MAX);
}

/* The number of the key that a PDU of a possible length is authentic with, or a verdict. */
static int openPdu(NetworkReceiver* receiver, const uint8_t* pdu, size_t length, ReceivedPdu* received, bool possible,
	psa_status_t* status)
{
	int result = RECEIVER_UNKNOWN_NID;
	for (int i = 0; (i = networkKeyOf(*receiver->keys, pdu, i)) >= 0 && *status == PSA_SUCCESS; i++) {
		NetworkKey* key = &(*receiver->keys)->keys[i];
		result = RECEIVER_WRONG;
		if (!possible || !networkHeader(key, NONCE_NETWORK, received->ivIndex, pdu, length, received->clear, status))
			continue;
		readHeader(received, length);
		if (isCopy(receiver, key, pdu, length, received, status))
			return RECEIVER_CACHED;
		if (*status == PSA_SUCCESS
			&& networkPayload(key, NONCE_NETWORK, received->ivIndex, pdu, length, received->clear, status))
			return i;
	}
	return result;
}

static int receive(NetworkReceiver* receiver, const uint8_t* pdu, size_t length, ReceivedPdu* received, psa_status_t* status)
{
	*status = PSA_SUCCESS;
	if (length < NETWORK_SHORTEST || length > NETWORK_LONGEST)
		return RECEIVER_LENGTH;
	/* §3.11.5: IVI tells the current IV Index from the previous one, which index 0 has not */
	bool current = (receiver->ivIndex & 1) == pdu[0] >> 7;
	received->ivIndex = receiver->ivIndex - (current ? 0 : 1);
	int key = openPdu(receiver, pdu, length, received, current || receiver->ivIndex > 0, status);
	if (*status != PSA_SUCCESS || key < 0)
		return key;
	readDestination(received);
	if (!isUnicast(received->src) || received->dst == 0)
		return RECEIVER_ADDRESS;
	if (isOwn(receiver, received->src))
		return RECEIVER_OWN;
	CacheEntry entry = wholeEntry(receiver, received);
	return seen(receiver, &entry) ? RECEIVER_CACHED : key;
}

int receiverReceive(NetworkReceiver* receiver, const uint8_t* pdu, size_t length, ReceivedPdu* received, psa_status_t* status)
{
	size_t passed = receiver->passed.length;
	receiver->passed.length = 0;
	if (passed == 0 || passed != length || memcmp(receiver->passed.pdu, pdu, length) != 0)
		return receive(receiver, pdu, length, received, status);
	*status = PSA_SUCCESS;
	*received = receiver->passed.received;
	return receiver->passed.verdict;
}

/* Goes on with a PDU that is not for another node's element: 0 where its access message was opened. */
static int openAccess(NetworkReceiver* receiver, int key, const ReceivedPdu* received)
{
	const ReceiverSubnets* subnets = receiver->subnets;
	if (!receiver->access || !subnets || key >= subnets->count)
		return ACCESS_BY_JAVASCRIPT;
	return accessOpen(receiver->access, received, subnets->keys[key].netKeyIndex);
}

/* What `forwards` says of a PDU for others; one for an element of the node alone is not retransmitted. */
static ReceiverForward forward(NetworkReceiver* receiver, int key, ReceivedPdu* received, ReceiverForwards forwards,
	void* context)
{
	if (isOwn(receiver, received->dst))
		return FORWARD_NOT;
	ReceiverForward answer = forwards(receiver, key, received, context);
	received->relayed = answer == FORWARD_DONE;
	return answer;
}

ReceiverJudgement receiverJudge(NetworkReceiver* receiver, const uint8_t* data, size_t length, ReceiverForwards forwards,
	void* context)
{
	psa_status_t status;
	receiver->passed.length = 0;
	if (length < AD_HEADER || data[0] != length - 1 || data[1] != AD_NETWORK_PDU)
		return JUDGED_PASSED;
	const uint8_t* pdu = data + AD_HEADER;
	length -= AD_HEADER;
	if (length < NETWORK_SHORTEST || length > NETWORK_LONGEST)
		return JUDGED_PASSED;
	ReceivedPdu* received = &receiver->passed.received;
	int key = receive(receiver, pdu, length, received, &status), verdict = key;
	/* JavaScript tries it again, and reports the failure */
	if (status != PSA_SUCCESS)
		return JUDGED_PASSED;
	if (key >= 0) {
		ReceiverForward forwarded = forward(receiver, key, received, forwards, context);
		bool others = isUnicast(received->dst) && !isOwn(receiver, received->dst);
		if (others && forwarded == FORWARD_DONE)
			return JUDGED_TAKEN;
		if (forwarded == FORWARD_BY_JAVASCRIPT)
			verdict = ACCESS_BY_JAVASCRIPT;
		else
			/* which other groups the node listens to, JavaScript knows */
			verdict = others ? RECEIVER_NOT_FOR_US : openAccess(receiver, key, received);
	}
	if (verdict == ACCESS_TAKEN)
		return JUDGED_TAKEN;
	if (verdict < 0 && verdict != ACCESS_BY_JAVASCRIPT) {
		receiver->dropped[-1 - verdict]++;
		receiver->passed.verdict = verdict;
		return JUDGED_DROPPED;
	}
	receiver->passed.verdict = key;
	receiver->passed.length = (uint8_t)length;
	memcpy(receiver->passed.pdu, pdu, length);
	return verdict == 0 ? JUDGED_OPENED : JUDGED_PASSED;
}
