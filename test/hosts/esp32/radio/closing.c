/* The radio is closed, whatever the controller does meanwhile. */
#include "port-rig.h"
#include "radio-host.h"

/* When a scenario's wait began. */
static uint32_t began;

/* The first half of it: the rest waits for NimBLE's task. */
static void close(void)
{
	if (now() - began >= 1000)
		radioLeaveSoon();
}

static void closeWhileItWaits(void)
{
	sync();
	for (int i = 0; i < 7; i++) {
		fail();
		if (isStill)
			EQUAL(restartPort(), 0);
	}
	began = now();
	xsTurn = close;
	fail();
	CHECK(isStill && !radioPortWanted());
	CHECK(now() - began < 1100);
	radioPortStop();
}

static void closeWithoutPort(void)
{
	sync();
	addService(0, 0x1827, 0);
	failUntilStill();
	radioPortStop();
}

static void closeAfterNoStart(void)
{
	sync();
	addService(0, 0x1827, 0);
	failUntilStill();
	portFailures = 1;
	EQUAL(restartPort(), 0x103);
	askValue(0, "abc");
	radioPortStop();
}

/* The controller fails while peers are notified. */
static void resetWhileClosing(void)
{
	uint16_t handle = openConnection();
	radioLeaveSoon();
	advance(100);
	CHECK(wasTerminated(handle) && !isStill);
	fail();
	CHECK(isStill && !radioPortWanted());
	radioPortStop();
}

static void closeTellsPeers(void)
{
	uint16_t handle = openConnection();
	askAdvertise(0, 1, 1, 1, 20);
	radioLeaveSoon();
	advance(1);
	CHECK(wasTerminated(handle) && !isStill);
	advance(500);
	CHECK(!isStill);
	clientGone(handle, BLE_HS_HCI_ERR(BLE_ERR_REM_USER_CONN_TERM));
	advance(1);
	radioLeaveSoon();
	advance(1);
	CHECK(isStill);
	EQUAL(sentWith(1), 0);
}

static void closeWithPeersThatAreGone(void)
{
	openConnection();
	uint32_t before = now();
	radioPortStop();
	CHECK(now() - before >= 1000 && now() - before < 1100);
}

/* NimBLE keeps saying that it is in step until it is not. */
static void opensAgain(void)
{
	uint8_t address[6];
	sync();
	addService(0, 0x1827, 0);
	askConnectable(100);
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(200);
	fail();
	sync();
	memcpy(address, radioAddress()->val, sizeof(address));
	radioPortStop();
	CHECK(!scanning);
	EQUAL(radioPortStart(), 0);
	EQUAL(radioCount(3), 0);
	int before = sentCount;
	askAdvertise(0, 1, 1, 2, 20);
	advance(100);
	EQUAL(sentCount, before);
	sync();
	advance(200);
	EQUAL(sentWith(1), 2);
	EQUAL(sentCount, before + 2);
	CHECK(!scanning && attributeOf(READ) == 0);
	CHECK(memcmp(address, radioAddress()->val, sizeof(address)) != 0);
}

#if !MYNEWT_VAL(BLE_EXT_ADV)
/* When packets are sent that the controller begins one by one. */
static void sendSome(uint32_t times[8])
{
	int before = sentCount;
	uint32_t opened = now();
	shortestInterval = 100;
	sync();
	askAdvertise(0, 1, 1, 8, 20);
	advance(500);
	EQUAL(sentCount - before, 8);
	for (int i = 0; i < 8; i++)
		times[i] = sentPackets[before + i].time - opened;
}

/* Two radios that begin together do not go on together. */
static void otherDelays(void)
{
	uint32_t times[3][8];
	static const uint8_t addresses[] = { 5, 5, 6 };
	for (int i = 0; i < 3; i++) {
		lastAddress = addresses[i];
		sendSome(times[i]);
		radioPortStop();
		radioPortStart();
	}
	CHECK(memcmp(times[0], times[1], sizeof(times[0])) == 0);
	CHECK(memcmp(times[1], times[2], sizeof(times[1])) != 0);
}
#endif

static const Scenario scenarios[] = {
	{ "closing ends a wait", closeWhileItWaits },
	{ "closing while the port shall start anew", closeWithoutPort },
	{ "closing after the port did not start", closeAfterNoStart },
	{ "a reset while the radio closes ends it", resetWhileClosing },
	{ "closing ends connections first, and begins nothing", closeTellsPeers },
	{ "closing does not wait for peers that are gone", closeWithPeersThatAreGone },
	{ "a radio that is closed and opened again begins anew", opensAgain },
#if !MYNEWT_VAL(BLE_EXT_ADV)
	{ "random delays are those of the address", otherDelays },
#endif
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, beforeScenario, afterScenario);
}
