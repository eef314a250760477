/*
 * Arithmetic modulo a large odd number, which PSA does not have. Numbers are big-endian
 * octets. The time depends on the sizes of the numbers, not on their values.
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

/*
 * base ^ exponent mod modulus; the result has modulus.size octets. The base must not have more
 * octets than the modulus.
 */
ModularStatus modularPower(Number base, Number exponent, Number modulus, uint8_t* result);
/* a * b mod modulus; the result has modulus.size octets. */
ModularStatus modularMultiply(Number a, Number b, Number modulus, uint8_t* result);

#endif
