#include "semihosting.h"
#include <stdint.h>
#include <string.h>

enum { OPEN = 1, WRITE = 5, READ = 6 };
enum { MODE_READ_BINARY = 1, MODE_WRITE_BINARY = 5, MODE_APPEND = 8 };

/* QEMU's test device, which ends the process. */
#define EXIT_DEVICE ((volatile uint32_t*)0x100000)
#define EXIT_SUCCESS_CODE 0x5555u
#define EXIT_FAILURE_CODE 0x3333u

static long request(long operation, void* arguments)
{
	register long a0 __asm__("a0") = operation;
	register void* a1 __asm__("a1") = arguments;
	/* the three instructions must be uncompressed and on one page */
	__asm__ volatile(".balign 16\n"
		".option push\n"
		".option norvc\n"
		"slli x0, x0, 0x1f\n"
		"ebreak\n"
		"srai x0, x0, 7\n"
		".option pop\n"
		: "+r"(a0) : "r"(a1) : "memory");
	return a0;
}

long semihostingOpen(const char* path, int forWriting)
{
	long arguments[] = { (long)path, forWriting ? MODE_WRITE_BINARY : MODE_READ_BINARY, (long)strlen(path) };
	return request(OPEN, arguments);
}

long semihostingRead(long file, void* data, size_t size)
{
	long arguments[] = { file, (long)data, (long)size };
	return (long)size - request(READ, arguments);
}

long semihostingWrite(long file, const void* data, size_t size)
{
	long arguments[] = { file, (long)data, (long)size };
	return (long)size - request(WRITE, arguments);
}

/* Writes to the special console file, which is standard error when opened for appending. */
void semihostingSay(const char* text)
{
	static long console = -1;
	if (console < 0) {
		long arguments[] = { (long)":tt", MODE_APPEND, 3 };
		console = request(OPEN, arguments);
	}
	semihostingWrite(console, text, strlen(text));
}

void semihostingExit(int status)
{
	*EXIT_DEVICE = status ? (uint32_t)status << 16 | EXIT_FAILURE_CODE : EXIT_SUCCESS_CODE;
	for (;;)
		;
}
