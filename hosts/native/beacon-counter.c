#include <string.h>
#include "beacon-counter.h"

#define AD_BEACON 0x2b
/* Octets of an AD structure before its data: length and type. */
#define AD_HEADER 2

uint32_t beaconCounterKnow(BeaconCounter* counter, const uint8_t* beacon, size_t length)
{
	uint32_t count = counter->count;
	counter->count = 0;
	counter->length = 0;
	if (length == 0 || length > LONGEST_BEACON)
		return count;
	counter->length = (uint8_t)length;
	memcpy(counter->beacon, beacon, length);
	return count;
}

void beaconCounterForget(BeaconCounter* counter)
{
	counter->length = 0;
}

bool beaconCounterTakes(BeaconCounter* counter, const uint8_t* data, size_t length)
{
	if (counter->length == 0 || length != (size_t)counter->length + AD_HEADER)
		return false;
	if (data[0] != length - 1 || data[1] != AD_BEACON || memcmp(data + AD_HEADER, counter->beacon, counter->length) != 0)
		return false;
	counter->count++;
	return true;
}
