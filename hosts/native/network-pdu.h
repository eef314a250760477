/*
 * Obfuscation and encryption of network PDUs (Mesh Protocol 1.1 §3.9.2, §3.9.3) with the keys of a
 * node. Independent of XS.
 */
#ifndef MESH_NATIVE_NETWORK_PDU_H
#define MESH_NATIVE_NETWORK_PDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "keys.h"

/* Octets that the obfuscation covers: CTL | TTL, SEQ, SRC. */
#define NETWORK_HEADER 6
/* Octets of the shortest PDU: NID, header, DST, one octet of transport PDU, NetMIC of 4. */
#define NETWORK_SHORTEST 14
#define NETWORK_LONGEST 29
/* Octets of the longest PDU in clear: header, DST, transport PDU of 16. */
#define NETWORK_CLEAR 24

/* First octet of a nonce, NonceType in modules/host/network-cipher.ts. */
#define NONCE_NETWORK 0x00
#define NONCE_SOLICITATION 0x04

/* Results of networkOpen, NetworkCipherResult in modules/host/network-cipher.ts. */
#define NETWORK_UNKNOWN_NID (-1)
#define NETWORK_WRONG (-2)

typedef struct {
	uint8_t nid;
	Key encryption;
	Key privacy;
} NetworkKey;

typedef struct {
	int count;
	NetworkKey keys[];
} NetworkKeys;

/* Frees the keys, whose octets are cleared. NULL is ignored. */
void networkKeysFree(NetworkKeys* keys);
/*
 * Decrypts a PDU with the keys that have its NID, into `clear` of NETWORK_CLEAR octets. Returns the
 * number of the key whose NetMIC is authentic, or why there is none. Failures of PSA are in `status`.
 */
int networkOpen(NetworkKeys* keys, uint8_t nonceType, uint32_t ivIndex, const uint8_t* pdu, size_t length, uint8_t* clear,
	psa_status_t* status);
/* The number of the first key from `from` on that has the NID of a PDU; below 0: none. NULL: no keys. */
int networkKeyOf(const NetworkKeys* keys, const uint8_t* pdu, int from);
/*
 * The steps of networkOpen, for a PDU of a possible length. The first one puts the header of the PDU
 * into `clear`, with zeros behind it; false where its length is not possible for its kind. Then the second one puts DST
 * and the transport PDU behind it; false where NetMIC is not authentic. The third one does so without
 * NetMIC, for an authentic PDU or another, in fewer AES blocks. Failures of PSA are in `status`.
 */
bool networkHeader(NetworkKey* key, uint8_t nonceType, uint32_t ivIndex, const uint8_t* pdu, size_t length, uint8_t* clear,
	psa_status_t* status);
bool networkPayload(NetworkKey* key, uint8_t nonceType, uint32_t ivIndex, const uint8_t* pdu, size_t length, uint8_t* clear,
	psa_status_t* status);
void networkUnverified(NetworkKey* key, uint32_t ivIndex, const uint8_t* pdu, size_t length, uint8_t* clear,
	psa_status_t* status);
/* Octets of the shortest transport PDU: a Solicitation PDU has none. */
size_t networkShortestTransport(uint8_t nonceType);
/* Octets of NetMIC: 8 for control, 4 for access messages. `header` begins with CTL | TTL. */
size_t networkMicLength(const uint8_t* header);
/* Encrypts and obfuscates a PDU of `length` octets in clear into `pdu`, which has room for NETWORK_LONGEST. */
psa_status_t networkSeal(NetworkKey* key, uint8_t nonceType, uint32_t ivIndex, const uint8_t* clear, size_t length,
	uint8_t* pdu);

#endif
