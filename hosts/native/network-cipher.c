/*
 * Obfuscation and encryption of network PDUs (Mesh Protocol 1.1 §3.9.2, §3.9.3). One call from
 * JavaScript handles a PDU; opening tries all keys of a node.
 */
#include <stdlib.h>
#include <string.h>
#include "xsmc.h"
#include "aes.h"
#include "arguments.h"
#include "crypto.h"

#define BLOCK 16
#define NONCE 13
/* Octets that the obfuscation covers: CTL | TTL, SEQ, SRC. */
#define HEADER 6
/* Octets of the shortest PDU: NID, header, DST, one octet of transport PDU, NetMIC of 4. */
#define SHORTEST 14
#define LONGEST 29
/* Octets of the longest PDU in clear: header, DST, transport PDU of 16. */
#define CLEAR 24

/* Keys of one cipher at most: 4,096 subnets with two keys each. */
#define LARGEST 8192

/* First octet of a nonce, NonceType in modules/host/network-cipher.ts. */
#define NONCE_NETWORK 0x00
#define NONCE_SOLICITATION 0x04

#define UNKNOWN_NID (-1)
#define WRONG (-2)

typedef struct {
	uint8_t nid;
	Key encryption;
	Key privacy;
} NetworkKey;

typedef struct {
	int count;
	NetworkKey keys[];
} Keys;

static void deleteKeys(void* data)
{
	Keys* keys = data;
	if (!keys)
		return;
	for (int i = 0; i < keys->count; i++) {
		aesForget(&keys->keys[i].encryption);
		aesForget(&keys->keys[i].privacy);
	}
	free(keys);
}

/* (): a cipher without keys */
void xs_network_cipher(xsMachine* the)
{
	xsResult = xsNewHostObject(deleteKeys);
	xsmcSetHostData(xsResult, NULL);
}

/* (cipher): frees its keys at once; the object remains, closed */
void xs_network_cipher_close(xsMachine* the)
{
	deleteKeys(xsmcGetHostData(xsArg(0)));
	xsmcSetHostData(xsArg(0), NULL);
}

/* Copies the octets of a key, which may be closed before the cipher is. */
static void copyKey(xsMachine* the, Key* copy, xsSlot* slot)
{
	const Key* key = keyArgument(the, slot, KEY_AES);
	copy->kind = KEY_AES;
	memcpy(copy->octets, key->octets, sizeof(copy->octets));
}

/*
 * (cipher, keys, count): replaces the cipher's keys. `keys` is an array with NID, encryption
 * key and privacy key of each.
 */
void xs_network_cipher_keys(xsMachine* the)
{
	xsIntegerValue count = xsmcToInteger(xsArg(2));
	xsmcVars(1);
	if (count < 0 || count > LARGEST)
		xsRangeError("%d keys: 0..%d", (int)count, LARGEST);
	Keys* keys = calloc(1, sizeof(Keys) + (size_t)count * sizeof(NetworkKey));
	if (!keys)
		xsUnknownError("no memory for %d keys", (int)count);
	/* frees the old keys; the object owns the new ones before a later step can throw */
	xs_network_cipher_close(the);
	xsmcSetHostData(xsArg(0), keys);
	for (int i = 0; i < count; i++) {
		NetworkKey* key = &keys->keys[i];
		xsmcGetIndex(xsVar(0), xsArg(1), 3 * i);
		key->nid = (uint8_t)xsmcToInteger(xsVar(0));
		xsmcGetIndex(xsVar(0), xsArg(1), 3 * i + 1);
		copyKey(the, &key->encryption, &xsVar(0));
		xsmcGetIndex(xsVar(0), xsArg(1), 3 * i + 2);
		copyKey(the, &key->privacy, &xsVar(0));
		keys->count = i + 1;
	}
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
	uint8_t input[BLOCK] = { 0 };
	putIvIndex(input + 5, ivIndex);
	memcpy(input + 9, pdu + 1 + HEADER, 7);
	return aesBlock(&key->privacy, input, block);
}

/*
 * Sets a nonce of §3.9.5: its type, CTL | TTL, SEQ, SRC, 0000, IV Index. Proxy and solicitation
 * nonces have 00 in place of CTL | TTL.
 */
static void setNonce(uint8_t* nonce, uint8_t type, const uint8_t* header, uint32_t ivIndex)
{
	memset(nonce, 0, NONCE);
	memcpy(nonce + 1, header, HEADER);
	nonce[0] = type;
	if (type != NONCE_NETWORK)
		nonce[1] = 0;
	putIvIndex(nonce + 9, ivIndex);
}

/* Octets of the shortest transport PDU: a Solicitation PDU has none. */
static size_t shortestTransport(uint8_t nonceType)
{
	return nonceType == NONCE_SOLICITATION ? 0 : 1;
}

static size_t micLength(const uint8_t* header)
{
	return (header[0] & 0x80) ? 8 : 4;
}

/*
 * Decrypts the PDU with a key; returns whether its NetMIC is authentic. Other failures of PSA
 * are in `status`. Call with platformLock held.
 */
