/*
 * Montgomery multiplication (Koc, Acar, Kaliski: "Analyzing and Comparing Montgomery
 * Multiplication Algorithms", the CIOS method) on words of 32 bits, least significant first.
 * Exponentiation takes two bits at a time, with a table of which every entry is read each
 * time, so that memory accesses do not depend on the exponent.
 */
#include "modular.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW 2
#define TABLE (1 << WINDOW)

typedef struct {
	size_t words;
	/* -1 / modulus mod 2^32 */
	uint32_t inverse;
	uint32_t* modulus;
	/* R^2 mod modulus, R = 2^(32 words) */
	uint32_t* square;
	uint32_t* product;
	uint32_t* difference;
	uint32_t* accumulator;
	uint32_t* power;
	uint32_t* table[TABLE];
	size_t size;
	uint32_t memory[];
} Montgomery;

static void load(uint32_t* words, size_t count, Number number)
{
	memset(words, 0, count * sizeof(uint32_t));
	for (size_t i = 0; i < number.size; i++)
		words[i / 4] |= (uint32_t)number.octets[number.size - 1 - i] << (8 * (i % 4));
}

static void store(const uint32_t* words, uint8_t* octets, size_t size)
{
	for (size_t i = 0; i < size; i++)
		octets[size - 1 - i] = (uint8_t)(words[i / 4] >> (8 * (i % 4)));
}

/* Subtracts the modulus if the result is not negative; `top` is the next higher word of value. */
static void reduce(const Montgomery* m, uint32_t* value, uint32_t top)
{
	uint32_t borrow = 0;
	for (size_t i = 0; i < m->words; i++) {
		uint64_t difference = (uint64_t)value[i] - m->modulus[i] - borrow;
		m->difference[i] = (uint32_t)difference;
		borrow = (uint32_t)(difference >> 63);
	}
	/* all ones when the difference is the result, else 0 */
	uint32_t mask = (uint32_t)0 - (uint32_t)((top | (borrow ^ 1)) != 0);
	for (size_t i = 0; i < m->words; i++)
		value[i] = (m->difference[i] & mask) | (value[i] & ~mask);
}

/* a * b / R mod modulus into `result`, which may be one of them; one factor is below the modulus. */
static void multiply(const Montgomery* m, const uint32_t* a, const uint32_t* b, uint32_t* result)
{
	uint32_t* t = m->product;
	size_t n = m->words;
	memset(t, 0, (n + 2) * sizeof(uint32_t));
	for (size_t i = 0; i < n; i++) {
		uint64_t carry = 0;
		for (size_t j = 0; j < n; j++) {
			carry += (uint64_t)a[j] * b[i] + t[j];
			t[j] = (uint32_t)carry;
			carry >>= 32;
		}
		carry += t[n];
		t[n] = (uint32_t)carry;
		t[n + 1] = (uint32_t)(carry >> 32);
		uint32_t factor = t[0] * m->inverse;
		carry = ((uint64_t)factor * m->modulus[0] + t[0]) >> 32;
		for (size_t j = 1; j < n; j++) {
			carry += (uint64_t)factor * m->modulus[j] + t[j];
			t[j - 1] = (uint32_t)carry;
			carry >>= 32;
		}
		carry += t[n];
		t[n - 1] = (uint32_t)carry;
		t[n] = t[n + 1] + (uint32_t)(carry >> 32);
	}
	uint32_t top = t[n];
	memcpy(result, t, n * sizeof(uint32_t));
	reduce(m, result, top);
}

/* value = 2 * value mod modulus */
static void twice(const Montgomery* m, uint32_t* value)
{
	uint32_t carry = 0;
	for (size_t i = 0; i < m->words; i++) {
		uint32_t word = value[i];
		value[i] = word << 1 | carry;
		carry = word >> 31;
	}
	reduce(m, value, carry);
}

