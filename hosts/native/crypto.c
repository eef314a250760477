/*
 * Crypto for XS on PSA (Mbed TLS 2.28 and later, ESP-IDF 6). Octets of the machine are in
 * chunks, which XS moves when something is allocated: pointers to them are fetched after
 * every allocation, and results are computed on the C stack before they are copied.
 */
#include <stdlib.h>
#include <string.h>
#include "xsmc.h"
#include "aes.h"
#include "arguments.h"
#include "crypto.h"
#include "keys.h"
#include "platform.h"

#define BLOCK 16
#define NONCE 13
#define COORDINATE 32
#define POINT 64
#define DIGEST 32
#define HASH_BLOCK 64

/* PDUs up to this size are handled on the C stack; an access payload has 380 octets at most. */
#define MESSAGE 400

/* Octets of additional data: in CCM a longer one has another coding of its length. */
#define MOST_ADDITIONAL 0xfeff

void checkStatus(xsMachine* the, psa_status_t status)
{
	if (status != PSA_SUCCESS)
		xsUnknownError("crypto failed with PSA status %d", (int)status);
}

const uint8_t* wholeArgument(xsMachine* the, xsSlot* slot, xsUnsignedValue* length)
{
	void* data;
	xsmcGetBufferReadable(*slot, &data, length);
	return data;
}

xsIntegerValue numberArgument(xsMachine* the, xsSlot* slot, xsIntegerValue low, xsIntegerValue high, const char* name)
{
	xsIntegerValue value = xsmcToInteger(*slot);
	if (value < low || value > high)
		xsRangeError("%s %d: %d..%d", name, (int)value, (int)low, (int)high);
	return value;
}

const uint8_t* exactArgument(xsMachine* the, xsSlot* slot, xsUnsignedValue length, const char* name)
{
	xsUnsignedValue actual;
	const uint8_t* data = wholeArgument(the, slot, &actual);
	if (actual != length)
		xsRangeError("%s has %u octets, must have %u", name, (unsigned)actual, (unsigned)length);
	return data;
}

/* Address of `length` octets at `offset` of an array, for writing. Throws RangeError. */
uint8_t* writable(xsMachine* the, xsSlot* slot, xsIntegerValue offset, xsUnsignedValue length, const char* name)
{
	void* data;
	xsUnsignedValue actual;
	xsmcGetBufferWritable(*slot, &data, &actual);
	if (offset < 0 || (xsUnsignedValue)offset > actual || length > actual - (xsUnsignedValue)offset)
		xsRangeError("%s has %u octets: no room for %u at %d", name, (unsigned)actual, (unsigned)length, (int)offset);
	return (uint8_t*)data + offset;
}

const uint8_t* readable(xsMachine* the, xsSlot* slot, xsIntegerValue start, xsIntegerValue end, const char* name)
{
	xsUnsignedValue actual;
	const uint8_t* data = wholeArgument(the, slot, &actual);
	if (start < 0 || end < start || (xsUnsignedValue)end > actual)
		xsRangeError("%s has %u octets: no part from %d to %d", name, (unsigned)actual, (int)start, (int)end);
	return data + start;
}

/* ---- keys ---- */

static void deleteKey(void* data)
{
	aesRelease(data);
}

static Key* newKey(xsMachine* the, KeyKind kind, xsUnsignedValue length)
{
	Key* key = calloc(1, sizeof(Key));
	if (!key)
		xsUnknownError("no memory for a key");
	/* the host object owns the key before a later step can throw */
	xsResult = xsNewHostObject(deleteKey);
	xsmcSetHostData(xsResult, key);
	key->kind = kind;
	memcpy(key->octets, exactArgument(the, &xsArg(0), length, "key"), length);
	return key;
}

Key* keyArgument(xsMachine* the, xsSlot* slot, KeyKind kind)
{
	Key* key = xsmcGetHostData(*slot);
	if (!key)
		xsUnknownError("the key is closed");
	if (key->kind != kind)
		xsTypeError("a key of another kind");
	return key;
}

