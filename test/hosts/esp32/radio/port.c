/* The port is restarted: everything goes on. */
#include <string.h>
#include "port-rig.h"
#include "radio-host.h"

/* ---- the port ---- */

static const uint8_t wantedPacket[] = { 3, 0x2b, 1, 2 };
static const uint8_t otherPacket[] = { 3, 0xff, 1, 2 };

static void wantMeshBeacons(void)
{
	RadioFilter* wanted = calloc(1, sizeof(*wanted));
	RadioCommand command = { .kind = COMMAND_FILTER, .block = wanted };
	wanted->types[0x2b / 8] |= 1 << 0x2b % 8;
	wanted->beacons[0] |= 1 << 1;
	radioCommand(&command);
}

static void checkFilter(void)
{
	uint32_t before = radioFiltered(PACKET_UNKNOWN_TYPE);
	hear(3, otherPacket, sizeof(otherPacket));
	CHECK(!exchangePacket());
	EQUAL(radioFiltered(PACKET_UNKNOWN_TYPE), before + 1);
	hear(3, wantedPacket, sizeof(wantedPacket));
	CHECK(exchangePacket());
	exchangePacketTaken();
}

static void everythingGoesOn(void)
{
	uint8_t address[6];
	uint16_t length;
	openConnection();
	memcpy(address, radioAddress()->val, 6);
	wantMeshBeacons();
	ask(COMMAND_SCAN, SCAN_ACTIVE);
	askValue(0, "abc");
	askAdvertise(0, 1, 1, 5, 20);
	advance(30);
	checkFilter();
	failUntilStill();
	int before = sentConnectable();
	CHECK(nextOf(RADIO_DISCONNECTED));
	EQUAL(restartPort(), 0);
	EQUAL(attributeOf(READ), 0);
	sync();
	advance(500);
	CHECK(scanning && !scanParameters.passive);
	CHECK(memcmp(address, radioAddress()->val, 6) == 0);
	checkFilter();
	EQUAL(exchangeSent(0), 1);
	CHECK(sentConnectable() > before + 2);
	uint16_t handle = client();
	CHECK(nextOf(RADIO_CONNECTED));
	EQUAL(clientReads(handle, attributeOf(READ)), 0);
	EQUAL(response(handle, octets, &length), 0);
	CHECK(length == 3 && memcmp(octets, "abc", 3) == 0);
	clientSubscribes(handle, attributeOf(NOTIFY), true);
	CHECK(nextOf(RADIO_SUBSCRIBED) && radioNotify(event.connection, 3, octets, 3));
}

/* The ring for commands is smaller than what XS may want meanwhile. */
static void commandsWhile(bool isUp)
{
	for (uint8_t i = 1; i <= 40; i++) {
		askAdvertise(0, i, i, 1, 20);
		ask(COMMAND_STOP, 0);
		ask(COMMAND_SCAN, i % 2 ? SCAN_ACTIVE : SCAN_PASSIVE);
	}
	askAdvertise(0, 41, 41, 2, 20);
	askConnectable(50);
	wantMeshBeacons();
	RadioService* service = calloc(1, sizeof(*service) + 3);
	askService(3, service);
	ask(COMMAND_REMOVE_SERVICE, 1);
	EQUAL(radioIsUp(), isUp);
}

static void checkCommands(void)
{
	sync();
	advance(500);
	CHECK(scanning && scanParameters.passive);
	EQUAL(exchangeSent(0), 41);
	EQUAL(sentWith(41), 2);
	CHECK(sentConnectable() > 5);
	CHECK(attributeOf(READ) != 0);
	checkFilter();
}

static void commandsWithoutPort(void)
{
	sync();
	addService(0, 0x1827, 0);
	addService(1, 0x1828, 5);
	failUntilStill();
	commandsWhile(true);
	EQUAL(restartPort(), 0);
	checkCommands();
}

static void portDoesNotStart(void)
{
	sync();
	addService(0, 0x1827, 0);
	addService(1, 0x1828, 5);
	advance(1000);
	failUntilStill();
	portFailures = 3;
	EQUAL(restartPort(), 0x103);
	commandsWhile(false);
	EQUAL(restartPort(), 0x103);
	CHECK(!radioNotify(1, 3, octets, 3));
	EQUAL(radioMtu(1), 0);
	EQUAL(restartPort(), 0x103);
	EQUAL(restartPort(), 0);
	EQUAL(portStarts, 4);
	CHECK(!radioPortWanted());
	checkCommands();
}

