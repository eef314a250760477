/* What goes on the air, and scanning. */
#include <string.h>
#include "stand-in/stand-in.h"

#define LEGACY !MYNEWT_VAL(BLE_EXT_ADV)

static void sendsSoManyEvents(void)
{
	sync();
	uint32_t id = 0;
	for (uint16_t interval = 20; interval <= 200; interval += 45)
		for (uint16_t events = 1; events <= 12; events++) {
			id++;
			askAdvertise(0, id, (uint8_t)id, events, interval);
			advance(events * (interval + 10u));
			EQUAL(exchangeSent(0), id);
			EQUAL(sentWith((uint8_t)id), events);
		}
}

static void tellsWhenSent(void)
{
	sync();
	askAdvertise(0, 7, 1, 3, 20);
	advance(40);
	EQUAL(exchangeSent(0), 0);
	EQUAL(posts, 0);
	advance(40);
	EQUAL(exchangeSent(0), 7);
	EQUAL(posts, 1);
}

static void hundredsOfEvents(void)
{
	sync();
	askAdvertise(0, 1, 1, 600, 20);
	advance(610 * 25);
	EQUAL(exchangeSent(0), 1);
	int count = sentWith(1);
	CHECK(count == 600 || (LEGACY && abs(count - 600) <= 1));
}

static void stopsEarly(void)
{
	sync();
	askAdvertise(0, 1, 1, 10, 20);
	advance(30);
	ask(COMMAND_STOP, 0);
	advance(500);
	EQUAL(sentWith(1), 2);
	EQUAL(exchangeSent(0), 0);
}

static void oneAfterTheOther(void)
{
	sync();
	askAdvertise(0, 1, 1, 10, 20);
	advance(30);
	ask(COMMAND_STOP, 0);
	askAdvertise(0, 2, 2, 2, 20);
	advance(200);
	EQUAL(sentWith(1), 2);
	EQUAL(sentWith(2), 2);
	EQUAL(exchangeSent(0), 2);
}

static void manyCommandsAtOnce(void)
{
	sync();
	for (uint8_t i = 1; i <= 50; i++) {
		askAdvertise(0, i, i, 1, 20);
		ask(COMMAND_STOP, 0);
	}
	askAdvertise(0, 51, 51, 1, 20);
	advance(100);
	EQUAL(exchangeSent(0), 51);
	EQUAL(sentWith(51), 1);
}

static void beforeTheControllerIsThere(void)
{
	askAdvertise(0, 1, 1, 2, 20);
	askConnectable(100);
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(500);
	EQUAL(sentCount, 0);
	sync();
	advance(300);
	EQUAL(exchangeSent(0), 1);
	EQUAL(sentWith(1), 2);
	CHECK(sentConnectable() >= 2);
	CHECK(scanning);
}

static void refusedForATime(void)
{
	sync();
	refuse(5, BLE_HS_ENOMEM);
	askAdvertise(0, 1, 1, 2, 20);
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(300);
	EQUAL(exchangeSent(0), 1);
	EQUAL(sentWith(1), 2);
	CHECK(scanning);
	EQUAL(radioCount(2), 5);
}

static void controllerFails(void)
{
	sync();
	askConnectable(100);
	askAdvertise(0, 1, 1, 4, 20);
	ask(COMMAND_SCAN, SCAN_ACTIVE);
	advance(30);
	fail();
	int before = sentCount;
	advance(1000);
	EQUAL(sentCount, before);
	EQUAL(exchangeSent(0), 0);
	sync();
	advance(500);
	EQUAL(exchangeSent(0), 1);
	CHECK(sentWith(1) >= 4);
	CHECK(sentConnectable() >= 3);
	CHECK(scanning && !scanParameters.passive);
}

static void connectableAlone(void)
{
	sync();
	askConnectable(100);
	advance(2000);
	int count = sentConnectable();
	CHECK(count >= 18 && count <= 21);
	askConnectable(0);
	advance(1000);
	EQUAL(sentConnectable(), count);
}

