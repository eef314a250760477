/*
 * The crypto of protocomm sessions for XS, on PSA (Mbed TLS 2.28 and later, ESP-IDF 6) and on
 * modular.c. PSA keys are imported for each use, because PSA's key store may be small.
 */
#include <stdlib.h>
#include <string.h>
#include "xsmc.h"
#include "arguments.h"
#include "modular.h"
#include "platform.h"
#include "session-crypto.h"

#define KEY 32
#define BLOCK 16
#define GCM_NONCE 12
#define GCM_TAG 16
#define DIGEST 64

static void wipe(void* data, size_t size)
{
	volatile uint8_t* octets = data;
	while (size-- > 0)
		*octets++ = 0;
}

/* Under the lock. */
static psa_status_t importKey(const uint8_t* octets, psa_key_type_t type, size_t bits, psa_algorithm_t algorithm,
	psa_key_usage_t usage, psa_key_id_t* id)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	psa_status_t status = psa_crypto_init();
	if (status != PSA_SUCCESS)
		return status;
	psa_set_key_type(&attributes, type);
	psa_set_key_bits(&attributes, bits);
	psa_set_key_algorithm(&attributes, algorithm);
	psa_set_key_usage_flags(&attributes, usage);
	return psa_import_key(&attributes, octets, KEY, id);
}

/* (message): an ArrayBuffer of 64 octets */
void xs_sha512(xsMachine* the)
{
	size_t size;
	uint8_t digest[DIGEST];
	xsUnsignedValue length;
	const uint8_t* message = wholeArgument(the, &xsArg(0), &length);
	platformLock();
	psa_status_t status = psa_crypto_init();
	if (status == PSA_SUCCESS)
		status = psa_hash_compute(PSA_ALG_SHA_512, message, length, digest, sizeof(digest), &size);
	platformUnlock();
	checkStatus(the, status);
	xsmcSetArrayBuffer(xsResult, digest, DIGEST);
}

/* ---- X25519 ---- */

/* Under the lock. */
static psa_status_t importX25519(const uint8_t* octets, psa_key_id_t* id)
{
	return importKey(octets, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), 255, PSA_ALG_ECDH,
		PSA_KEY_USAGE_DERIVE, id);
}

/* (private key): its public key, an ArrayBuffer of 32 octets */
void xs_x25519_public_key(xsMachine* the)
{
	uint8_t key[KEY], public[KEY];
	psa_key_id_t id;
	size_t length;
	memcpy(key, exactArgument(the, &xsArg(0), KEY, "privateKey"), KEY);
	platformLock();
	psa_status_t status = importX25519(key, &id);
	if (status == PSA_SUCCESS) {
		status = psa_export_public_key(id, public, sizeof(public), &length);
		psa_destroy_key(id);
	}
	platformUnlock();
	wipe(key, sizeof(key));
	checkStatus(the, status);
	xsmcSetArrayBuffer(xsResult, public, KEY);
}

/*
 * (private key, peer): the shared secret, an ArrayBuffer of 32 octets; undefined when the peer's
 * public key gives none
 */
void xs_x25519(xsMachine* the)
{
	static const uint8_t zero[KEY];
	uint8_t key[KEY], other[KEY], secret[KEY];
	psa_key_id_t id;
	size_t size;
	xsUnsignedValue length;
	memcpy(key, exactArgument(the, &xsArg(0), KEY, "privateKey"), KEY);
	const uint8_t* peer = wholeArgument(the, &xsArg(1), &length);
	if (length != KEY)
		return;
	memcpy(other, peer, KEY);
	platformLock();
	psa_status_t status = importX25519(key, &id);
	if (status == PSA_SUCCESS) {
		status = psa_raw_key_agreement(PSA_ALG_ECDH, id, other, KEY, secret, KEY, &size);
		psa_destroy_key(id);
	}
	platformUnlock();
	wipe(key, sizeof(key));
	if (status == PSA_ERROR_INVALID_ARGUMENT)
		return;
	checkStatus(the, status);
	if (memcmp(secret, zero, KEY) == 0)
		return;
	xsmcSetArrayBuffer(xsResult, secret, KEY);
	wipe(secret, sizeof(secret));
}

