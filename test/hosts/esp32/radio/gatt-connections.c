/* The GATT server: connections, their subscriptions, and the events that XS gets of them. */
#include "gatt-rig.h"

static void ringOfEventsFull(void)
{
	static const uint8_t value[512] = { 9 };
	uint16_t handle = openConnection();
	int taken = 0;
	while (clientWrites(handle, attributeOf(WRITE), value, 512) == 0)
		taken++;
	EQUAL(taken, 3);
	EQUAL(clientWrites(handle, attributeOf(WRITE), value, 512), BLE_ATT_ERR_INSUFFICIENT_RES);
	EQUAL(radioCount(1), 2);
	/* what matters more has room */
	clientSubscribes(handle, attributeOf(NOTIFY), true);
	for (int i = 0; i < 3; i++)
		CHECK(nextEvent(&event, octets) && event.kind == RADIO_WRITTEN && octets[0] == 9);
	CHECK(nextEvent(&event, octets) && event.kind == RADIO_SUBSCRIBED && event.value == 1);
	/* round and round */
	for (uint16_t i = 1; i < 2000; i++) {
		EQUAL(clientWrites(handle, attributeOf(WRITE), value, i % 500), 0);
		CHECK(nextEvent(&event, octets));
		EQUAL(event.length, i % 500);
	}
}

/* A client that switches without end is sent away; its end is always reported. */
static void floodOfSubscriptions(void)
{
	uint16_t handle = openConnection();
	for (int i = 0; i < 1000 && !wasTerminated(handle); i++)
		clientSubscribes(handle, attributeOf(NOTIFY), i % 2 == 0);
	CHECK(wasTerminated(handle));
	clientGone(handle, BLE_HS_HCI_ERR(BLE_ERR_REM_USER_CONN_TERM));
	RadioEvent last = { 0 };
	while (nextEvent(&event, octets))
		last = event;
	EQUAL(last.kind, RADIO_DISCONNECTED);
	EQUAL(last.value, BLE_ERR_REM_USER_CONN_TERM);
}

static void notifies(void)
{
	uint16_t handle = openConnection();
	uint16_t connection = event.connection;
	CHECK(!radioNotify(connection, 3, octets, 20));
	clientSubscribes(handle, attributeOf(NOTIFY), true);
	CHECK(nextEvent(&event, octets));
	CHECK(event.kind == RADIO_SUBSCRIBED && event.characteristic == 3 && event.value == 1);
	clientSubscribes(handle, attributeOf(NOTIFY), true);
	CHECK(!nextEvent(&event, octets));
	CHECK(radioNotify(connection, 3, (const uint8_t*)"abc", 3));
	CHECK(notifiedLength == 3 && notified[2] == 'c');
	CHECK(!radioNotify(connection, 4, octets, 3) && !radioNotify((uint16_t)(connection + 1), 3, octets, 3));
	clientSubscribes(handle, attributeOf(NOTIFY), false);
	CHECK(nextEvent(&event, octets) && event.value == 0);
	CHECK(!radioNotify(connection, 3, octets, 3));
	EQUAL(notifications, 1);
}

static void waitsForRoom(void)
{
	uint16_t handle = openConnection();
	uint16_t connection = event.connection;
	clientSubscribes(handle, attributeOf(NOTIFY), true);
	nextEvent(&event, octets);
	freeBuffers = 8;
	CHECK(!radioNotify(connection, 3, octets, 20));
	advance(500);
	CHECK(!nextEvent(&event, octets));
	freeBuffers = 36;
	advance(30);
	CHECK(nextEvent(&event, octets));
	CHECK(event.kind == RADIO_ROOM && event.connection == connection);
	advance(500);
	CHECK(!nextEvent(&event, octets));
	CHECK(radioNotify(connection, 3, octets, 20));
}

static void oneIndicationAtATime(void)
{
	uint16_t handle = openConnection();
	uint16_t connection = event.connection;
	clientSubscribes(handle, attributeOf(INDICATE), true);
	nextEvent(&event, octets);
	CHECK(radioNotify(connection, 4, octets, 20));
	CHECK(!radioNotify(connection, 4, octets, 20));
	advance(500);
	CHECK(!nextEvent(&event, octets));
	confirm(handle, attributeOf(INDICATE));
	CHECK(nextEvent(&event, octets) && event.kind == RADIO_ROOM);
	CHECK(radioNotify(connection, 4, octets, 20));
	EQUAL(notifications, 2);
}