/* Packets one after the other, as a relay sends them: both get through. */
static void connectableBetweenPackets(void)
{
	sync();
	askConnectable(100);
	uint32_t id = 0;
	for (uint32_t i = 0; i < 3000; i++) {
		if (exchangeSent(0) == id) {
			id++;
			askAdvertise(0, id, (uint8_t)(1 + id % 200), 2, 20);
		}
		advance(1);
	}
	CHECK(id > 50);
	EQUAL(sentWith(2), 2);
	CHECK(sentConnectable() >= 20);
	for (uint32_t i = 1; i < id && i < 200; i++)
		EQUAL(sentWith((uint8_t)(1 + i % 200)), 2);
}

/* Advertising that goes on does not hold a packet up; the turn that has just begun does, shortly. */
static void packetsComeFirst(void)
{
	sync();
	askConnectable(1000);
	advance(500);
	uint32_t asked = now();
	askAdvertise(0, 1, 1, 1, 20);
	advance(50);
	EQUAL(sentWith(1), 1);
	CHECK(sentPackets[sentCount - 1].time - asked <= 2);
}

static void connectionsAndConnectable(void)
{
	sync();
	askConnectable(50);
	advance(100);
	uint16_t first = client();
	int before = sentConnectable();
	advance(300);
	CHECK(sentConnectable() > before + 3);
	client();
	before = sentConnectable();
	advance(300);
	EQUAL(sentConnectable(), before);
	askAdvertise(0, 1, 1, 2, 20);
	advance(100);
	EQUAL(sentWith(1), 2);
	clientGone(first, BLE_HS_HCI_ERR(BLE_ERR_REM_USER_CONN_TERM));
	advance(300);
	CHECK(sentConnectable() > before + 3);
}

#if MYNEWT_VAL(BLE_EXT_ADV)
static void fourAtOnce(void)
{
	sync();
	EQUAL(radioSets(), 4);
	for (uint8_t i = 0; i < 4; i++)
		askAdvertise(i, i + 1u, i + 1, 3, (uint16_t)(20 + 10 * i));
	advance(40);
	for (uint8_t i = 0; i < 4; i++)
		CHECK(sentWith(i + 1) >= 1);
	advance(200);
	for (uint8_t i = 0; i < 4; i++) {
		EQUAL(sentWith(i + 1), 3);
		EQUAL(exchangeSent(i), i + 1);
	}
}
#else
/* Controllers of Bluetooth 4 refuse 20 ms: each event is started by itself. */
static void slowController(void)
{
	shortestInterval = 100;
	sync();
	EQUAL(radioSets(), 1);
	askConnectable(100);
	for (uint32_t id = 1; id <= 20; id++) {
		askAdvertise(0, id, (uint8_t)id, 3, 20);
		advance(150);
		EQUAL(exchangeSent(0), id);
		EQUAL(sentWith((uint8_t)id), 3);
	}
	uint32_t last = 0;
	for (int i = 0; i < sentCount; i++) {
		if (sentPackets[i].connectable)
			continue;
		CHECK(last == 0 || sentPackets[i].time - last >= 12);
		last = sentPackets[i].time;
	}
	askAdvertise(0, 21, 21, 2, 200);
	advance(450);
	EQUAL(sentWith(21), 2);
}
#endif

/* ---- scanning ---- */

static void scansAllTheTime(void)
{
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(1);
	CHECK(scanning && scanParameters.passive && !scanParameters.filter_duplicates && !scanParameters.limited);
	EQUAL(scanParameters.itvl, 48);
	EQUAL(scanParameters.window, 48);
	ask(COMMAND_SCAN, SCAN_ACTIVE);
	advance(1);
	CHECK(scanning && !scanParameters.passive);
	ask(COMMAND_SCAN, SCAN_OFF);
	advance(1);
	CHECK(!scanning);
}

static void handsPacketsOver(void)
{
	const uint8_t data[] = { 3, 0xff, 1, 2 };
	uint8_t long31[40] = { 30, 0xff };
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(1);
	hear(4, data, sizeof(data));
	hear(0, data, 0);
	hear(0, long31, 32);
	hear(0, long31, 31);
	const RadioPacket* packet = exchangePacket();
	CHECK(packet && packet->kind == 4 && packet->rssi == -60 && packet->length == 4);
	CHECK(memcmp(packet->data, data, 4) == 0 && packet->address[0] == 6 && packet->address[5] == 1);
	exchangePacketTaken();
	EQUAL(exchangePacket()->length, 31);
	exchangePacketTaken();
	CHECK(!exchangePacket());
	EQUAL(posts, 1);
}