/* ---- AES-256-CTR ---- */

static void deleteCtr(void* data)
{
	psa_cipher_operation_t* operation = data;
	if (!operation)
		return;
	platformLock();
	psa_cipher_abort(operation);
	platformUnlock();
	free(operation);
}

/* (key, counter): a stream */
void xs_aes_ctr(xsMachine* the)
{
	uint8_t key[KEY], counter[BLOCK];
	psa_key_id_t id;
	psa_cipher_operation_t* operation = calloc(1, sizeof(psa_cipher_operation_t));
	if (!operation)
		xsUnknownError("no memory for a cipher");
	xsResult = xsNewHostObject(deleteCtr);
	xsmcSetHostData(xsResult, operation);
	*operation = psa_cipher_operation_init();
	memcpy(counter, exactArgument(the, &xsArg(1), BLOCK, "counter"), BLOCK);
	memcpy(key, exactArgument(the, &xsArg(0), KEY, "key"), KEY);
	platformLock();
	psa_status_t status = importKey(key, PSA_KEY_TYPE_AES, 8 * KEY, PSA_ALG_CTR, PSA_KEY_USAGE_ENCRYPT, &id);
	if (status == PSA_SUCCESS) {
		status = psa_cipher_encrypt_setup(operation, id, PSA_ALG_CTR);
		/* the operation has its own copy of the key */
		psa_destroy_key(id);
	}
	if (status == PSA_SUCCESS)
		status = psa_cipher_set_iv(operation, counter, BLOCK);
	platformUnlock();
	wipe(key, sizeof(key));
	checkStatus(the, status);
}

/* (stream, message): the message en- or decrypted, an ArrayBuffer of the same length */
void xs_aes_ctr_apply(xsMachine* the)
{
	psa_cipher_operation_t* operation = xsmcGetHostData(xsArg(0));
	xsUnsignedValue length, room;
	size_t done;
	void* output;
	if (!operation)
		xsUnknownError("the stream is closed");
	wholeArgument(the, &xsArg(1), &length);
	xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)length);
	if (length == 0)
		return;
	xsmcGetBufferWritable(xsResult, &output, &room);
	const uint8_t* message = wholeArgument(the, &xsArg(1), &length);
	platformLock();
	psa_status_t status = psa_cipher_update(operation, message, length, output, room, &done);
	platformUnlock();
	checkStatus(the, status);
}

/* (stream): clears the key at once; the object remains, closed */
void xs_aes_ctr_close(xsMachine* the)
{
	deleteCtr(xsmcGetHostData(xsArg(0)));
	xsmcSetHostData(xsArg(0), NULL);
}

/* ---- AES-256-GCM ---- */

static void deleteGcm(void* data)
{
	if (!data)
		return;
	wipe(data, KEY);
	free(data);
}

/* (octets of a key): a key object for AES-GCM */
void xs_aes_gcm(xsMachine* the)
{
	uint8_t* key = calloc(1, KEY);
	if (!key)
		xsUnknownError("no memory for a key");
	xsResult = xsNewHostObject(deleteGcm);
	xsmcSetHostData(xsResult, key);
	memcpy(key, exactArgument(the, &xsArg(0), KEY, "key"), KEY);
}

static psa_status_t gcm(const uint8_t* key, int sealing, const uint8_t* nonce, const uint8_t* input, size_t length,
	uint8_t* output, size_t room)
{
	psa_key_id_t id;
	size_t done;
	platformLock();
	psa_status_t status = importKey(key, PSA_KEY_TYPE_AES, 8 * KEY, PSA_ALG_GCM,
		PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT, &id);
	if (status == PSA_SUCCESS) {
		status = (sealing ? psa_aead_encrypt : psa_aead_decrypt)(id, PSA_ALG_GCM, nonce, GCM_NONCE, NULL, 0, input,
			length, output, room, &done);
		psa_destroy_key(id);
	}
	platformUnlock();
	return status;
}

