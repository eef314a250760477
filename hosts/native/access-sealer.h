/*
 * Sealing of access messages of one PDU (Mesh Protocol 1.1 §3.6.4.1, §3.4.4): the payload with an
 * application or device key, and the network PDU that carries it, in one step. Independent of XS.
 */
#ifndef MESH_NATIVE_ACCESS_SEALER_H
#define MESH_NATIVE_ACCESS_SEALER_H

#include "access-receiver.h"
#include "aes.h"

/* Octets of an access payload that is sent in one PDU with a TransMIC of 4. */
#define ACCESS_LONGEST_PAYLOAD (ACCESS_LONGEST_PDU - ACCESS_MIC)

typedef struct {
	Key* key;
	/* 0..0x3f, or ACCESS_DEVICE */
	int8_t aid;
	/* 0..0x7f */
	uint8_t ttl;
	uint16_t src, dst;
	/* 24 bits */
	uint32_t seq, ivIndex;
	const uint8_t* payload;
	/* 1..ACCESS_LONGEST_PAYLOAD */
	size_t length;
	/* the Label UUID of a virtual DST; else no octets */
	AesAdditional label;
} OutgoingMessage;

/* The nonce of §3.9.5.2 or §3.9.5.3 with ASZMIC 0, for a clear network PDU that has SEQ, SRC and DST. */
void accessNonce(uint8_t* nonce, bool device, const uint8_t* clear, uint32_t ivIndex);
/* Writes the network PDU, with room for NETWORK_LONGEST octets, and its length. */
psa_status_t accessSeal(NetworkKey* networkKey, const OutgoingMessage* message, uint8_t* pdu, size_t* length);

#endif
