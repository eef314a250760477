/*
 * Copies and fills memory by words, as the chip's library in ROM does. The functions of
 * picolibc are built for size and work octet by octet.
 */
#include <stddef.h>
#include <stdint.h>

/* Without this option the compiler replaces the loops by calls of the functions they are in. */
#define LOOPS __attribute__((optimize("O2", "no-tree-loop-distribute-patterns")))

#define WORD sizeof(uint32_t)

/* A word that may alias objects of any type. */
typedef uint32_t __attribute__((may_alias)) Word;

static int aligned(const void* a, const void* b)
{
	return (((uintptr_t)a | (uintptr_t)b) & (WORD - 1)) == 0;
}

static int alike(const void* a, const void* b)
{
	return (((uintptr_t)a ^ (uintptr_t)b) & (WORD - 1)) == 0;
}

/* Copies upwards. `p` <= `q` may overlap: each word is read before it can be overwritten. */
LOOPS static void forwards(uint8_t* p, const uint8_t* q, size_t size)
{
	if (size >= WORD && alike(p, q)) {
		for (; !aligned(p, q); size--)
			*p++ = *q++;
		for (; size >= 4 * WORD; size -= 4 * WORD, p += 4 * WORD, q += 4 * WORD) {
			Word a = ((const Word*)q)[0], b = ((const Word*)q)[1], c = ((const Word*)q)[2], d = ((const Word*)q)[3];
			((Word*)p)[0] = a, ((Word*)p)[1] = b, ((Word*)p)[2] = c, ((Word*)p)[3] = d;
		}
		for (; size >= WORD; size -= WORD, p += WORD, q += WORD)
			*(Word*)p = *(const Word*)q;
	}
	for (; size > 0; size--)
		*p++ = *q++;
}

LOOPS void* memcpy(void* restrict to, const void* restrict from, size_t size)
{
	forwards(to, from, size);
	return to;
}

LOOPS void* memmove(void* to, const void* from, size_t size)
{
	uint8_t* p = to;
	const uint8_t* q = from;
	if (p <= q || p >= q + size) {
		forwards(p, q, size);
		return to;
	}
	p += size;
	q += size;
	if (size >= WORD && alike(p, q)) {
		for (; !aligned(p, q); size--)
			*--p = *--q;
		for (; size >= WORD; size -= WORD) {
			p -= WORD;
			q -= WORD;
			*(Word*)p = *(const Word*)q;
		}
	}
	for (; size > 0; size--)
		*--p = *--q;
	return to;
}

LOOPS void* memset(void* to, int octet, size_t size)
{
	uint8_t* p = to;
	Word word = (uint8_t)octet * 0x01010101u;
	if (size >= WORD) {
		for (; !aligned(p, p); size--)
			*p++ = (uint8_t)octet;
		for (; size >= 4 * WORD; size -= 4 * WORD, p += 4 * WORD)
			((Word*)p)[0] = word, ((Word*)p)[1] = word, ((Word*)p)[2] = word, ((Word*)p)[3] = word;
		for (; size >= WORD; size -= WORD, p += WORD)
			*(Word*)p = word;
	}
	for (; size > 0; size--)
		*p++ = (uint8_t)octet;
	return to;
}