/* When a scenario's wait began. */
static uint32_t began;

static void makeRoom(void)
{
	postable = now() - began > 2000;
}

/* XS's queue is full just then: it is reported later. */
static void xsCannotBeTold(void)
{
	sync();
	for (int i = 0; i < 3; i++)
		fail();
	radioPostTaken();
	postable = false;
	posts = 0;
	began = now();
	xsTurn = makeRoom;
	fail();
	CHECK(isStill && now() - began > 2000);
	EQUAL(posts, 1);
}

static uint8_t turns;

static void askForSome(void)
{
	turns++;
	askAdvertise(0, turns, turns, 1, 20);
	ask(COMMAND_STOP, 0);
	askAdvertise(0, turns, 99, 1, 20);
}

static void commandsWhileItWaits(void)
{
	sync();
	fail();
	xsTurn = askForSome;
	fail();
	fail();
	xsTurn = NULL;
	CHECK(turns >= 600 / 20);
	sync();
	advance(100);
	EQUAL(sentWith(99), 1);
	EQUAL(exchangeSent(0), turns);
}

/* ---- connections ---- */

/* As Wi-Fi provisioning: a request waits for its answer when the controller goes, and the client begins again. */
static void requestWhenItFails(void)
{
	static const uint8_t value[] = { 1, 2, 3 };
	uint16_t length;
	uint16_t handle = openConnection();
	uint16_t connection = event.connection;
	EQUAL(clientWrites(handle, attributeOf(ANSWERS), value, 3), 0);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	CHECK(nextOf(RADIO_WRITTEN));
	failBecause(BLE_HS_ETIMEOUT_HCI);
	CHECK(nextEvent(&event, octets) && event.kind == RADIO_DISCONNECTED && event.connection == connection);
	CHECK(nextEvent(&event, octets) && event.kind == RADIO_RESET);
	for (int i = 0; i < 3; i++)
		failBecause(BLE_HS_ECONTROLLER);
	/* the answer comes to nobody */
	askValue(2, "late");
	CHECK(!radioNotify(connection, 3, value, 3));
	EQUAL(restartPort(), 0);
	sync();
	advance(200);
	handle = client();
	CHECK(nextOf(RADIO_CONNECTED) && event.connection == connection + 1);
	EQUAL(clientWrites(handle, attributeOf(ANSWERS), value, 3), 0);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	CHECK(nextOf(RADIO_WRITTEN) && event.connection == connection + 1);
	askValue(2, "now");
	advance(30);
	EQUAL(response(handle, octets, &length), 0);
	CHECK(length == 3 && memcmp(octets, "now", 3) == 0);
}

static void serviceThatWasRefused(void)
{
	sync();
	refuse(1, BLE_HS_ENOMEM);
	addService(0, 0x1827, 0);
	CHECK(nextOf(RADIO_SERVICE_FAILED));
	failUntilStill();
	EQUAL(restartPort(), 0);
	sync();
	EQUAL(attributeOf(READ), 0);
	addService(0, 0x1827, 0);
	CHECK(attributeOf(READ) != 0);
}

static void ringIsFull(void)
{
	uint16_t handle = openConnection();
	static const uint8_t value[500] = { 9 };
	while (clientWrites(handle, attributeOf(WRITE), value, 500) == 0)
		;
	for (int i = 0; i < 200 && !wasTerminated(handle); i++)
		clientSubscribes(handle, attributeOf(NOTIFY), i % 2 == 0);
	failUntilStill();
	EQUAL(radioCount(3), 4);
	CHECK(nextOf(RADIO_DISCONNECTED));
	CHECK(!nextOf(RADIO_RESET));
	EQUAL(restartPort(), 0);
}

static const Scenario scenarios[] = {
	{ "after the port was started anew everything goes on", everythingGoesOn },
	{ "what is asked for while there is no port is done later", commandsWithoutPort },
	{ "a port that does not start is started later", portDoesNotStart },
	{ "XS is told that the port shall start anew when it can be", xsCannotBeTold },
	{ "what is asked for while NimBLE waits is done later", commandsWhileItWaits },
	{ "a request that waits for its answer when the controller fails", requestWhenItFails },
	{ "a service that NimBLE refused is forgotten with the port", serviceThatWasRefused },
	{ "with a full ring resets are counted, and the ends of connections told", ringIsFull },
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, beforeScenario, afterScenario);
}
