/*
 * AES-128 of one block, and AES-CCM with a nonce of 13 octets. Two files have these functions:
 * aes-psa.c for a chip, whose PSA drivers use its hardware, and aes-schedule.c for Mbed TLS 2.28
 * and 3, which keeps the key schedule of each key and so takes less than half the time of PSA's CCM,
 * which expands the key each time.
 */
#ifndef MESH_NATIVE_AES_H
#define MESH_NATIVE_AES_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include "keys.h"

#define AES_BLOCK 16
#define AES_NONCE 13

/* Additional data, which is authenticated and not encrypted: at most 65,279 octets. */
typedef struct {
	const uint8_t* octets;
	size_t length;
} AesAdditional;

psa_status_t aesBlock(Key* key, const uint8_t* input, uint8_t* output);
/*
 * Encrypts `length` octets, at most 65,535, and puts a tag of `tag` octets (4 or 8) behind them.
 * Input and output must not overlap.
 */
psa_status_t aesSeal(Key* key, const uint8_t* nonce, AesAdditional additional, const uint8_t* input, size_t length,
	size_t tag, uint8_t* output);
/*
 * Decrypts `length` octets, the last `tag` of which are the tag. PSA_ERROR_INVALID_SIGNATURE where
 * that is wrong: then the output is not to be used. Input and output must not overlap.
 */
psa_status_t aesOpen(Key* key, const uint8_t* nonce, AesAdditional additional, const uint8_t* input, size_t length,
	size_t tag, uint8_t* output);
/* Frees what was made of the key, and clears its octets. */
void aesForget(Key* key);

/* One more owner of a key, each of which gives it up by aesRelease. */
static inline Key* aesShare(Key* key)
{
	key->shares++;
	return key;
}

/* Gives up an owner's share of a key: the last one forgets and frees it. NULL is ignored. */
static inline void aesRelease(Key* key)
{
	if (!key || key->shares-- > 0)
		return;
	aesForget(key);
	free(key);
}

#endif