/* (key): frees the key at once unless a receiver shares it; the object remains, closed */
void xs_key_close(xsMachine* the)
{
	deleteKey(xsmcGetHostData(xsArg(0)));
	xsmcSetHostData(xsArg(0), NULL);
}

/* ---- AES ---- */

/* (octets): a key */
void xs_aes_key(xsMachine* the)
{
	newKey(the, KEY_AES, BLOCK);
}

/* (key, input, inputOffset, output, outputOffset) */
void xs_aes_encrypt_block(xsMachine* the)
{
	Key* key = keyArgument(the, &xsArg(0), KEY_AES);
	xsIntegerValue inputOffset = xsmcToInteger(xsArg(2));
	xsIntegerValue outputOffset = xsmcToInteger(xsArg(4));
	uint8_t input[BLOCK];
	if (inputOffset > INT32_MAX - BLOCK)
		xsRangeError("inputOffset %d is out of range", (int)inputOffset);
	memcpy(input, readable(the, &xsArg(1), inputOffset, inputOffset + BLOCK, "input"), BLOCK);
	uint8_t* output = writable(the, &xsArg(3), outputOffset, BLOCK, "output");
	checkStatus(the, aesBlock(key, input, output));
}

/* (key, message): an ArrayBuffer of 16 octets */
void xs_aes_cmac(xsMachine* the)
{
	Key* key = keyArgument(the, &xsArg(0), KEY_AES);
	psa_key_id_t id;
	psa_status_t status;
	size_t size;
	uint8_t mac[BLOCK];
	xsUnsignedValue length;
	const uint8_t* message = wholeArgument(the, &xsArg(1), &length);
	platformLock();
	status = keyHandle(key, KEY_CMAC, &id);
	if (status == PSA_SUCCESS)
		status = psa_mac_compute(id, PSA_ALG_CMAC, message, length, mac, sizeof(mac), &size);
	platformUnlock();
	checkStatus(the, status);
	xsmcSetArrayBuffer(xsResult, mac, BLOCK);
}

typedef struct {
	Key* key;
	xsUnsignedValue tag;
	const uint8_t* nonce;
	AesAdditional additional;
	const uint8_t* input;
	xsUnsignedValue inputLength;
	uint8_t* output;
	xsUnsignedValue outputLength;
} Ccm;

/*
 * (key, nonce, input, start, end, tagLength, output, outputOffset, additionalData): reads the
 * arguments of sealing and opening. Returns whether the input is long enough to have a tag.
 */
static int ccmArguments(xsMachine* the, Ccm* ccm, int sealing)
{
	xsIntegerValue start = xsmcToInteger(xsArg(3));
	xsIntegerValue end = xsmcToInteger(xsArg(4));
	xsIntegerValue tag = xsmcToInteger(xsArg(5));
	xsIntegerValue outputOffset = xsmcToInteger(xsArg(7));
	if (tag != 4 && tag != 8)
		xsRangeError("tagLength %d must be 4 or 8", (int)tag);
	ccm->key = keyArgument(the, &xsArg(0), KEY_AES);
	ccm->tag = (xsUnsignedValue)tag;
	ccm->nonce = exactArgument(the, &xsArg(1), NONCE, "nonce");
	ccm->input = readable(the, &xsArg(2), start, end, "input");
	ccm->inputLength = (xsUnsignedValue)(end - start);
	if (ccm->inputLength > 0xffff - 8)
		xsRangeError("%u octets are too many for a nonce of 13", (unsigned)ccm->inputLength);
	if (!sealing && ccm->inputLength < (xsUnsignedValue)tag)
		return 0;
	ccm->outputLength = sealing ? ccm->inputLength + (xsUnsignedValue)tag : ccm->inputLength - (xsUnsignedValue)tag;
	ccm->output = writable(the, &xsArg(6), outputOffset, ccm->outputLength, "output");
	ccm->additional = (AesAdditional){ NULL, 0 };
	if (xsmcArgc > 8 && xsmcTypeOf(xsArg(8)) != xsUndefinedType) {
		xsUnsignedValue length;
		ccm->additional.octets = wholeArgument(the, &xsArg(8), &length);
		ccm->additional.length = length;
		if (length > MOST_ADDITIONAL)
			xsRangeError("%u octets of additional data: at most %d", (unsigned)length, MOST_ADDITIONAL);
	}
	return 1;
}