static ModularStatus begin(Montgomery** made, Number modulus)
{
	while (modulus.size > 0 && modulus.octets[0] == 0) {
		modulus.octets++;
		modulus.size--;
	}
	if (modulus.size > MODULAR_MAX)
		return MODULAR_SIZE;
	if (modulus.size == 0 || !(modulus.octets[modulus.size - 1] & 1) || (modulus.size == 1 && modulus.octets[0] == 1))
		return MODULAR_MODULUS;
	size_t n = (modulus.size + 3) / 4;
	size_t bytes = sizeof(Montgomery) + ((6 + TABLE) * n + 2) * sizeof(uint32_t);
	Montgomery* m = calloc(1, bytes);
	if (!m)
		return MODULAR_MEMORY;
	uint32_t* at = m->memory;
	m->size = bytes;
	m->words = n;
	m->modulus = at;
	m->square = at += n;
	m->difference = at += n;
	m->accumulator = at += n;
	m->power = at += n;
	for (int i = 0; i < TABLE; i++)
		m->table[i] = at += n;
	m->product = at + n;
	load(m->modulus, n, modulus);
	uint32_t inverse = 1;
	/* Newton's method: each step doubles the number of correct bits */
	for (int i = 0; i < 5; i++)
		inverse *= 2 - m->modulus[0] * inverse;
	m->inverse = (uint32_t)0 - inverse;
	m->square[0] = 1;
	for (size_t i = 0; i < 64 * n; i++)
		twice(m, m->square);
	*made = m;
	return MODULAR_OK;
}

static void end(Montgomery* m)
{
	/* clears through a volatile pointer, which the compiler does not optimize away */
	volatile uint8_t* octets = (volatile uint8_t*)m;
	for (size_t i = 0, size = m->size; i < size; i++)
		octets[i] = 0;
	free(m);
}

static void choose(const Montgomery* m, uint32_t index, uint32_t* result)
{
	memset(result, 0, m->words * sizeof(uint32_t));
	for (uint32_t i = 0; i < TABLE; i++) {
		uint32_t mask = (uint32_t)0 - (uint32_t)(i == index);
		for (size_t j = 0; j < m->words; j++)
			result[j] |= m->table[i][j] & mask;
	}
}

static void one(const Montgomery* m, uint32_t* value)
{
	memset(value, 0, m->words * sizeof(uint32_t));
	value[0] = 1;
}

static bool fits(const Montgomery* m, Number number)
{
	return number.size <= m->words * 4;
}

ModularStatus modularPower(Number base, Number exponent, Number modulus, uint8_t* result)
{
	Montgomery* m;
	ModularStatus status = begin(&m, modulus);
	if (status != MODULAR_OK)
		return status;
	if (!fits(m, base)) {
		end(m);
		return MODULAR_SIZE;
	}
	one(m, m->accumulator);
	multiply(m, m->square, m->accumulator, m->table[0]);
	load(m->accumulator, m->words, base);
	multiply(m, m->square, m->accumulator, m->table[1]);
	for (int i = 2; i < TABLE; i++)
		multiply(m, m->table[i - 1], m->table[1], m->table[i]);
	memcpy(m->accumulator, m->table[0], m->words * sizeof(uint32_t));
	for (size_t i = 0; i < exponent.size * 8; i += WINDOW) {
		for (int j = 0; j < WINDOW; j++)
			multiply(m, m->accumulator, m->accumulator, m->accumulator);
		choose(m, (exponent.octets[i / 8] >> (8 - WINDOW - i % 8)) & (TABLE - 1), m->power);
		multiply(m, m->accumulator, m->power, m->accumulator);
	}
	one(m, m->power);
	multiply(m, m->accumulator, m->power, m->accumulator);
	memset(result, 0, modulus.size);
	size_t size = modulus.size < m->words * 4 ? modulus.size : m->words * 4;
	store(m->accumulator, result + modulus.size - size, size);
	end(m);
	return MODULAR_OK;
}

ModularStatus modularMultiply(Number a, Number b, Number modulus, uint8_t* result)
{
	Montgomery* m;
	ModularStatus status = begin(&m, modulus);
	if (status != MODULAR_OK)
		return status;
	if (!fits(m, a) || !fits(m, b)) {
		end(m);
		return MODULAR_SIZE;
	}
	load(m->accumulator, m->words, a);
	load(m->power, m->words, b);
	multiply(m, m->square, m->accumulator, m->accumulator);
	multiply(m, m->power, m->accumulator, m->accumulator);
	memset(result, 0, modulus.size);
	size_t size = modulus.size < m->words * 4 ? modulus.size : m->words * 4;
	store(m->accumulator, result + modulus.size - size, size);
	end(m);
	return MODULAR_OK;
}
