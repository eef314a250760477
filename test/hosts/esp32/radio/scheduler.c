/* The scheduler of the chip's radio: repeats, stops, the clock and closing. */
#include "scheduler-rig.h"

#define LONGEST_DELAY 10

/*
 * Milliseconds that an event takes, at most, with what passes until XS has it and a controller
 * begins. One without extended advertising is given half an interval.
 */
static uint32_t eventOf(uint32_t interval)
{
	return 6 + (MYNEWT_VAL(BLE_EXT_ADV) ? 0 : (interval + LONGEST_DELAY / 2) / 2);
}

/* The same for so many events, an interval and a random delay apart. */
static uint32_t eventsOf(uint32_t events, uint32_t interval)
{
	return events * (interval + LONGEST_DELAY + eventOf(interval));
}

static AdvertisingPlace place(uint8_t first, uint8_t transmissions, double interval, uint8_t priority)
{
	return (AdvertisingPlace){
		.remaining = transmissions, .interval = interval, .priority = priority, .awaited = true, .length = 5, .data = { first }
	};
}

static uint32_t sendAs(uint8_t priority, uint8_t first, uint8_t transmissions, double interval)
{
	AdvertisingPlace given = place(first, transmissions, interval, priority);
	return schedulerEnqueue(scheduler, &given);
}

static uint32_t send(uint8_t first, uint8_t transmissions, double interval)
{
	return sendAs(PRIORITY_NETWORK, first, transmissions, interval);
}

static int endsOf(uint32_t transmission)
{
	int count = 0;
	for (int i = 0; i < machine.count; i++)
		count += machine.ended[i] == transmission;
	return count;
}

/* The packets with this octet follow each other after the interval and a random delay. */
static void inTime(uint8_t first, int events, uint32_t interval)
{
	uint32_t last = 0;
	for (int i = 0; i < sentCount; i++) {
		if (sentPackets[i].data[0] != first)
			continue;
		uint32_t gap = sentPackets[i].time - last;
		CHECK(last == 0 || (gap >= interval && gap <= eventsOf(1, interval)));
		last = sentPackets[i].time;
	}
	EQUAL(sentWith(first), events);
}

/* ---- scenarios ---- */

static void repeats(void)
{
	open();
	for (uint8_t i = 1; i <= 8; i++) {
		uint32_t transmission = send(i, i, 20 + 10 * i);
		pass(eventsOf(i, 20u + 10 * i));
		inTime(i, i, 20u + 10 * i);
		EQUAL(endsOf(transmission), 1);
		CHECK(!timerRuns());
	}
	close();
}

/* More than there are sets: each comes at its first chance, and has all of its events. */
static void atOnce(void)
{
	open();
	uint32_t transmissions[6];
	for (uint8_t i = 0; i < 6; i++)
		transmissions[i] = send((uint8_t)(1 + i), 4, 40);
	pass(6 * eventOf(40));
	for (uint8_t i = 0; i < 6; i++)
		CHECK(sentWith((uint8_t)(1 + i)) > 0);
	pass(1000);
	for (uint8_t i = 0; i < 6; i++) {
		EQUAL(sentWith((uint8_t)(1 + i)), 4);
		EQUAL(endsOf(transmissions[i]), 1);
	}
	close();
}

static void stopsEarly(void)
{
	open();
	uint32_t transmission = send(1, 10, 20);
	pass(10 + 2 * 20 + 2 * LONGEST_DELAY);
	int before = sentWith(1);
	CHECK(before >= 2 && before < 5);
	schedulerCancel(scheduler, transmission);
	pass(500);
	EQUAL(sentWith(1), before);
	EQUAL(machine.count, 0);
	close();
}

/* The last event is over, but XS has not been told yet: the set is another's when it is. */
static void stopsAtTheEnd(void)
{
	open();
	for (uint8_t i = 1; i <= 40; i += 2) {
		uint32_t first = send(i, 1, 20);
		uint32_t told = exchangeSent(0);
		while (exchangeSent(0) == told)
			advance(1);
		schedulerCancel(scheduler, first);
		uint32_t second = send(i + 1, 3, 20);
		deliverSent();
		EQUAL(endsOf(second), 0);
		pass(eventsOf(3, 20));
		EQUAL(sentWith(i), 1);
		EQUAL(endsOf(first), 0);
		EQUAL(sentWith(i + 1), 3);
		EQUAL(endsOf(second), 1);
	}
	close();
}

static void takesItsOwnOnly(void)
{
	open();
	uint32_t transmission = send(1, 1, 20);
	CHECK(!radioSchedulerSent(&machine, 0, 1));
	EQUAL(machine.count, 0);
	pass(eventOf(20));
	EQUAL(endsOf(transmission), 1);
	close();
}

static void closes(void)
{
	open();
	for (uint8_t i = 1; i <= CAPACITY; i++)
		CHECK(send(i, 10, 100) != 0);
	pass(100);
	close();
	CHECK(!timerRuns());
	pass(eventOf(20));
	int before = sentCount;
	pass(1000);
	EQUAL(sentCount, before);
	EQUAL(machine.count, 0);
	open();
	uint32_t transmission = send(100, 3, 20);
	pass(200);
	inTime(100, 3, 20);
	EQUAL(endsOf(transmission), 1);
	close();
}