/* Copies the input first: it may overlap the output. */
static psa_status_t ccmRun(const Ccm* ccm, int sealing)
{
	uint8_t small[MESSAGE];
	uint8_t* copy = ccm->inputLength <= sizeof(small) ? small : malloc(ccm->inputLength);
	if (!copy)
		return PSA_ERROR_INSUFFICIENT_MEMORY;
	memcpy(copy, ccm->input, ccm->inputLength);
	psa_status_t status = (sealing ? aesSeal : aesOpen)(ccm->key, ccm->nonce, ccm->additional, copy, ccm->inputLength,
		ccm->tag, ccm->output);
	if (copy != small)
		free(copy);
	return status;
}

void xs_aes_seal(xsMachine* the)
{
	Ccm ccm;
	ccmArguments(the, &ccm, 1);
	checkStatus(the, ccmRun(&ccm, 1));
}

/* (as ccmArguments): decrypts the input; whether its tag is authentic */
void xs_aes_open(xsMachine* the)
{
	Ccm ccm;
	psa_status_t status = PSA_ERROR_INVALID_SIGNATURE;
	if (ccmArguments(the, &ccm, 0))
		status = ccmRun(&ccm, 0);
	if (status != PSA_ERROR_INVALID_SIGNATURE)
		checkStatus(the, status);
	xsmcSetBoolean(xsResult, status == PSA_SUCCESS);
}

/* ---- P-256 ---- */

/* (private key, 32 octets): a key; RangeError unless it is 1..n-1 */
void xs_ecdh_key(xsMachine* the)
{
	Key* key = newKey(the, KEY_P256, COORDINATE);
	psa_key_id_t id;
	psa_status_t status;
	platformLock();
	status = keyHandle(key, KEY_ECDH, &id);
	platformUnlock();
	if (status == PSA_ERROR_INVALID_ARGUMENT)
		xsRangeError("the private key is not in 1..n-1");
	checkStatus(the, status);
}

/* (key): X || Y, an ArrayBuffer of 64 octets */
void xs_ecdh_public_key(xsMachine* the)
{
	Key* key = keyArgument(the, &xsArg(0), KEY_P256);
	psa_key_id_t id;
	psa_status_t status;
	size_t length;
	uint8_t point[1 + POINT];
	platformLock();
	status = keyHandle(key, KEY_ECDH, &id);
	if (status == PSA_SUCCESS)
		status = psa_export_public_key(id, point, sizeof(point), &length);
	platformUnlock();
	checkStatus(the, status);
	xsmcSetArrayBuffer(xsResult, point + 1, POINT);
}

/* (key, peer): X of the shared point, an ArrayBuffer of 32 octets; undefined when the peer is not a point */
void xs_ecdh_shared_secret(xsMachine* the)
{
	Key* key = keyArgument(the, &xsArg(0), KEY_P256);
	psa_key_id_t id;
	psa_status_t status;
	size_t size;
	uint8_t point[1 + POINT] = { 4 };
	uint8_t secret[COORDINATE];
	xsUnsignedValue length;
	const uint8_t* peer = wholeArgument(the, &xsArg(1), &length);
	if (length != POINT)
		return;
	memcpy(point + 1, peer, POINT);
	platformLock();
	status = keyHandle(key, KEY_ECDH, &id);
	if (status == PSA_SUCCESS)
		status = psa_raw_key_agreement(PSA_ALG_ECDH, id, point, sizeof(point), secret, sizeof(secret), &size);
	platformUnlock();
	if (status == PSA_ERROR_INVALID_ARGUMENT)
		return;
	checkStatus(the, status);
	xsmcSetArrayBuffer(xsResult, secret, COORDINATE);
	memset(secret, 0, sizeof(secret));
}

/* ---- SHA-256 ---- */