static int openWith(NetworkKey* key, uint8_t nonceType, uint32_t ivIndex, const uint8_t* pdu, size_t length, uint8_t* clear, psa_status_t* status)
{
	uint8_t block[BLOCK], nonce[NONCE];
	*status = privacyBlock(key, ivIndex, pdu, block);
	if (*status != PSA_SUCCESS)
		return 0;
	for (int i = 0; i < HEADER; i++)
		clear[i] = pdu[1 + i] ^ block[i];
	size_t mic = micLength(clear);
	/* the encrypted part is DST and the transport PDU */
	if (length < 9 + shortestTransport(nonceType) + mic || length - 1 - mic > CLEAR)
		return 0;
	setNonce(nonce, nonceType, clear, ivIndex);
	*status = aesOpen(&key->encryption, nonce, (AesAdditional){ NULL, 0 }, pdu + 1 + HEADER, length - 1 - HEADER, mic,
		clear + HEADER);
	if (*status == PSA_ERROR_INVALID_SIGNATURE) {
		*status = PSA_SUCCESS;
		return 0;
	}
	return *status == PSA_SUCCESS;
}

/*
 * (cipher, nonceType, ivIndex, pdu, start, end, clear): the number of the key that decrypted the
 * PDU, or a number below 0 that says why none did
 */
void xs_network_cipher_open(xsMachine* the)
{
	Keys* keys = xsmcGetHostData(xsArg(0));
	uint8_t nonceType = (uint8_t)xsmcToInteger(xsArg(1));
	uint32_t ivIndex = (uint32_t)xsmcToNumber(xsArg(2));
	xsIntegerValue start = xsmcToInteger(xsArg(4));
	xsIntegerValue end = xsmcToInteger(xsArg(5));
	const uint8_t* given = readable(the, &xsArg(3), start, end, "pdu");
	size_t length = (size_t)(end - start);
	uint8_t* output = writable(the, &xsArg(6), 0, CLEAR, "clear");
	uint8_t clear[CLEAR] = { 0 };
	psa_status_t status = PSA_SUCCESS;
	int result = UNKNOWN_NID;
	for (int i = 0; keys && length > 0 && i < keys->count && status == PSA_SUCCESS; i++) {
		if (keys->keys[i].nid != (given[0] & 0x7f))
			continue;
		result = WRONG;
		if (length < SHORTEST || length > LONGEST)
			break;
		if (openWith(&keys->keys[i], nonceType, ivIndex, given, length, clear, &status)) {
			result = i;
			break;
		}
	}
	checkStatus(the, status);
	if (result >= 0)
		memcpy(output, clear, CLEAR);
	xsmcSetInteger(xsResult, result);
}

/* Encrypts and obfuscates a PDU with a key. */
static psa_status_t sealWith(NetworkKey* key, uint8_t nonceType, uint32_t ivIndex, const uint8_t* clear, size_t length, uint8_t* pdu)
{
	uint8_t block[BLOCK], nonce[NONCE];
	setNonce(nonce, nonceType, clear, ivIndex);
	pdu[0] = (uint8_t)((ivIndex & 1) << 7) | key->nid;
	psa_status_t status = aesSeal(&key->encryption, nonce, (AesAdditional){ NULL, 0 }, clear + HEADER, length - HEADER,
		micLength(clear), pdu + 1 + HEADER);
	if (status == PSA_SUCCESS)
		status = privacyBlock(key, ivIndex, pdu, block);
	if (status == PSA_SUCCESS)
		for (int i = 0; i < HEADER; i++)
			pdu[1 + i] = clear[i] ^ block[i];
	return status;
}

/* (cipher, nonceType, key, ivIndex, clear, length, pdu): writes the PDU; its length */
void xs_network_cipher_seal(xsMachine* the)
{
	Keys* keys = xsmcGetHostData(xsArg(0));
	uint8_t nonceType = (uint8_t)xsmcToInteger(xsArg(1));
	xsIntegerValue index = xsmcToInteger(xsArg(2));
	uint32_t ivIndex = (uint32_t)xsmcToNumber(xsArg(3));
	xsIntegerValue length = xsmcToInteger(xsArg(5));
	uint8_t pdu[LONGEST];
	if (index < 0 || !keys || index >= keys->count)
		xsRangeError("key %d: there are %d", (int)index, keys ? keys->count : 0);
	xsIntegerValue shortest = HEADER + 2 + (xsIntegerValue)shortestTransport(nonceType);
	if (length < shortest || length > CLEAR)
		xsRangeError("length %d: %d..24 octets", (int)length, (int)shortest);
	const uint8_t* clear = readable(the, &xsArg(4), 0, length, "clear");
	size_t size = 1 + (size_t)length + micLength(clear);
	/* a shorter PDU does not have all octets of the Privacy Random */
	if (size < SHORTEST)
		xsRangeError("length %d: 9..24 octets of an access message", (int)length);
	if (size > LONGEST)
		xsRangeError("length %d: %d..20 octets of a control message", (int)length, (int)shortest);
	uint8_t* output = writable(the, &xsArg(6), 0, LONGEST, "pdu");
	psa_status_t status = sealWith(&keys->keys[index], nonceType, ivIndex, clear, (size_t)length, pdu);
	checkStatus(the, status);
	memcpy(output, pdu, size);
	xsmcSetInteger(xsResult, (xsIntegerValue)size);
}