/* What is left of it does nothing to the radio that is opened after that. */
static void radioClosesFirst(void)
{
	open();
	AdvertisingScheduler* old = scheduler;
	for (uint8_t i = 1; i <= CAPACITY - 1; i++)
		send(i, 5, 20);
	pass(30);
	openRadioAgain();
	open();
	CHECK(scheduler != old);
	for (uint8_t i = 101; i <= 104; i++)
		send(i, 3, 20);
	pass(10);
	AdvertisingPlace late = place(50, 3, 20, PRIORITY_NETWORK);
	schedulerCancel(old, schedulerEnqueue(old, &late));
	schedulerClose(old);
	schedulerFree(old);
	CHECK(radioScheduler() == scheduler);
	pass(300);
	EQUAL(sentWith(50), 0);
	EQUAL(machine.count, 4);
	for (uint8_t i = 101; i <= 104; i++)
		EQUAL(sentWith(i), 3);
	close();
}

/* Its events and its timer end with it, though only the next scheduler knows. */
static void collected(void)
{
	open();
	for (unsigned i = 0; i < radioSets(); i++)
		send((uint8_t)(1 + i), 10, 500);
	while (!timerRuns())
		pass(1);
	schedulerFree(scheduler);
	machine.count = 0;
	open();
	int before = sentCount;
	for (unsigned i = 0; i < radioSets(); i++)
		send((uint8_t)(101 + i), 3, 50);
	pass(1000);
	EQUAL(sentCount - before, 3 * radioSets());
	EQUAL(machine.count, radioSets());
	for (unsigned i = 0; i < radioSets(); i++)
		EQUAL(sentWith((uint8_t)(101 + i)), 3);
	close();
}

/* The clock has 32 bits of milliseconds: 49.7 days. */
static void clockWraps(void)
{
	open();
	for (uint8_t i = 1; i <= 3; i++) {
		clockStart = 0u - now() - 50;
		double before = scheduler->host->now(&machine);
		uint32_t time = 2 * eventsOf(5, 30);
		uint32_t first = send(i, 5, 30), second = send(i + 10, 5, 30);
		pass(time);
		CHECK(modMilliseconds() < 1000);
		EQUAL(scheduler->host->now(&machine) - before, time);
		inTime(i, 5, 30);
		EQUAL(sentWith(i + 10), 5);
		EQUAL(endsOf(first), 1);
		EQUAL(endsOf(second), 1);
	}
	close();
}

static void fullQueue(void)
{
	open();
	uint32_t relayed[CAPACITY];
	for (uint8_t i = 0; i < CAPACITY; i++) {
		relayed[i] = sendAs(PRIORITY_RELAY, (uint8_t)(1 + i), 2, 20);
		CHECK(relayed[i] != 0);
	}
	AdvertisingPlace given = place(50, 2, 20, PRIORITY_RELAY);
	schedulerRelay(scheduler, &given);
	EQUAL(scheduler->full, 1);
	uint32_t own = send(51, 2, 20);
	CHECK(own != 0);
	EQUAL(scheduler->evictedOctets, 3);
	EQUAL(scheduler->evicted, relayed[CAPACITY - 1]);
	pass(1000);
	for (uint8_t i = 0; i < CAPACITY - 1; i++) {
		EQUAL(sentWith((uint8_t)(1 + i)), 2);
		EQUAL(endsOf(relayed[i]), 1);
	}
	EQUAL(sentWith(CAPACITY) + sentWith(50), 0);
	EQUAL(sentWith(51), 2);
	EQUAL(endsOf(own), 1);
	EQUAL(machine.count, CAPACITY);
	close();
}

/* Each reset begins the events that were under way again; no transmission is lost. */
static void controllerFails(void)
{
	open();
	uint32_t transmissions[6];
	for (uint8_t i = 0; i < 6; i++)
		transmissions[i] = send((uint8_t)(1 + i), 5, 20);
	for (int i = 0; i < 3; i++) {
		pass(20);
		fail();
		pass(50);
		sync();
	}
	pass(2000);
	for (uint8_t i = 0; i < 6; i++) {
		CHECK(sentWith((uint8_t)(1 + i)) >= 5);
		EQUAL(endsOf(transmissions[i]), 1);
	}
	close();
}

static const Scenario scenarios[] = {
	{ "a transmission has its repeats, each after the interval and a delay", repeats },
	{ "more transmissions at once than there are sets", atOnce },
	{ "a transmission is cancelled", stopsEarly },
	{ "a transmission is cancelled when its last event is over, and XS has not been told", stopsAtTheEnd },
	{ "the end of another advertisement is not taken", takesItsOwnOnly },
	{ "closed, it sends no more, and another can be opened", closes },
	{ "the radio is closed first, and opened again", radioClosesFirst },
	{ "a scheduler is collected that was not closed", collected },
	{ "the clock goes over the end of its 32 bits", clockWraps },
	{ "a full queue drops what is relayed", fullQueue },
	{ "the controller fails", controllerFails },
	{ NULL, NULL },
};

static void before(void)
{
	beforeScenario();
	sync();
}

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, before, afterScenario);
}