/* (message): an ArrayBuffer of 32 octets */
void xs_sha256(xsMachine* the)
{
	psa_status_t status;
	size_t size;
	uint8_t digest[DIGEST];
	xsUnsignedValue length;
	const uint8_t* message = wholeArgument(the, &xsArg(0), &length);
	platformLock();
	status = psa_crypto_init();
	if (status == PSA_SUCCESS)
		status = psa_hash_compute(PSA_ALG_SHA_256, message, length, digest, sizeof(digest), &size);
	platformUnlock();
	checkStatus(the, status);
	xsmcSetArrayBuffer(xsResult, digest, DIGEST);
}

/* SHA-256 of a block of 64 octets, then of the message. */
static psa_status_t hashBoth(const uint8_t* block, const uint8_t* message, size_t length, uint8_t* digest)
{
	psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
	size_t size;
	psa_status_t status = psa_hash_setup(&operation, PSA_ALG_SHA_256);
	if (status == PSA_SUCCESS)
		status = psa_hash_update(&operation, block, HASH_BLOCK);
	if (status == PSA_SUCCESS)
		status = psa_hash_update(&operation, message, length);
	if (status == PSA_SUCCESS)
		status = psa_hash_finish(&operation, digest, DIGEST, &size);
	psa_hash_abort(&operation);
	return status;
}

/* HMAC by RFC 2104, on SHA-256 instead of PSA's HMAC: a PSA key cannot be empty. */
static psa_status_t hmac(const uint8_t* key, size_t keyLength, const uint8_t* message, size_t length, uint8_t* mac)
{
	uint8_t block[HASH_BLOCK] = { 0 };
	uint8_t inner[DIGEST];
	size_t size, i;
	psa_status_t status = psa_crypto_init();
	if (keyLength <= HASH_BLOCK)
		memcpy(block, key, keyLength);
	else if (status == PSA_SUCCESS)
		status = psa_hash_compute(PSA_ALG_SHA_256, key, keyLength, block, DIGEST, &size);
	for (i = 0; i < HASH_BLOCK; i++)
		block[i] ^= 0x36;
	if (status == PSA_SUCCESS)
		status = hashBoth(block, message, length, inner);
	for (i = 0; i < HASH_BLOCK; i++)
		block[i] ^= 0x36 ^ 0x5c;
	if (status == PSA_SUCCESS)
		status = hashBoth(block, inner, DIGEST, mac);
	memset(block, 0, sizeof(block));
	return status;
}

/* (key, message): an ArrayBuffer of 32 octets */
void xs_hmac_sha256(xsMachine* the)
{
	psa_status_t status;
	uint8_t mac[DIGEST];
	xsUnsignedValue keyLength, length;
	const uint8_t* key = wholeArgument(the, &xsArg(0), &keyLength);
	const uint8_t* message = wholeArgument(the, &xsArg(1), &length);
	platformLock();
	status = hmac(key, keyLength, message, length, mac);
	platformUnlock();
	checkStatus(the, status);
	xsmcSetArrayBuffer(xsResult, mac, DIGEST);
}

/* (octets): fills them from the cryptographic random source of the chip or the system */
void xs_random_fill(xsMachine* the)
{
	void* data;
	xsUnsignedValue length;
	xsmcGetBufferWritable(xsArg(0), &data, &length);
	if (platformRandom(data, length) != 0)
		xsUnknownError("no source of random octets");
}

uint32_t randomCount(xsMachine* the)
{
	return (uint32_t)numberArgument(the, &xsArg(0), 1, 0x10000, "count");
}

int32_t randomBelow(const uint8_t* octets, uint32_t count)
{
	uint32_t value = (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 | octets[3];
	return (int32_t)((uint64_t)value * count >> 32);
}

/* (count): a whole number below it, from the same source */
void xs_random_below(xsMachine* the)
{
	uint8_t octets[4];
	uint32_t count = randomCount(the);
	if (platformRandom(octets, sizeof(octets)) != 0)
		xsUnknownError("no source of random octets");
	xsmcSetInteger(xsResult, randomBelow(octets, count));
}
