/* The runner's pipes: file descriptors 3 and 4 of the emulator's process, as on Linux. */
#include "link.h"
#include "../xs/runner.h"
#include "semihosting.h"

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
