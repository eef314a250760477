/* A controller that fails: what each reset brings. */
#include "port-rig.h"

/* ---- the table: what each reset in a row brings ---- */

typedef struct {
	/* milliseconds in step before it, 0 for none */
	uint32_t inStep;
	int reason;
	/* what XS gets, how long NimBLE waits in milliseconds, and whether the port is restarted */
	unsigned inARow;
	uint32_t wait;
	bool port;
} Reset;

static void eachReset(const Reset* rows)
{
	uint32_t count = 0;
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(50);
	for (const Reset* row = rows; row->inARow > 0; row++) {
		if (row->inStep > 0) {
			sync();
			advance(row->inStep);
			CHECK(scanning);
		}
		uint32_t before = now();
		failBecause(row->reason);
		EQUAL(now() - before, row->wait);
		CHECK(nextOf(RADIO_RESET));
		EQUAL(event.value, row->reason);
		EQUAL(event.characteristic, row->inARow);
		EQUAL(radioCount(3), ++count);
		EQUAL(isStill, row->port);
		EQUAL(radioPortWanted(), row->port);
		if (row->port)
			EQUAL(restartPort(), 0);
	}
	sync();
	advance(50);
	CHECK(scanning);
}

static void resetsInARow(void)
{
	static const Reset rows[] = {
		{ 0, BLE_HS_ETIMEOUT_HCI, 1, 0, false },
		{ 0, BLE_HS_ECONTROLLER, 2, 200, false },
		{ 0, BLE_HS_ECONTROLLER, 3, 400, false },
		{ 0, BLE_HS_ECONTROLLER, 4, 800, true },
		{ 0, BLE_HS_ETIMEOUT_HCI, 5, 1600, false },
		{ 0, BLE_HS_ETIMEOUT_HCI, 6, 3200, false },
		{ 0, BLE_HS_ETIMEOUT_HCI, 7, 6400, false },
		{ 0, BLE_HS_ETIMEOUT_HCI, 8, 12800, true },
		{ 0, BLE_HS_ETIMEOUT_HCI, 9, 25600, false },
		{ 0, BLE_HS_ETIMEOUT_HCI, 10, 25600, false },
		{ 0, BLE_HS_ETIMEOUT_HCI, 11, 25600, false },
		{ 0, BLE_HS_ETIMEOUT_HCI, 12, 25600, true },
		{ 0 },
	};
	eachReset(rows);
}

static void stepsThatDoNotLast(void)
{
	static const Reset rows[] = {
		{ 60000, BLE_HS_ETIMEOUT_HCI, 1, 0, false },
		{ 9000, BLE_HS_ETIMEOUT_HCI, 2, 200, false },
		{ 9000, BLE_HS_ETIMEOUT_HCI, 3, 400, false },
		{ 9000, BLE_HS_ETIMEOUT_HCI, 4, 800, true },
		{ 9000, BLE_HS_ETIMEOUT_HCI, 5, 1600, false },
		{ 0 },
	};
	eachReset(rows);
}

static void stepsThatLast(void)
{
	static const Reset rows[] = {
		{ 0, BLE_HS_ETIMEOUT_HCI, 1, 0, false },
		{ 0, BLE_HS_ECONTROLLER, 2, 200, false },
		{ 10001, 0x600 + 3, 1, 0, false },
		{ 10001, BLE_HS_ETIMEOUT_HCI, 1, 0, false },
		{ 500, BLE_HS_ETIMEOUT_HCI, 2, 200, false },
		{ 0 },
	};
	eachReset(rows);
}

static void tellsWhenRecovered(void)
{
	sync();
	advance(20000);
	CHECK(!nextOf(RADIO_RECOVERED));
	fail();
	fail();
	sync();
	advance(9000);
	CHECK(!nextOf(RADIO_RECOVERED));
	advance(1100);
	CHECK(nextOf(RADIO_RECOVERED));
	EQUAL(event.characteristic, 2);
	advance(60000);
	CHECK(!nextOf(RADIO_RECOVERED));
}

/* NimBLE's task may have other work before it resets itself: nothing more is asked of the controller, and the first reason counts. */
static void nothingAfterNoAnswer(void)
{
	sync();
	advance(50);
	refuse(5, BLE_HS_ETIMEOUT_HCI);
	askAdvertise(0, 1, 1, 3, 20);
	advance(1);
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(500);
	EQUAL(radioCount(2), 1);
	refuse(0, 0);
	failBecause(BLE_HS_ECONTROLLER);
	CHECK(nextOf(RADIO_RESET));
	EQUAL(event.value, BLE_HS_ETIMEOUT_HCI);
	sync();
	advance(500);
	CHECK(scanning);
	EQUAL(sentWith(1), 3);
}

/* ---- in step too late ---- */

static void neverInStep(void)
{
	advance(29900);
	CHECK(!isStill);
	advance(200);
	CHECK(isStill && nextOf(RADIO_RESET));
	EQUAL(event.value, BLE_HS_ENOTSYNCED);
	EQUAL(restartPort(), 0);
	/* the second in a row */
	advance(30300);
	CHECK(isStill);
}

static void inStepLate(void)
{
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(29000);
	sync();
	advance(100000);
	CHECK(scanning && !isStill);
	EQUAL(radioCount(3), 0);
	fail();
	advance(29000);
	sync();
	advance(100000);
	CHECK(scanning && !isStill);
	EQUAL(radioCount(3), 1);
}

/* NimBLE resets itself once more after some failures, and says nothing of it. */
static void resetThatIsNotTold(void)
{
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	askConnectable(100);
	askAdvertise(0, 1, 1, 3, 20);
	advance(30);
	failBecause(0);
	CHECK(!scanning);
	sync();
	advance(1000);
	CHECK(scanning);
	EQUAL(exchangeSent(0), 1);
	CHECK(sentConnectable() > 5);
	EQUAL(radioCount(3), 0);
}

static const Scenario scenarios[] = {
	{ "each reset in a row waits longer, and every fourth starts the port anew", resetsInARow },
	{ "resets are in a row when NimBLE was in step for less than ten seconds", stepsThatDoNotLast },
	{ "ten seconds in step end a row of resets", stepsThatLast },
	{ "XS is told when the controller has recovered", tellsWhenRecovered },
	{ "nothing is asked of a controller that did not answer until it was reset", nothingAfterNoAnswer },
	{ "a controller that is not in step after thirty seconds has its port started anew", neverInStep },
	{ "a controller that is in step before has not", inStepLate },
	{ "after a reset that NimBLE does not tell of everything goes on", resetThatIsNotTold },
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, beforeScenario, afterScenario);
}