static void connectionsOpenAndClose(void)
{
	uint16_t first = openConnection();
	uint16_t connection = event.connection;
	EQUAL(radioConnections(), 2);
	EQUAL(radioMtu(connection), 23);
	EQUAL(radioMtu((uint16_t)(connection + 1)), 0);
	advance(200);
	uint16_t second = client();
	CHECK(nextEvent(&event, octets) && event.connection == connection + 1);
	/* one that slipped in has no place */
	uint16_t third = client();
	CHECK(wasTerminated(third) && !wasTerminated(second));
	CHECK(!nextEvent(&event, octets));
	ask(COMMAND_DISCONNECT, (uint8_t)connection);
	ask(COMMAND_DISCONNECT, 200);
	advance(1);
	CHECK(wasTerminated(first) && !wasTerminated(second));
	clientGone(first, BLE_HS_HCI_ERR(BLE_ERR_REM_USER_CONN_TERM));
	CHECK(nextEvent(&event, octets));
	CHECK(event.kind == RADIO_DISCONNECTED && event.connection == connection && event.value == BLE_ERR_REM_USER_CONN_TERM);
	EQUAL(radioMtu(connection), 0);
	CHECK(!radioNotify(connection, 3, octets, 3));
	/* the same handle of NimBLE's, another connection */
	advance(200);
	EQUAL(client(), first);
	CHECK(nextEvent(&event, octets) && event.connection == connection + 2);
}

static void controllerFails(void)
{
	openConnection();
	uint16_t connection = event.connection;
	fail();
	CHECK(nextEvent(&event, octets));
	CHECK(event.kind == RADIO_DISCONNECTED && event.connection == connection && event.value == BLE_ERR_UNSPECIFIED);
	CHECK(nextEvent(&event, octets) && event.kind == RADIO_RESET && event.value == BLE_HS_ECONTROLLER);
	CHECK(!nextEvent(&event, octets));
	addService(1, 0x1828, 5);
	EQUAL(serviceChanges(), 1);
	sync();
	EQUAL(serviceChanges(), 2);
	advance(200);
	client();
	CHECK(nextEvent(&event, octets) && event.kind == RADIO_CONNECTED);
}

/* A client with a short interval is asked for a longer one, once, five seconds after it came. */
static void shortIntervals(void)
{
	clientInterval = 6;
	intervalRefusals = 2;
	openConnection();
	advance(4900);
	EQUAL(intervalRequests, 0);
	EQUAL(intervalRefusals, 2);
	advance(200);
	EQUAL(intervalRequests, 1);
	EQUAL(intervalRefusals, 0);
	CHECK(intervalLeast == 36 && intervalMost == 48);
	advance(20000);
	EQUAL(intervalRequests, 1);
	/* another, with an interval that is long enough */
	clientInterval = 36;
	client();
	advance(20000);
	EQUAL(intervalRequests, 1);
}

static void shortIntervalsOfClientsThatGo(void)
{
	clientInterval = 6;
	uint16_t handle = openConnection();
	advance(1000);
	clientGone(handle, BLE_HS_HCI_ERR(BLE_ERR_REM_USER_CONN_TERM));
	advance(10000);
	EQUAL(intervalRequests, 0);
	client();
	advance(4000);
	EQUAL(intervalRequests, 0);
	advance(1500);
	EQUAL(intervalRequests, 1);
}

static const Scenario scenarios[] = {
	{ "a full ring refuses writes, and has room for what matters more", ringOfEventsFull },
	{ "a client that switches subscriptions without end", floodOfSubscriptions },
	{ "notifications to who asked for them", notifies },
	{ "a notification that has no room, and is told when there is some", waitsForRoom },
	{ "one indication at a time", oneIndicationAtATime },
	{ "connections open and close", connectionsOpenAndClose },
	{ "the controller fails", controllerFails },
	{ "a client with a short interval is asked for a longer one", shortIntervals },
	{ "the time of a connection begins anew with each", shortIntervalsOfClientsThatGo },
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, beforeScenario, afterScenario);
}
