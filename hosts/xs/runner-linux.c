/* The runner as a Linux executable: its pipes are file descriptors 3 and 4. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "runner.h"

#define IN 3
#define OUT 4

void runnerLeave(void)
{
	_exit(0);
}

uint8_t* runnerRoom(uint8_t* old, uint32_t size)
{
	free(old);
	return malloc(size);
}

void runnerReadAll(void* data, size_t size)
{
	uint8_t* p = data;
	while (size > 0) {
		ssize_t got = read(IN, p, size);
		if (got == 0 || (got < 0 && errno != EINTR))
			runnerLeave();
		if (got > 0) {
			p += got;
			size -= (size_t)got;
		}
	}
}

void runnerWriteAll(const void* data, size_t size)
{
	const uint8_t* p = data;
	while (size > 0) {
		ssize_t put = write(OUT, p, size);
		if (put < 0 && errno != EINTR)
			runnerLeave();
		if (put > 0) {
			p += put;
			size -= (size_t)put;
		}
	}
}

/* Protects the pages that are wholly in an area: others have parts of other objects of C. */
static void protectArea(void* context, uint8_t* start, size_t size)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t first = ((uintptr_t)start + page - 1) & ~(page - 1);
	uintptr_t end = ((uintptr_t)start + size) & ~(page - 1);
	(void)context;
	if (first < end && mprotect((void*)first, end - first, PROT_READ) != 0)
		abort();
}

/*
 * The root is in flash memory on a chip, where nothing can be written. Here a write to it ends the
 * process: unnoticed, it would be a value that the garbage collector does not know of.
 */
int main(void)
{
	for (;;) {
		Frame frame = runnerRead();
		if (!runnerHandle(&frame))
			runnerLeave();
		if (frame.type == 'R' && runnerRoot())
			rootAreas(runnerRoot(), protectArea, NULL);
	}
}
