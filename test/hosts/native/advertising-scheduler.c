/*
 * The scheduler in C, told what to do line by line, with what it does as lines: compared with the
 * scheduler in TypeScript by advertising-scheduler.test.ts, which says what the lines mean.
 */
#include <math.h>
#include "../../../hosts/native/advertising-scheduler.h"
#include "scenarios.h"

#define MOST_ENDS 512

/* What JavaScript does at the end of a transmission beside noting it. */
enum { NOT_AWAITED, NOTES, SENDS, CANCELS };

static const char* const outcomes[] = { "dropped", "sent" };

static AdvertisingScheduler *scheduler, *user;
static double milliseconds, due = INFINITY;
static uint32_t random32, latest, starts;
/* of each set the number of its advertisement, 0: none; the sets in the order in which they began */
static uint32_t active[ADVERTISING_SETS];
static unsigned began[ADVERTISING_SETS], beganCount;

/* What waits for the end of a transmission, and what is reported later. */
static struct {
	uint32_t transmission;
	int reaction;
} awaited[MOST_ENDS];
static struct {
	uint32_t transmission;
	int reaction;
	bool sent;
} told[MOST_ENDS];
static int awaitedCount, toldCount;

/* ---- the radio and the clock ---- */

static double now(void* context)
{
	(void)context;
	return milliseconds;
}

static uint32_t randomBits(void* context)
{
	(void)context;
	return random32 = random32 * 1664525 + 1013904223;
}

static void advertise(void* context, unsigned set, const AdvertisingPlace* place, unsigned events)
{
	(void)context;
	CHECK(active[set] == 0 && beganCount < ADVERTISING_SETS);
	active[set] = ++starts;
	began[beganCount++] = set;
	printf("start %u %.10g %u %.10g ", starts, milliseconds, events, place->interval);
	for (int i = 0; i < place->length; i++)
		printf("%02x", place->data[i]);
	printf("\n");
}

static void leave(unsigned set)
{
	unsigned at = 0;
	while (began[at] != set)
		at++;
	memmove(began + at, began + at + 1, (--beganCount - at) * sizeof(began[0]));
	active[set] = 0;
}

static void stop(void* context, unsigned set)
{
	(void)context;
	CHECK(active[set] != 0);
	printf("stop %u\n", active[set]);
	leave(set);
}

static void startTimer(void* context, double delay)
{
	(void)context;
	CHECK(due == INFINITY && delay > 0);
	due = milliseconds + delay;
}

static void stopTimer(void* context)
{
	(void)context;
	CHECK(due < INFINITY);
	due = INFINITY;
}

/* ---- JavaScript's side: hosts/native/advertising-scheduler.ts ---- */

static void await(uint32_t transmission, int reaction)
{
	CHECK(awaitedCount < MOST_ENDS);
	awaited[awaitedCount].transmission = transmission;
	awaited[awaitedCount++].reaction = reaction;
}

/* What waits for a transmission, and does no longer. */
static int taken(uint32_t transmission)
{
	for (int i = 0; i < awaitedCount; i++)
		if (awaited[i].transmission == transmission) {
			int reaction = awaited[i].reaction;
			awaited[i] = awaited[--awaitedCount];
			return reaction;
		}
	return NOT_AWAITED;
}

static void tell(uint32_t transmission, int reaction, bool sent)
{
	if (reaction == NOT_AWAITED)
		return;
	CHECK(toldCount < MOST_ENDS);
	told[toldCount].transmission = transmission;
	told[toldCount].reaction = reaction;
	told[toldCount++].sent = sent;
}

static void send(const AdvertisingPlace* given, int reaction)
{
	AdvertisingPlace place = *given;
	place.awaited = reaction != NOT_AWAITED;
	uint32_t transmission = schedulerEnqueue(scheduler, &place);
	if (scheduler->evictedOctets > 0) {
		printf("full %u\n", scheduler->evictedOctets);
		tell(scheduler->evicted, taken(scheduler->evicted), false);
	}
	if (transmission == 0) {
		printf("full %u\n", place.length - 2);
		tell(0, reaction, false);
	}
	else {
		latest = transmission;
		if (reaction != NOT_AWAITED)
			await(transmission, reaction);
	}
	printf("= %u\n", transmission);
}

