/* Calls that NimBLE or the controller refuses, for a while or without end. */
#include "port-rig.h"

/* An advertising set that the controller does not know. */
#define UNKNOWN BLE_HS_HCI_ERR(0x42)
#define FOR_EVER 1000000

static void wantScan(void)
{
	ask(COMMAND_SCAN, SCAN_PASSIVE);
}

static void wantPacket(void)
{
	askAdvertise(0, 1, 1, 3, 20);
}

static void wantConnectable(void)
{
	askConnectable(20);
}

static void (*const wishes[])(void) = { wantScan, wantPacket, wantConnectable };

static void refusedForLong(void)
{
	for (unsigned i = 0; i < sizeof(wishes) / sizeof(*wishes); i++) {
		sync();
		advance(11000);
		int before = resetsAsked;
		refuse(FOR_EVER, UNKNOWN);
		wishes[i]();
		advance(4900);
		EQUAL(resetsAsked, before);
		advance(300);
		EQUAL(resetsAsked, before + 1);
		refuse(0, 0);
		CHECK(nextOf(RADIO_RESET));
		EQUAL(event.value, UNKNOWN);
		EQUAL(event.characteristic, 1);
	}
	sync();
	advance(500);
	CHECK(scanning);
	EQUAL(sentWith(1), 3);
	CHECK(sentConnectable() > 5);
}

static void refusedForAWhile(void)
{
	sync();
	for (unsigned turn = 0; turn < 5; turn++)
		for (unsigned i = 0; i < sizeof(wishes) / sizeof(*wishes); i++) {
			ask(COMMAND_SCAN, SCAN_OFF);
			ask(COMMAND_CONNECTABLE, 0);
			advance(100);
			refuse(FOR_EVER, UNKNOWN);
			wishes[i]();
			advance(4000);
			refuse(0, 0);
			advance(1000);
		}
	EQUAL(resetsAsked, 0);
}

/* Given up, and wanted again much later. */
static void wantedNoMore(void)
{
	sync();
	for (unsigned turn = 0; turn < 5; turn++) {
		refuse(FOR_EVER, UNKNOWN);
		for (unsigned i = 0; i < sizeof(wishes) / sizeof(*wishes); i++)
			wishes[i]();
		advance(3000);
		ask(COMMAND_SCAN, SCAN_OFF);
		ask(COMMAND_STOP, 0);
		ask(COMMAND_CONNECTABLE, 0);
		advance(10000);
	}
	EQUAL(resetsAsked, 0);
}

static void noMemory(void)
{
	sync();
	refuse(FOR_EVER, BLE_HS_ENOMEM);
	for (unsigned i = 0; i < sizeof(wishes) / sizeof(*wishes); i++)
		wishes[i]();
	advance(60000);
	EQUAL(resetsAsked, 0);
	refuse(0, 0);
	advance(500);
	EQUAL(sentWith(1), 3);
}

/* A reset each five seconds of being in step. */
static void refusedForEver(void)
{
	sync();
	refuse(FOR_EVER, UNKNOWN);
	wantPacket();
	wantScan();
	for (unsigned inARow = 1; inARow <= 4; inARow++) {
		CHECK(!isStill);
		advance(5200);
		CHECK(nextOf(RADIO_RESET));
		EQUAL(event.characteristic, inARow);
		if (!isStill)
			sync();
	}
	CHECK(isStill && radioPortWanted());
	EQUAL(restartPort(), 0);
	refuse(0, 0);
	sync();
	advance(500);
	CHECK(scanning);
	EQUAL(sentWith(1), 3);
}

static const Scenario scenarios[] = {
	{ "what the controller refuses for five seconds has it reset, with what it answered as the reason", refusedForLong },
	{ "what is refused for a while and then granted has not", refusedForAWhile },
	{ "nor what is wanted no more", wantedNoMore },
	{ "nor what NimBLE has no memory for: clients give it back", noMemory },
	{ "when all is refused for ever the port is started anew", refusedForEver },
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, beforeScenario, afterScenario);
}
