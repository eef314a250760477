/* Opening of access messages in C (access-receiver.h). */
#include <stdlib.h>
#include <string.h>
#include "access-receiver.h"
#include "access-sealer.h"

/* Where the transport PDU begins in a clear PDU: ClearPdu in modules/host/network-cipher.ts. */
#define TRANSPORT 8
/* First octet of a lower transport PDU, §3.5.2: SEG, AKF, AID. */
#define SEGMENTED 0x80
#define APPLICATION 0x40
#define AID 0x3f

#define ALL_NODES 0xffff

void accessKeysFree(AccessKeys* keys)
{
	if (!keys)
		return;
	for (int i = 0; i < keys->count; i++)
		aesRelease(keys->keys[i].key);
	free(keys);
}

void accessFree(AccessReceiver* access)
{
	if (!access)
		return;
	accessKeysFree(access->keys);
	free(access->groups);
	free(access->user);
	segmentsFree(access->segments);
	free(access);
}

static bool isUnicast(uint16_t address)
{
	return address < 0x8000;
}

/* Whether the node listens to a group for certain: other fixed groups depend on states that JavaScript has. */
static bool listens(const AccessReceiver* access, uint16_t group)
{
	const AccessGroups* groups = access->groups;
	if (group == ALL_NODES)
		return true;
	for (int i = 0; groups && i < groups->count; i++)
		if (groups->addresses[i] == group)
			return true;
	return false;
}

/* Whether device keys are known: not where those of other nodes fit, too. */
static bool knowsDeviceKeys(const AccessKeys* keys)
{
	return keys->count > 0 && keys->keys[0].aid == ACCESS_DEVICE;
}

/* Tries the keys that fit; as accessOpen. */
static int tryKeys(const AccessKeys* keys, const ReceivedPdu* received, uint16_t netKeyIndex, AccessMessage* message)
{
	const uint8_t* pdu = received->clear + TRANSPORT + 1;
	size_t length = (size_t)(received->end - TRANSPORT - 1);
	uint8_t first = received->clear[TRANSPORT], nonce[AES_NONCE];
	bool device = (first & APPLICATION) == 0;
	int wanted = device ? ACCESS_DEVICE : first & AID;
	int verdict = RECEIVER_NO_KEY;
	accessNonce(nonce, device, received->clear, received->ivIndex);
	for (int i = 0; i < keys->count; i++) {
		const AccessKey* key = &keys->keys[i];
		if (key->aid != wanted || (!device && key->netKeyIndex != netKeyIndex))
			continue;
		verdict = RECEIVER_UPPER_WRONG;
		if (length <= ACCESS_MIC)
			continue;
		psa_status_t status = aesOpen(key->key, nonce, (AesAdditional){ NULL, 0 }, pdu, length, ACCESS_MIC, message->payload);
		if (status == PSA_ERROR_INVALID_SIGNATURE)
			continue;
		/* JavaScript tries it again, and reports the failure */
		if (status != PSA_SUCCESS)
			return ACCESS_BY_JAVASCRIPT;
		message->aid = key->aid;
		message->index = key->index;
		message->netKeyIndex = netKeyIndex;
		message->length = (uint8_t)(length - ACCESS_MIC);
		return 0;
	}
	return verdict;
}

static int takeSegment(AccessReceiver* access, const ReceivedPdu* received)
{
	int verdict = access->segments ? segmentsTake(access->segments, access->replay, received) : ACCESS_BY_JAVASCRIPT;
	return verdict == 0 ? ACCESS_TAKEN : verdict;
}

int accessOpen(AccessReceiver* access, const ReceivedPdu* received, uint16_t netKeyIndex)
{
	uint8_t first = received->clear[TRANSPORT];
	bool unicast = isUnicast(received->dst);
	if (!access->keys || received->control || (!unicast && !listens(access, received->dst)))
		return ACCESS_BY_JAVASCRIPT;
	if (!replayIsNew(access->replay, received->src, received->ivIndex, received->seq))
		return RECEIVER_REPLAY;
	if (first & SEGMENTED)
		return takeSegment(access, received);
	if (!(first & APPLICATION)) {
		if ((first & AID) != 0 || !unicast)
			return RECEIVER_UPPER_ADDRESS;
		if (!knowsDeviceKeys(access->keys))
			return ACCESS_BY_JAVASCRIPT;
	}
	return tryKeys(access->keys, received, netKeyIndex, &access->opened);
}
