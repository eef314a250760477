#include "meter.h"

const char* const meterUnit = "byte codes";

/* Called by XS when the budget is used up. Returning false aborts the machine. */
static txBoolean exceeded(txMachine* the, txU4 index)
{
	(void)the, (void)index;
	return 0;
}

void meterBegin(txMachine* the, uint32_t budget)
{
	fxBeginMetering(the, exceeded, budget);
}

double meterEnd(txMachine* the)
{
	double count = the->meterIndex;
	fxEndMetering(the);
	return count;
}

uint32_t meterCount(txMachine* the)
{
	return the->meterIndex;
}

void meterPause(void)
{
}

void meterResume(void)
{
}
