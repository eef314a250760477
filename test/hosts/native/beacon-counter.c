/* Which packets count as the known beacon, and when the count begins at zero again; with packets at random. */
#include "../../../hosts/native/beacon-counter.h"
#include "scenarios.h"

#define PACKETS 1000000
#define LONGEST 40
#define LENGTH 22

static BeaconCounter counter;
static uint32_t state = 7;

static uint32_t next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* Hands on a copy of which nothing can be read beyond its end. */
static bool takes(const uint8_t* data, size_t length)
{
	uint8_t* copy = malloc(length > 0 ? length : 1);
	memcpy(copy, data, length);
	bool taken = beaconCounterTakes(&counter, copy, length);
	free(copy);
	return taken;
}

static uint32_t know(const uint8_t* beacon, size_t length)
{
	uint8_t* copy = malloc(length > 0 ? length : 1);
	if (length > 0)
		memcpy(copy, beacon, length);
	uint32_t count = beaconCounterKnow(&counter, copy, length);
	free(copy);
	return count;
}

/* A packet with a beacon of so many octets; its length. */
static size_t packet(uint8_t* data, size_t beacon)
{
	data[0] = (uint8_t)(beacon + 1);
	data[1] = 0x2b;
	for (size_t i = 0; i < beacon; i++)
		data[2 + i] = (uint8_t)(i == 0 ? 1 : 7 * i);
	return beacon + 2;
}

static void forget(void)
{
	memset(&counter, 0, sizeof(counter));
}

static void equal(void)
{
	uint8_t data[LONGEST];
	size_t length = packet(data, LENGTH);
	CHECK(!takes(data, length));
	EQUAL(know(data + 2, LENGTH), 0);
	CHECK(takes(data, length));
	for (size_t at = 0; at < length; at++) {
		data[at] ^= 0x10;
		CHECK(!takes(data, length));
		data[at] ^= 0x10;
	}
	for (size_t shorter = 0; shorter < length; shorter++)
		CHECK(!takes(data, shorter));
	data[length] = 0;
	CHECK(!takes(data, length + 1));
	CHECK(takes(data, length));
	EQUAL(know(NULL, 0), 2);
}

static void restart(void)
{
	uint8_t data[LONGEST], other[LONGEST];
	size_t length = packet(data, LENGTH);
	packet(other, LENGTH);
	other[9] ^= 1;
	know(data + 2, LENGTH);
	for (int i = 0; i < 3; i++)
		CHECK(takes(data, length));
	EQUAL(know(other + 2, LENGTH), 3);
	CHECK(!takes(data, length) && takes(other, length));
	beaconCounterForget(&counter);
	CHECK(!takes(other, length));
	EQUAL(know(NULL, 0), 1);
	EQUAL(know(NULL, 0), 0);
	CHECK(!takes(data, length) && !takes(other, length));
}

static void lengths(void)
{
	uint8_t data[LONGEST];
	for (size_t beacon = 0; beacon < LONGEST - 2; beacon++) {
		size_t length = packet(data, beacon);
		know(data + 2, beacon);
		EQUAL(takes(data, length), beacon >= 1 && beacon <= LONGEST_BEACON);
		know(NULL, 0);
	}
}

/* Packets of few different octets: some are the known beacon. */
static void atRandom(void)
{
	static const uint8_t octets[] = { 3, 0x2b, 1, 0x2b, 1, 3 };
	uint8_t data[LONGEST];
	uint32_t some = 0;
	know((const uint8_t[]){ 1, 3 }, 2);
	for (int i = 0; i < PACKETS; i++) {
		size_t length = next() % 6;
		for (size_t j = 0; j < length; j++)
			data[j] = octets[next() % sizeof(octets)];
		bool same = length == 4 && memcmp(data, (const uint8_t[]){ 3, 0x2b, 1, 3 }, 4) == 0;
		CHECK(takes(data, length) == same);
		some += same;
	}
	CHECK(some > 100);
	EQUAL(know(NULL, 0), some);
}

int main(int argc, char** argv)
{
	static const Scenario scenarios[] = {
		{ "the octets of the known beacon alone count", equal },
		{ "the count begins at zero again", restart },
		{ "beacons of every length", lengths },
		{ "packets at random", atRandom },
		{ NULL, NULL },
	};
	return scenarioMain(argc, argv, scenarios, forget, forget);
}
