/*
 * AES on the block cipher of Mbed TLS, with a key schedule that each key keeps (aes.h): PSA's
 * one-call CCM expands the key for each message.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "aes.h"
#include "mbedtls/aes.h"
#include "mbedtls/platform_util.h"
#include "mbedtls/version.h"
#include "platform.h"

#if MBEDTLS_VERSION_NUMBER >= 0x04000000
#error "Mbed TLS 4 has no block cipher for applications: compile aes-psa.c instead"
#endif

/* Octets of a CCM message's length field: 15 less those of the nonce. */
#define LENGTH_OCTETS 2
#define HAS_ADDITIONAL 0x40

/* A block as octets, and as words for the exclusive or of two blocks. */
typedef union {
	uint8_t octets[AES_BLOCK];
	uint32_t words[AES_BLOCK / 4];
} Block;

static void add(Block* sum, const Block* other)
{
	for (size_t i = 0; i < AES_BLOCK / 4; i++)
		sum->words[i] ^= other->words[i];
}

/* The key schedule, which is made at the first use; NULL where there is no memory. */
static mbedtls_aes_context* schedule(Key* key)
{
	mbedtls_aes_context* context = key->schedule;
	if (context)
		return context;
	context = malloc(sizeof(*context));
	if (!context)
		return NULL;
	mbedtls_aes_init(context);
	if (mbedtls_aes_setkey_enc(context, key->octets, 8 * AES_BLOCK) != 0) {
		free(context);
		return NULL;
	}
	key->schedule = context;
	return context;
}

static void encrypt(mbedtls_aes_context* context, Block* block)
{
	mbedtls_aes_crypt_ecb(context, MBEDTLS_AES_ENCRYPT, block->octets, block->octets);
}

psa_status_t aesBlock(Key* key, const uint8_t* input, uint8_t* output)
{
	mbedtls_aes_context* context = schedule(key);
	Block block;
	if (!context)
		return PSA_ERROR_INSUFFICIENT_MEMORY;
	memcpy(block.octets, input, AES_BLOCK);
	encrypt(context, &block);
	memcpy(output, block.octets, AES_BLOCK);
	return PSA_SUCCESS;
}

/* Adds additional data to the authentication, with its length before it (RFC 3610, section 2.2). */
static void authenticate(mbedtls_aes_context* context, Block* mac, AesAdditional additional)
{
	size_t at = LENGTH_OCTETS;
	mac->octets[0] ^= (uint8_t)(additional.length >> 8);
	mac->octets[1] ^= (uint8_t)additional.length;
	for (size_t i = 0; i < additional.length; i++) {
		mac->octets[at++] ^= additional.octets[i];
		if (at == AES_BLOCK) {
			encrypt(context, mac);
			at = 0;
		}
	}
	if (at > 0)
		encrypt(context, mac);
}

typedef struct {
	const uint8_t* input;
	uint8_t* output;
	size_t length;
	bool sealing;
} Text;

/* Encrypts or decrypts the text; the tag, encrypted, is the beginning of `tag` (RFC 3610). */
static psa_status_t ccm(Key* key, const uint8_t* nonce, AesAdditional additional, Text text, size_t tagLength, Block* tag)
{
	mbedtls_aes_context* context = schedule(key);
	Block counter, stream, part;
	if (!context)
		return PSA_ERROR_INSUFFICIENT_MEMORY;
	if (text.length > 0xffff || additional.length > 0xfeff)
		return PSA_ERROR_INVALID_ARGUMENT;
	tag->octets[0] = (uint8_t)((additional.length > 0 ? HAS_ADDITIONAL : 0) | (tagLength - 2) / 2 << 3 | (LENGTH_OCTETS - 1));
	memcpy(tag->octets + 1, nonce, AES_NONCE);
	tag->octets[14] = (uint8_t)(text.length >> 8);
	tag->octets[15] = (uint8_t)text.length;
	encrypt(context, tag);
	if (additional.length > 0)
		authenticate(context, tag, additional);
	counter.octets[0] = LENGTH_OCTETS - 1;
	memcpy(counter.octets + 1, nonce, AES_NONCE);
	for (size_t at = 0, number = 1; at < text.length; at += AES_BLOCK, number++) {
		size_t size = text.length - at < AES_BLOCK ? text.length - at : AES_BLOCK;
		memset(&part, 0, sizeof(part));
		memcpy(part.octets, text.input + at, size);
		stream = counter;
		stream.octets[14] = (uint8_t)(number >> 8);
		stream.octets[15] = (uint8_t)number;
		encrypt(context, &stream);
		if (text.sealing)
			add(tag, &part);
		add(&part, &stream);
		memcpy(text.output + at, part.octets, size);
		if (!text.sealing) {
			/* behind the text there are zeros, not the key stream */
			memset(part.octets + size, 0, AES_BLOCK - size);
			add(tag, &part);
		}
		encrypt(context, tag);
	}
	counter.octets[14] = counter.octets[15] = 0;
	encrypt(context, &counter);
	add(tag, &counter);
	return PSA_SUCCESS;
}

psa_status_t aesSeal(Key* key, const uint8_t* nonce, AesAdditional additional, const uint8_t* input, size_t length,
	size_t tag, uint8_t* output)
{
	Block made;
	psa_status_t status = ccm(key, nonce, additional, (Text){ input, output, length, true }, tag, &made);
	if (status == PSA_SUCCESS)
		memcpy(output + length, made.octets, tag);
	return status;
}

psa_status_t aesOpen(Key* key, const uint8_t* nonce, AesAdditional additional, const uint8_t* input, size_t length,
	size_t tag, uint8_t* output)
{
	Block made;
	if (length < tag)
		return PSA_ERROR_INVALID_SIGNATURE;
	size_t clear = length - tag;
	psa_status_t status = ccm(key, nonce, additional, (Text){ input, output, clear, false }, tag, &made);
	if (status != PSA_SUCCESS)
		return status;
	/* all octets are compared, so that the time does not tell which one differs */
	uint8_t differing = 0;
	for (size_t i = 0; i < tag; i++)
		differing |= (uint8_t)(made.octets[i] ^ input[clear + i]);
	if (differing == 0)
		return PSA_SUCCESS;
	mbedtls_platform_zeroize(output, clear);
	return PSA_ERROR_INVALID_SIGNATURE;
}

void aesForget(Key* key)
{
	mbedtls_aes_context* context = key->schedule;
	key->schedule = NULL;
	if (context) {
		mbedtls_aes_free(context);
		free(context);
	}
	platformLock();
	keyForget(key);
	platformUnlock();
}
