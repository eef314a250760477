/* Retransmission of network PDUs in C (network-relay.h). */
#include <string.h>
#include "network-relay.h"

#define AD_NETWORK_PDU 0x2a
/* Where the transport PDU begins in a clear PDU: ClearPdu in modules/host/network-cipher.ts. */
#define TRANSPORT 8
/* SEG, the top bit of a lower transport PDU, §3.5.2. */
#define SEGMENTED 0x80
/* The Segment Acknowledgment message, §3.5.2.3.1: its opcode, and where it ends in a clear PDU. */
#define ACKNOWLEDGMENT 0x00
#define ACKNOWLEDGMENT_END 15

/* How the transport layer repeats a PDU: segmentNumber of modules/network/repeated-by-transport.ts. */
static int32_t segmentOf(const ReceivedPdu* received)
{
	const uint8_t* transport = received->clear + TRANSPORT;
	if (transport[0] & SEGMENTED)
		return 1 + ((transport[1] & 0x7f) << 11 | transport[2] << 3 | transport[3] >> 5);
	return received->control && transport[0] == ACKNOWLEDGMENT ? -1 : 0;
}

bool relayIsAcknowledgment(const ReceivedPdu* received)
{
	return received->control && received->clear[TRANSPORT] == ACKNOWLEDGMENT && received->end == ACKNOWLEDGMENT_END;
}

bool relayAcknowledged(AdvertisingScheduler* scheduler, const ReceivedPdu* received)
{
	const uint8_t* transport = received->clear + TRANSPORT;
	if (!relayIsAcknowledgment(received))
		return true;
	uint32_t seqZero = (uint32_t)((transport[1] & 0x7f) << 6 | transport[2] >> 2);
	uint32_t bits = (uint32_t)transport[3] << 24 | (uint32_t)transport[4] << 16 | (uint32_t)transport[5] << 8 | transport[6];
	return schedulerAcknowledged(scheduler, received->dst, seqZero, bits, true) == 0;
}

bool relayPdu(const NetworkRelay* relay, const NetworkReceiver* receiver, int key, const ReceivedPdu* received)
{
	const ReceiverSubnets* subnets = receiver->subnets;
	NetworkKeys* all = *receiver->keys;
	AdvertisingPlace given = {
		.interval = relay->retransmit.interval,
		.number = (received->ivIndex & 0x7f) << 24 | received->seq,
		.segment = segmentOf(received),
		.source = received->src,
		.priority = PRIORITY_RELAY,
		.remaining = relay->retransmit.transmissions,
	};
	uint8_t clear[NETWORK_CLEAR];
	if (!subnets || !all || key >= subnets->count || subnets->keys[key].transmit >= all->count)
		return false;
	NetworkKey* sending = &all->keys[subnets->keys[key].transmit];
	memcpy(clear, received->clear, sizeof(clear));
	clear[0]--;
	size_t length = 1 + (size_t)received->end + networkMicLength(clear);
	given.data[0] = (uint8_t)(1 + length);
	given.data[1] = AD_NETWORK_PDU;
	given.length = (uint8_t)(2 + length);
	if (networkSeal(sending, NONCE_NETWORK, received->ivIndex, clear, received->end, given.data + 2) != PSA_SUCCESS)
		return false;
	schedulerRelay(relay->scheduler, &given);
	return true;
}
