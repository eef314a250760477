/* The runner as a Linux executable: its pipes are file descriptors 3 and 4. */
#include <errno.h>
#include <stdlib.h>
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

int main(void)
{
	for (;;) {
		Frame frame = runnerRead();
		if (!runnerHandle(&frame))
			runnerLeave();
	}
}
