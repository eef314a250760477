/* The runner's pipes: file descriptors 3 and 4 of the emulator's process, as on Linux. */
#include <stdlib.h>
#include "layout.h"
#include "link.h"
#include "../xs/runner.h"
#include "semihosting.h"

#define SMALL_FRAME 0x4000

static long in = -1, out = -1;

void linkOpen(void)
{
	in = semihostingOpen("/dev/fd/3", 0);
	out = semihostingOpen("/dev/fd/4", 1);
}

void runnerLeave(void)
{
	semihostingExit(0);
}

/* Byte code is larger than the RAM that it leaves: it comes to memory that a chip does not have. */
uint8_t* runnerRoom(uint8_t* old, uint32_t size)
{
	if (old && old != (uint8_t*)FRAMES_BASE)
		free(old);
	if (size <= SMALL_FRAME)
		return malloc(size);
	return size <= FRAMES_SIZE ? (uint8_t*)FRAMES_BASE : NULL;
}

void runnerReadAll(void* data, size_t size)
{
	uint8_t* p = data;
	while (size > 0) {
		long got = semihostingRead(in, p, size);
		if (got <= 0)
			runnerLeave();
		p += got;
		size -= (size_t)got;
	}
}

void runnerWriteAll(const void* data, size_t size)
{
	const uint8_t* p = data;
	while (size > 0) {
		long put = semihostingWrite(out, p, size);
		if (put <= 0)
			runnerLeave();
		p += put;
		size -= (size_t)put;
	}
}
