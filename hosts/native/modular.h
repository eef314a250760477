/*
 * Arithmetic modulo a large odd number, which PSA does not have. Numbers are
 * big-endian octets. The time taken depends on sizes only.
 */
#ifndef MESH_NATIVE_MODULAR_H
#define MESH_NATIVE_MODULAR_H

#include <stddef.h>
#include <stdint.h>

/* Octets of the longest modulus: 4096 bits. */
#define MODULAR_MAX 512

typedef enum { MODULAR_OK, MODULAR_MODULUS, MODULAR_SIZE, MODULAR_MEMORY } ModularStatus;

typedef struct {
	const uint8_t* octets;
	size_t size;
} Number;

/* base ^ exponent mod modulus, into modulus.size octets. The base is no longer than the modulus. */
ModularStatus modularPower(Number base, Number exponent, Number modulus, uint8_t* result);
/* a * b mod modulus, in the same way. */
ModularStatus modularMultiply(Number a, Number b, Number modulus, uint8_t* result);

#endif
