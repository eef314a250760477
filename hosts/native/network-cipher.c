/* The cipher for network PDUs, as JavaScript has it: one call handles a PDU. */
#include <stdlib.h>
#include <string.h>
#include "xsmc.h"
#include "arguments.h"
#include "crypto.h"
#include "network-cipher.h"

/* Keys of one cipher at most: 4,096 subnets with two keys each. */
#define LARGEST 8192

static void deleteCipher(void* data)
{
	NetworkCipher* cipher = data;
	if (!cipher)
		return;
	receiverFree(cipher->receiver);
	networkKeysFree(cipher->keys);
	free(cipher);
}

NetworkCipher* cipherArgument(xsMachine* the, xsSlot* slot)
{
	NetworkCipher* cipher = xsmcGetHostData(*slot);
	if (!cipher)
		xsUnknownError("the cipher is closed");
	return cipher;
}

/* The keys of the first argument; a cipher that is closed has none. */
static NetworkKeys* keysArgument(xsMachine* the)
{
	NetworkCipher* cipher = xsmcGetHostData(xsArg(0));
	return cipher ? cipher->keys : NULL;
}

/* (): a cipher without keys */
void xs_network_cipher(xsMachine* the)
{
	NetworkCipher* cipher = calloc(1, sizeof(NetworkCipher));
	if (!cipher)
		xsUnknownError("no memory for a cipher");
	xsResult = xsNewHostObject(deleteCipher);
	xsmcSetHostData(xsResult, cipher);
}

/* (cipher): frees its keys at once; the object remains, closed */
void xs_network_cipher_close(xsMachine* the)
{
	deleteCipher(xsmcGetHostData(xsArg(0)));
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
	NetworkCipher* cipher = cipherArgument(the, &xsArg(0));
	NetworkKeys* keys = calloc(1, sizeof(NetworkKeys) + (size_t)count * sizeof(NetworkKey));
	if (!keys)
		xsUnknownError("no memory for %d keys", (int)count);
	/* the cipher owns the new keys before a later step can throw */
	networkKeysFree(cipher->keys);
	cipher->keys = keys;
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

/*
 * (cipher, nonceType, ivIndex, pdu, start, end, clear): the number of the key that decrypted the
 * PDU, or a number below 0 that says why none did
 */
void xs_network_cipher_open(xsMachine* the)
{
	NetworkKeys* keys = keysArgument(the);
	uint8_t nonceType = (uint8_t)xsmcToInteger(xsArg(1));
	uint32_t ivIndex = (uint32_t)xsmcToNumber(xsArg(2));
	xsIntegerValue start = xsmcToInteger(xsArg(4));
	xsIntegerValue end = xsmcToInteger(xsArg(5));
	const uint8_t* given = readable(the, &xsArg(3), start, end, "pdu");
	size_t length = (size_t)(end - start);
	uint8_t* output = writable(the, &xsArg(6), 0, NETWORK_CLEAR, "clear");
	uint8_t clear[NETWORK_CLEAR] = { 0 };
	psa_status_t status;
	int result = networkOpen(keys, nonceType, ivIndex, given, length, clear, &status);
	checkStatus(the, status);
	if (result >= 0)
		memcpy(output, clear, NETWORK_CLEAR);
	xsmcSetInteger(xsResult, result);
}

/* (cipher, nonceType, key, ivIndex, clear, length, pdu): writes the PDU; its length */
void xs_network_cipher_seal(xsMachine* the)
{
	NetworkKeys* keys = keysArgument(the);
	uint8_t nonceType = (uint8_t)xsmcToInteger(xsArg(1));
	xsIntegerValue index = xsmcToInteger(xsArg(2));
	uint32_t ivIndex = (uint32_t)xsmcToNumber(xsArg(3));
	xsIntegerValue length = xsmcToInteger(xsArg(5));
	uint8_t pdu[NETWORK_LONGEST];
	if (index < 0 || !keys || index >= keys->count)
		xsRangeError("key %d: there are %d", (int)index, keys ? keys->count : 0);
	xsIntegerValue shortest = NETWORK_HEADER + 2 + (xsIntegerValue)networkShortestTransport(nonceType);
	if (length < shortest || length > NETWORK_CLEAR)
		xsRangeError("length %d: %d..24 octets", (int)length, (int)shortest);
	const uint8_t* clear = readable(the, &xsArg(4), 0, length, "clear");
	size_t size = 1 + (size_t)length + networkMicLength(clear);
	/* a shorter PDU does not have all octets of the Privacy Random */
	if (size < NETWORK_SHORTEST)
		xsRangeError("length %d: 9..24 octets of an access message", (int)length);
	if (size > NETWORK_LONGEST)
		xsRangeError("length %d: %d..20 octets of a control message", (int)length, (int)shortest);
	uint8_t* output = writable(the, &xsArg(6), 0, NETWORK_LONGEST, "pdu");
	psa_status_t status = networkSeal(&keys->keys[index], nonceType, ivIndex, clear, (size_t)length, pdu);
	checkStatus(the, status);
	memcpy(output, pdu, size);
	xsmcSetInteger(xsResult, (xsIntegerValue)size);
}
