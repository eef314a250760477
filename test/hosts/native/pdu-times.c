/* The times of network PDUs: what a packet counts, the ring, and its end; with packets at random. */
#include <math.h>
#include "../../../hosts/native/pdu-times.h"
#include "scenarios.h"

#define PACKETS 1000000
#define LONGEST 40

static double milliseconds;
static PduTimes* user;
static uint32_t state = 7;

static double now(void* context)
{
	CHECK(context == &milliseconds);
	return milliseconds;
}

static PduTimes* keep(unsigned count)
{
	PduTimes* times = pduTimesNew(count, now, &milliseconds, &user);
	CHECK(times && user == times);
	return times;
}

static uint32_t next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* Hands on a copy of which nothing can be read beyond its end. */
static void pass(const uint8_t* data, size_t length)
{
	uint8_t* copy = malloc(length > 0 ? length : 1);
	memcpy(copy, data, length);
	pduTimesPassed(user, copy, length);
	free(copy);
}

static void passPdu(void)
{
	pass((const uint8_t[]){ 3, 0x2a, 1, 2 }, 4);
}

/* How many PDUs a packet counts, of which it has four at most. */
static int counted(const uint8_t* data, size_t length)
{
	PduTimes* times = keep(4);
	int count = 0;
	pass(data, length);
	while (isinf(pduTimesAge(times))) {
		passPdu();
		count++;
	}
	pduTimesFree(times);
	return 4 - count;
}

#define COUNTS(count, ...) EQUAL(counted((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ })), count)

static void packets(void)
{
	COUNTS(1, 1, 0x2a);
	COUNTS(1, 3, 0x2a, 0, 0);
	COUNTS(2, 2, 0x2a, 0, 2, 0x2a, 0);
	COUNTS(1, 2, 1, 6, 2, 0x2a, 0);
	COUNTS(1, 2, 0x2a, 0, 0, 0x2a, 0);
	COUNTS(0, 2, 0x2b, 0x2a);
	COUNTS(0, 2, 1, 6, 0, 2, 0x2a, 0);
	COUNTS(0, 2, 0x2a);
	COUNTS(0, 2, 0x2a, 0, 1);
	COUNTS(0, 0);
	COUNTS(0, 0, 2, 0x2a, 0);
	COUNTS(0, 255);
	EQUAL(counted((const uint8_t[]){ 0 }, 0), 0);
}

static void ring(void)
{
	static const double at[] = { 10, 11, 11.25, 40, 41, 50, 90 };
	static const double ages[] = { INFINITY, INFINITY, 1.25, 29, 29.75, 10, 49 };
	PduTimes* times = keep(3);
	for (unsigned i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		milliseconds = at[i];
		passPdu();
		double age = pduTimesAge(times);
		CHECK(isinf(ages[i]) ? isinf(age) && age > 0 : fabs(age - ages[i]) < 1e-9);
	}
	milliseconds += 5;
	CHECK(fabs(pduTimesAge(times) - 54) < 1e-9);
	pduTimesFree(times);
}

static void end(void)
{
	PduTimes* times = keep(1);
	milliseconds = 1;
	passPdu();
	CHECK(fabs(pduTimesAge(times)) < 1e-9);
	pduTimesForget(times);
	CHECK(user == NULL);
	/* nothing comes any longer, and another one's pointer stays */
	PduTimes* other = keep(MOST_PDU_TIMES);
	milliseconds = 3;
	passPdu();
	CHECK(fabs(pduTimesAge(times) - 2) < 1e-9);
	pduTimesForget(times);
	pduTimesFree(times);
	CHECK(user == other);
	for (unsigned i = 0; i < MOST_PDU_TIMES - 1; i++) {
		CHECK(isinf(pduTimesAge(other)));
		passPdu();
	}
	CHECK(fabs(pduTimesAge(other)) < 1e-9);
	pduTimesFree(other);
	CHECK(user == NULL);
	pduTimesForget(NULL);
	pduTimesFree(NULL);
	pduTimesPassed(NULL, (const uint8_t[]){ 1, 0x2a }, 2);
}

/* Packets of few different octets: many are made of structures, many others have lengths that do not fit. */
static void atRandom(void)
{
	static const uint8_t octets[] = { 0, 1, 1, 2, 3, 5, 0x2a, 0x2a, 0x2a, 0x2b, 30, 255 };
	PduTimes* times = keep(1);
	uint8_t data[LONGEST];
	int some = 0;
	for (int i = 0; i < PACKETS; i++) {
		size_t length = next() % LONGEST;
		for (size_t j = 0; j < length; j++)
			data[j] = octets[next() % sizeof(octets)];
		milliseconds = i + 1;
		pass(data, length);
		some += pduTimesAge(times) < 0.5;
	}
	CHECK(some > PACKETS / 50 && some < PACKETS / 2);
	pduTimesFree(times);
}

static void nothing(void)
{
}

int main(int argc, char** argv)
{
	static const Scenario scenarios[] = {
		{ "which packets count", packets },
		{ "how long ago the one came that is so many back", ring },
		{ "the end", end },
		{ "packets at random", atRandom },
		{ NULL, NULL },
	};
	return scenarioMain(argc, argv, scenarios, nothing, nothing);
}
