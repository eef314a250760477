/* Network PDUs in C (network-pdu.h). */
#include <stdlib.h>
#include <string.h>
#include "aes.h"
#include "network-pdu.h"

void networkKeysFree(NetworkKeys* keys)
{
	if (!keys)
		return;
	for (int i = 0; i < keys->count; i++) {
		aesForget(&keys->keys[i].encryption);
		aesForget(&keys->keys[i].privacy);
	}
	free(keys);
}

static void putIvIndex(uint8_t* at, uint32_t ivIndex)
{
	at[0] = (uint8_t)(ivIndex >> 24);
	at[1] = (uint8_t)(ivIndex >> 16);
	at[2] = (uint8_t)(ivIndex >> 8);
	at[3] = (uint8_t)ivIndex;
}

/*
 * Computes PECB = e(PrivacyKey, 0^5 || IV Index || Privacy Random), whose first octets are
 * xored with the header.
 */
static psa_status_t privacyBlock(NetworkKey* key, uint32_t ivIndex, const uint8_t* pdu, uint8_t* block)
{
	uint8_t input[AES_BLOCK] = { 0 };
	putIvIndex(input + 5, ivIndex);
	memcpy(input + 9, pdu + 1 + NETWORK_HEADER, 7);
	return aesBlock(&key->privacy, input, block);
}

/*
 * Sets a nonce of §3.9.5: its type, CTL | TTL, SEQ, SRC, 0000, IV Index. Proxy and solicitation
 * nonces have 00 in place of CTL | TTL.
 */
static void setNonce(uint8_t* nonce, uint8_t type, const uint8_t* header, uint32_t ivIndex)
{
	memset(nonce, 0, AES_NONCE);
	memcpy(nonce + 1, header, NETWORK_HEADER);
	nonce[0] = type;
	if (type != NONCE_NETWORK)
		nonce[1] = 0;
	putIvIndex(nonce + 9, ivIndex);
}

size_t networkShortestTransport(uint8_t nonceType)
{
	return nonceType == NONCE_SOLICITATION ? 0 : 1;
}

size_t networkMicLength(const uint8_t* header)
{
	return (header[0] & 0x80) ? 8 : 4;
}

int networkKeyOf(const NetworkKeys* keys, const uint8_t* pdu, int from)
{
	for (int i = from; keys && i < keys->count; i++)
		if (keys->keys[i].nid == (pdu[0] & 0x7f))
			return i;
	return -1;
}

bool networkHeader(NetworkKey* key, uint8_t nonceType, uint32_t ivIndex, const uint8_t* pdu, size_t length, uint8_t* clear,
	psa_status_t* status)
{
	uint8_t block[AES_BLOCK];
	*status = privacyBlock(key, ivIndex, pdu, block);
	if (*status != PSA_SUCCESS)
		return false;
	/* what an earlier key left there */
	memset(clear, 0, NETWORK_CLEAR);
	for (int i = 0; i < NETWORK_HEADER; i++)
		clear[i] = pdu[1 + i] ^ block[i];
	size_t mic = networkMicLength(clear);
	/* the encrypted part is DST and the transport PDU */
	return length >= 9 + networkShortestTransport(nonceType) + mic && length - 1 - mic <= NETWORK_CLEAR;
}

bool networkPayload(NetworkKey* key, uint8_t nonceType, uint32_t ivIndex, const uint8_t* pdu, size_t length, uint8_t* clear,
	psa_status_t* status)
{
	uint8_t nonce[AES_NONCE];
	setNonce(nonce, nonceType, clear, ivIndex);
	*status = aesOpen(&key->encryption, nonce, (AesAdditional){ NULL, 0 }, pdu + 1 + NETWORK_HEADER,
		length - 1 - NETWORK_HEADER, networkMicLength(clear), clear + NETWORK_HEADER);
	if (*status == PSA_ERROR_INVALID_SIGNATURE) {
		*status = PSA_SUCCESS;
		return false;
	}
	return *status == PSA_SUCCESS;
}

void networkUnverified(NetworkKey* key, uint32_t ivIndex, const uint8_t* pdu, size_t length, uint8_t* clear,
	psa_status_t* status)
{
	uint8_t counter[AES_BLOCK], stream[AES_BLOCK];
	size_t end = length - 1 - networkMicLength(clear);
	*status = PSA_SUCCESS;
	/* RFC 3610, section 2.3: block i of the key stream is of flags, nonce and i */
	counter[0] = 1;
	setNonce(counter + 1, NONCE_NETWORK, clear, ivIndex);
	counter[AES_BLOCK - 2] = 0;
	for (size_t at = NETWORK_HEADER, i = 1; at < end && *status == PSA_SUCCESS; at += AES_BLOCK, i++) {
		counter[AES_BLOCK - 1] = (uint8_t)i;
		*status = aesBlock(&key->encryption, counter, stream);
		for (size_t j = 0; j < AES_BLOCK && at + j < end; j++)
			clear[at + j] = pdu[1 + at + j] ^ stream[j];
	}
}

int networkOpen(NetworkKeys* keys, uint8_t nonceType, uint32_t ivIndex, const uint8_t* pdu, size_t length, uint8_t* clear,
	psa_status_t* status)
{
	*status = PSA_SUCCESS;
	int key = length > 0 ? networkKeyOf(keys, pdu, 0) : -1;
	if (key < 0)
		return NETWORK_UNKNOWN_NID;
	if (length < NETWORK_SHORTEST || length > NETWORK_LONGEST)
		return NETWORK_WRONG;
	for (; key >= 0 && *status == PSA_SUCCESS; key = networkKeyOf(keys, pdu, key + 1)) {
		NetworkKey* tried = &keys->keys[key];
		if (networkHeader(tried, nonceType, ivIndex, pdu, length, clear, status)
			&& networkPayload(tried, nonceType, ivIndex, pdu, length, clear, status))
			return key;
	}
	return NETWORK_WRONG;
}

psa_status_t networkSeal(NetworkKey* key, uint8_t nonceType, uint32_t ivIndex, const uint8_t* clear, size_t length,
	uint8_t* pdu)
{
	uint8_t block[AES_BLOCK], nonce[AES_NONCE];
	setNonce(nonce, nonceType, clear, ivIndex);
	pdu[0] = (uint8_t)((ivIndex & 1) << 7) | key->nid;
	psa_status_t status = aesSeal(&key->encryption, nonce, (AesAdditional){ NULL, 0 }, clear + NETWORK_HEADER,
		length - NETWORK_HEADER, networkMicLength(clear), pdu + 1 + NETWORK_HEADER);
	if (status == PSA_SUCCESS)
		status = privacyBlock(key, ivIndex, pdu, block);
	if (status == PSA_SUCCESS)
		for (int i = 0; i < NETWORK_HEADER; i++)
			pdu[1 + i] = clear[i] ^ block[i];
	return status;
}
