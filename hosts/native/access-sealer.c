/* Sealing of access messages in C (access-sealer.h). */
#include <string.h>
#include "access-sealer.h"

/* Where the transport PDU begins in a clear PDU: ClearPdu in modules/host/network-cipher.ts. */
#define TRANSPORT 8
/* AKF, in the first octet of a lower transport PDU, §3.5.2.1. */
#define APPLICATION 0x40
/* First octet of a nonce, §3.9.5. */
#define NONCE_APPLICATION 0x01
#define NONCE_DEVICE 0x02

void accessNonce(uint8_t* nonce, bool device, const uint8_t* clear, uint32_t ivIndex)
{
	nonce[0] = device ? NONCE_DEVICE : NONCE_APPLICATION;
	nonce[1] = 0;
	/* SEQ, SRC and DST */
	memcpy(nonce + 2, clear + 1, 7);
	nonce[9] = (uint8_t)(ivIndex >> 24);
	nonce[10] = (uint8_t)(ivIndex >> 16);
	nonce[11] = (uint8_t)(ivIndex >> 8);
	nonce[12] = (uint8_t)ivIndex;
}

psa_status_t accessSeal(NetworkKey* networkKey, const OutgoingMessage* message, uint8_t* pdu, size_t* length)
{
	bool device = message->aid == ACCESS_DEVICE;
	uint8_t nonce[AES_NONCE];
	uint8_t clear[NETWORK_CLEAR] = {
		message->ttl, (uint8_t)(message->seq >> 16), (uint8_t)(message->seq >> 8), (uint8_t)message->seq,
		(uint8_t)(message->src >> 8), (uint8_t)message->src, (uint8_t)(message->dst >> 8), (uint8_t)message->dst,
		device ? 0 : (uint8_t)(APPLICATION | message->aid),
	};
	accessNonce(nonce, device, clear, message->ivIndex);
	psa_status_t status = aesSeal(message->key, nonce, message->label, message->payload, message->length, ACCESS_MIC,
		clear + TRANSPORT + 1);
	if (status != PSA_SUCCESS)
		return status;
	size_t clearLength = TRANSPORT + 1 + message->length + ACCESS_MIC;
	*length = 1 + clearLength + networkMicLength(clear);
	return networkSeal(networkKey, NONCE_NETWORK, message->ivIndex, clear, clearLength, pdu);
}
