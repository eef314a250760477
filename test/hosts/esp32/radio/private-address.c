/* Connectable advertising from a private address. */
#include <string.h>
#include "stand-in/stand-in.h"

#define LEGACY !MYNEWT_VAL(BLE_EXT_ADV)

static const uint8_t first[6] = { 1, 2, 3, 4, 5, 0x3f };
static const uint8_t second[6] = { 6, 7, 8, 9, 10, 0 };

/* Whether all packets from number `from` on, connectable or not, have this address; there are some. */
static bool allFrom(int from, bool connectable, const uint8_t* address)
{
	int count = 0;
	for (int i = from; i < sentCount; i++) {
		if (sentPackets[i].connectable != connectable)
			continue;
		count++;
		if (memcmp(sentPackets[i].address, address, 6) != 0)
			return false;
	}
	return count > 0;
}

static const uint8_t* own(void)
{
	static uint8_t address[6] = { 0, 2, 3, 4, 5, 0xc6 };
	address[0] = lastAddress;
	return address;
}

static void hasThePrivateAddress(void)
{
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	askPrivate(100, first);
	advance(500);
	CHECK(sentConnectable() >= 4);
	CHECK(allFrom(0, true, first));
	CHECK(scanning);
}

static void goesBackToTheOwn(void)
{
	sync();
	ask(COMMAND_SCAN, SCAN_ACTIVE);
	askConnectable(100);
	advance(300);
	CHECK(allFrom(0, true, own()));
	int from = sentCount;
	askPrivate(100, first);
	advance(300);
	CHECK(allFrom(from, true, first));
	from = sentCount;
	askPrivate(100, second);
	advance(300);
	CHECK(allFrom(from, true, second));
	from = sentCount;
	askConnectable(100);
	advance(300);
	CHECK(allFrom(from, true, own()));
	CHECK(scanning && !scanParameters.passive);
}

/* With one advertising set, packets have its address as well; else they keep the radio's own. */
static void packetsGoOn(void)
{
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	askPrivate(100, first);
	for (uint32_t id = 1; id <= 20; id++) {
		askAdvertise(0, id, 7, 3, 20);
		advance(150);
		EQUAL(exchangeSent(0), id);
	}
	EQUAL(sentWith(7), 60);
	CHECK(sentConnectable() >= 20);
	CHECK(allFrom(0, true, first));
	CHECK(allFrom(0, false, LEGACY ? first : own()));
	askConnectable(0);
	int from = sentCount;
	askAdvertise(0, 21, 7, 3, 20);
	advance(150);
	EQUAL(exchangeSent(0), 21);
	CHECK(allFrom(from, false, own()));
	CHECK(scanning);
}

/* Scanning is interrupted by a change of the address alone. */
static void scansOn(void)
{
	uint8_t data[5] = { 4, 0x2b, 1, 2, 3 };
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	askPrivate(100, first);
	advance(200);
	for (int i = 0; i < 50; i++) {
		hear(3, data, sizeof(data));
		CHECK(exchangePacket());
		exchangePacketTaken();
		askAdvertise(0, (uint32_t)i + 1, 7, 1, 20);
		advance(60);
		CHECK(scanning);
	}
}

static void afterAReset(void)
{
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	askPrivate(100, first);
	advance(300);
	fail();
	CHECK(!scanning);
	sync();
	int from = sentCount;
	advance(300);
	CHECK(allFrom(from, true, first));
	CHECK(scanning);
}

static void refusedForATime(void)
{
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(100);
	refuse(3, BLE_HS_ENOMEM);
	askPrivate(100, first);
	advance(500);
	CHECK(sentConnectable() >= 2);
	CHECK(allFrom(0, true, first));
	CHECK(scanning);
}

static void connectsAtIt(void)
{
	sync();
	askPrivate(100, first);
	advance(50);
	client();
	int from = sentCount;
	advance(500);
	/* one more connection can be opened: the same advertising goes on */
	CHECK(allFrom(from, true, first));
}

static const Scenario scenarios[] = {
	{ "connectable advertising has the private address that is given", hasThePrivateAddress },
	{ "each advertisement has its address, and without one the radio's own, the same as before", goesBackToTheOwn },
	{ "packets are sent between it", packetsGoOn },
	{ "the radio scans while it advertises from a private address", scansOn },
	{ "after a reset of the controller it has the same private address", afterAReset },
	{ "an address that is refused for a time is set later", refusedForATime },
	{ "a client connects to the private address, and advertising goes on with it", connectsAtIt },
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, beforeScenario, afterScenario);
}
