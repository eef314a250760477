#include "csr.h"
#include "clock.h"

#define COMPARE ((volatile uint32_t*)0x02004000)
#define TIME ((volatile uint32_t*)0x0200bff8)
#define MTIE (1u << 7)
#define MIE (1u << 3)

static uint64_t ticks(void)
{
	uint32_t high, low;
	do {
		high = TIME[1];
		low = TIME[0];
	} while (high != TIME[1]);
	return (uint64_t)high << 32 | low;
}

void clockArm(uint32_t instructions)
{
	uint64_t at = instructions ? ticks() + instructions / INSTRUCTIONS_PER_TICK + 1 : UINT64_MAX;
	/* first sets the upper half to its maximum, so that no time in the past is set in between */
	COMPARE[1] = UINT32_MAX;
	COMPARE[0] = (uint32_t)at;
	COMPARE[1] = (uint32_t)(at >> 32);
	__asm__ volatile("csrs mie, %0" :: "r"(MTIE));
}

void clockDisarm(void)
{
	__asm__ volatile("csrc mie, %0" :: "r"(MTIE));
}

void clockHold(void)
{
	__asm__ volatile("csrc mstatus, %0" :: "r"(MIE));
}

void clockRelease(void)
{
	__asm__ volatile("csrs mstatus, %0" :: "r"(MIE));
}
