#include "csr.h"
#include "../xs/meter.h"
#include "meter.h"
#include "clock.h"
#include "profile.h"

const char* const meterUnit = "instructions";

static txMachine* running;
static txMachine* last;
static uint64_t begun, since, away;

uint64_t instructionCount(void)
{
	uint32_t high, low, again;
	do {
		__asm__ volatile("csrr %0, minstreth\n"
			"csrr %1, minstret\n"
			"csrr %2, minstreth\n"
			: "=r"(high), "=r"(low), "=r"(again));
	} while (high != again);
	return (uint64_t)high << 32 | low;
}

txMachine* meterMachine(void)
{
	return running;
}

txMachine* meterLastMachine(void)
{
	return last;
}

uint64_t meterAway(void)
{
	return away;
}

void meterBegin(txMachine* the, uint32_t budget)
{
	running = last = the;
	away = 0;
	clockArm(profileOn() ? PROFILE_PERIOD : budget);
	clockRelease();
	begun = instructionCount();
}

static uint64_t elapsed(void)
{
	return instructionCount() - begun - away;
}

double meterEnd(txMachine* the)
{
	uint64_t count = elapsed();
	(void)the;
	clockDisarm();
	running = C_NULL;
	return (double)count;
}

uint32_t meterCount(txMachine* the)
{
	(void)the;
	return (uint32_t)elapsed();
}

void meterPause(void)
{
	since = instructionCount();
	clockHold();
}

void meterResume(void)
{
	clockRelease();
	away += instructionCount() - since;
}