static void filtersInItsTask(void)
{
	const uint8_t mesh[] = { 15, 0x2a, 0x68, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 };
	const uint8_t other[] = { 15, 0x2a, 0x69, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 };
	const uint8_t foreign[] = { 2, 0xff, 1 };
	RadioCommand command = { .kind = COMMAND_FILTER };
	RadioFilter* filter = calloc(1, sizeof(*filter));
	filter->types[0x2a >> 3] = 1 << (0x2a & 7);
	filter->nids[0x68 >> 3] = 1 << (0x68 & 7);
	command.block = filter;
	sync();
	radioCommand(&command);
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(1);
	hear(3, mesh, sizeof(mesh));
	hear(3, mesh, sizeof(mesh));
	hear(3, other, sizeof(other));
	hear(3, foreign, sizeof(foreign));
	EQUAL(exchangePackets(), 1);
	EQUAL(radioFiltered(PACKET_REPEAT), 1);
	EQUAL(radioFiltered(PACKET_UNKNOWN_NID), 1);
	EQUAL(radioFiltered(PACKET_UNKNOWN_TYPE), 1);
}

static void countsWhatIsLost(void)
{
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(1);
	for (unsigned i = 0; i < 100; i++) {
		const uint8_t data[] = { 2, 0xff, (uint8_t)i };
		hear(3, data, sizeof(data));
	}
	EQUAL(radioCount(0), 100 - RADIO_PACKETS);
	EQUAL(exchangePackets(), RADIO_PACKETS);
	for (unsigned i = 0; i < RADIO_PACKETS; i++, exchangePacketTaken())
		EQUAL(exchangePacket()->data[2], i);
	CHECK(!exchangePacket());
	/* as long as XS has not come, it is not called again */
	EQUAL(posts, 1);
	radioPostTaken();
	const uint8_t data[] = { 2, 0xff, 0 };
	hear(3, data, sizeof(data));
	EQUAL(posts, 2);
}

static void postsAgain(void)
{
	const uint8_t data[] = { 2, 0xff, 0 };
	sync();
	ask(COMMAND_SCAN, SCAN_PASSIVE);
	advance(1);
	postable = false;
	hear(3, data, sizeof(data));
	advance(100);
	EQUAL(posts, 0);
	postable = true;
	advance(30);
	EQUAL(posts, 1);
}

/* Also when nothing is in the rings. */
static void postsAgainWhenSent(void)
{
	sync();
	postable = false;
	askAdvertise(0, 1, 1, 1, 20);
	advance(100);
	EQUAL(exchangeSent(0), 1);
	EQUAL(posts, 0);
	postable = true;
	advance(30);
	EQUAL(posts, 1);
}

static const Scenario scenarios[] = {
	{ "each packet is sent in so many events, at any interval", sendsSoManyEvents },
	{ "XS is told when the last event was sent", tellsWhenSent },
	{ "hundreds of events", hundredsOfEvents },
	{ "an advertisement is stopped early and not told of", stopsEarly },
	{ "one is stopped and another begun in one turn", oneAfterTheOther },
	{ "more commands than the ring holds", manyCommandsAtOnce },
	{ "what was asked for before the controller is there", beforeTheControllerIsThere },
	{ "what is refused for a time is tried again", refusedForATime },
	{ "after a reset of the controller everything goes on", controllerFails },
	{ "connectable advertising at its interval", connectableAlone },
	{ "connectable advertising between packets", connectableBetweenPackets },
	{ "packets come first", packetsComeFirst },
	{ "connectable advertising goes on while there are places for connections", connectionsAndConnectable },
#if MYNEWT_VAL(BLE_EXT_ADV)
	{ "four packets at once", fourAtOnce },
#else
	{ "a controller that refuses short intervals", slowController },
#endif
	{ "scanning all the time without duplicate filter", scansAllTheTime },
	{ "packets go to XS with kind, strength and address", handsPacketsOver },
	{ "packets are filtered in NimBLE's task", filtersInItsTask },
	{ "packets beyond the ring are counted, and XS is called once", countsWhatIsLost },
	{ "XS is called again when it could not be", postsAgain },
	{ "XS is told what was sent when it could not be", postsAgainWhenSent },
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, beforeScenario, afterScenario);
}