/* (key, nonce, message): ciphertext and tag, an ArrayBuffer 16 octets longer than the message */
void xs_aes_gcm_seal(xsMachine* the)
{
	const uint8_t* key = xsmcGetHostData(xsArg(0));
	xsUnsignedValue length, room;
	void* output;
	if (!key)
		xsUnknownError("the key is closed");
	wholeArgument(the, &xsArg(2), &length);
	xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)length + GCM_TAG);
	xsmcGetBufferWritable(xsResult, &output, &room);
	const uint8_t* nonce = exactArgument(the, &xsArg(1), GCM_NONCE, "nonce");
	const uint8_t* message = wholeArgument(the, &xsArg(2), &length);
	checkStatus(the, gcm(key, 1, nonce, message, length, output, room));
}

/* (key, nonce, sealed): the message, 16 octets shorter; undefined when the tag is wrong */
void xs_aes_gcm_open(xsMachine* the)
{
	const uint8_t* key = xsmcGetHostData(xsArg(0));
	xsUnsignedValue length, room;
	void* output;
	uint8_t none[1];
	if (!key)
		xsUnknownError("the key is closed");
	wholeArgument(the, &xsArg(2), &length);
	if (length < GCM_TAG)
		return;
	xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)length - GCM_TAG);
	xsmcGetBufferWritable(xsResult, &output, &room);
	const uint8_t* nonce = exactArgument(the, &xsArg(1), GCM_NONCE, "nonce");
	const uint8_t* sealed = wholeArgument(the, &xsArg(2), &length);
	/* PSA needs an output buffer even when the message is empty */
	psa_status_t status = gcm(key, 0, nonce, sealed, length, room > 0 ? output : none, room > 0 ? room : sizeof(none));
	if (status == PSA_ERROR_INVALID_SIGNATURE) {
		xsmcSetUndefined(xsResult);
		return;
	}
	checkStatus(the, status);
}

/* (key): clears the key at once; the object remains, closed */
void xs_aes_gcm_close(xsMachine* the)
{
	deleteGcm(xsmcGetHostData(xsArg(0)));
	xsmcSetHostData(xsArg(0), NULL);
}

/* ---- modular arithmetic ---- */

static Number number(xsMachine* the, xsSlot* slot)
{
	xsUnsignedValue length;
	Number value = { .octets = wholeArgument(the, slot, &length), .size = 0 };
	value.size = length;
	return value;
}

static void modular(xsMachine* the, ModularStatus (*operation)(Number, Number, Number, uint8_t*))
{
	uint8_t result[MODULAR_MAX];
	Number a = number(the, &xsArg(0)), b = number(the, &xsArg(1)), modulus = number(the, &xsArg(2));
	if (modulus.size > sizeof(result))
		xsRangeError("modulus: at most %d octets", MODULAR_MAX);
	switch (operation(a, b, modulus, result)) {
	case MODULAR_OK:
		break;
	case MODULAR_MEMORY:
		xsUnknownError("no memory for a power");
		break;
	case MODULAR_MODULUS:
		xsRangeError("modulus: an odd number above 1");
		break;
	case MODULAR_SIZE:
		xsRangeError("a number is longer than the modulus");
		break;
	}
	xsmcSetArrayBuffer(xsResult, result, (xsIntegerValue)modulus.size);
	wipe(result, sizeof(result));
}

/* (base, exponent, modulus): the power, an ArrayBuffer as long as the modulus */
void xs_modular_power(xsMachine* the)
{
	modular(the, modularPower);
}

/* (a, b, modulus): the product, an ArrayBuffer as long as the modulus */
void xs_modular_multiply(xsMachine* the)
{
	modular(the, modularMultiply);
}