static void cancel(uint32_t transmission)
{
	schedulerCancel(scheduler, transmission);
	taken(transmission);
}

static void react(uint32_t transmission, int reaction, bool sent)
{
	printf("end %u %s\n", transmission, outcomes[sent]);
	if (reaction == SENDS) {
		AdvertisingPlace place = { .remaining = 2, .interval = 30, .priority = PRIORITY_NETWORK, .length = 3, .data = { 2, 0x2a, 0xff } };
		send(&place, NOT_AWAITED);
	}
	else if (reaction == CANCELS)
		cancel(latest);
}

/* What is reported later. */
static void tellAll(void)
{
	for (int i = 0; i < toldCount; i++)
		react(told[i].transmission, told[i].reaction, told[i].sent);
	toldCount = 0;
}

/* ---- what the lines ask for ---- */

static void open(const char* line)
{
	static const AdvertisingHost host = { now, randomBits, advertise, stop, startTimer, stopTimer };
	unsigned sets;
	int capacity;
	CHECK(sscanf(line, "o %u %d %u", &sets, &capacity, &random32) == 3 && !scheduler);
	scheduler = schedulerNew(&host, NULL, capacity, sets, &user);
	CHECK(scheduler && user == scheduler);
	milliseconds = 0;
	starts = latest = 0;
}

static void close(void)
{
	schedulerClose(scheduler);
	schedulerFree(scheduler);
	CHECK(!user && due == INFINITY && beganCount == 0);
	scheduler = NULL;
	awaitedCount = 0;
}

static void sendLine(const char* line)
{
	AdvertisingPlace place = { 0 };
	int priority, transmissions, source, reaction, at;
	CHECK(sscanf(line, "s %d %d %lf %d %u %d %d %n", &priority, &transmissions, &place.interval, &source, &place.number,
		&place.segment, &reaction, &at) == 7);
	place.priority = (uint8_t)priority;
	place.remaining = (uint8_t)transmissions;
	place.source = (uint16_t)source;
	for (unsigned octet; sscanf(line + at, "%2x", &octet) == 1; at += 2)
		place.data[place.length++] = (uint8_t)octet;
	send(&place, reaction);
}

/* As a radio's receiver does, which leaves those that JavaScript awaits to it. */
static void acknowledge(const char* line)
{
	int source;
	uint32_t seqZero, bits, ended;
	CHECK(sscanf(line, "a %d %u %u", &source, &seqZero, &bits) == 3);
	if (schedulerAcknowledged(scheduler, (uint16_t)source, seqZero, bits, true) == 0)
		return;
	while ((ended = schedulerAcknowledged(scheduler, (uint16_t)source, seqZero, bits, false)) != 0)
		tell(ended, taken(ended), true);
}

static void clear(void)
{
	for (uint32_t ended; (ended = schedulerClear(scheduler)) != 0;)
		tell(ended, taken(ended), false);
}

static void endOne(unsigned which)
{
	if (beganCount == 0)
		return;
	unsigned set = began[which % beganCount];
	leave(set);
	uint32_t ended = schedulerSent(scheduler, set);
	if (ended == 0)
		return;
	react(ended, taken(ended), true);
	schedulerProceed(scheduler);
}

static void pass(double duration)
{
	double end = milliseconds + duration;
	while (due <= end) {
		milliseconds = due;
		due = INFINITY;
		schedulerDue(scheduler);
	}
	milliseconds = end;
}

static void backlog(void)
{
	for (uint8_t priority = 0; priority < PRIORITIES; priority++)
		printf("backlog %.10g\n", schedulerBacklog(scheduler, priority));
}

int main(void)
{
	char line[256];
	while (fgets(line, sizeof(line), stdin)) {
		switch (line[0]) {
		case 'o': open(line); break;
		case 's': sendLine(line); break;
		case 'c': cancel(latest - (uint32_t)atoi(line + 2)); break;
		case 'a': acknowledge(line); break;
		case 'x': clear(); break;
		case 'e': endOne((unsigned)atoi(line + 2)); break;
		case 't': pass(atof(line + 2)); break;
		case 'b': backlog(); break;
		case 'q': close(); break;
		default: CHECK(!"a line that asks for something");
		}
		tellAll();
	}
	CHECK(!scheduler);
	return 0;
}
