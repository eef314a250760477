/* The times of the network PDUs that a radio received lately (pdu-times.h). */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include "pdu-times.h"

#define NETWORK_PDU 0x2a

PduTimes* pduTimesNew(unsigned count, double (*now)(void* context), void* context, PduTimes** user)
{
	PduTimes* times = calloc(1, sizeof(PduTimes) + count * sizeof(times->times[0]));
	if (!times)
		return NULL;
	times->now = now;
	times->context = context;
	times->count = count;
	for (unsigned i = 0; i < count; i++)
		times->times[i] = -INFINITY;
	times->user = user;
	*user = times;
	return times;
}

void pduTimesForget(PduTimes* times)
{
	if (!times || !times->user)
		return;
	*times->user = NULL;
	times->user = NULL;
}

void pduTimesFree(PduTimes* times)
{
	pduTimesForget(times);
	free(times);
}

/* As modules/bearer/ad-parser.ts, which hands on nothing of a packet whose lengths do not fit. */
static bool wellFormed(const uint8_t* data, size_t length)
{
	size_t at = 0;
	while (at < length) {
		if (data[at] == 0)
			return at > 0;
		at += 1 + (size_t)data[at];
	}
	return at > 0 && at == length;
}

static void heard(PduTimes* times, double now)
{
	times->times[times->next] = now;
	times->next = (times->next + 1) % times->count;
}

void pduTimesPassed(PduTimes* times, const uint8_t* data, size_t length)
{
	if (!times || !wellFormed(data, length))
		return;
	/* a length of zero ends the significant part early */
	for (size_t at = 0; at < length && data[at] != 0; at += 1 + (size_t)data[at])
		if (data[at + 1] == NETWORK_PDU)
			heard(times, times->now(times->context));
}

double pduTimesAge(const PduTimes* times)
{
	return times->now(times->context) - times->times[times->next];
}
