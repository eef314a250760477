/* The GATT server. */
#include <string.h>
#include "stand-in/stand-in.h"

#define READ 0x2a01
#define WRITE 0x2a02
#define ANSWERS 0x2a03
#define NOTIFY 0x2a04
#define INDICATE 0x2a05
#define DESCRIPTOR 0x2901

static uint8_t octets[600];
static RadioEvent event;
static uint16_t length;

static void putUuid(RadioService* service, unsigned uuid)
{
	const uint8_t head[] = { 2, (uint8_t)uuid, (uint8_t)(uuid >> 8) };
	memcpy(service->octets + service->length, head, 3);
	service->length += 3;
}

static void put(RadioService* service, uint8_t octet)
{
	service->octets[service->length++] = octet;
}

static void askService(uint8_t number, RadioService* service)
{
	RadioCommand command = { .kind = COMMAND_ADD_SERVICE, .number = number, .block = service };
	radioCommand(&command);
}

/* Five characteristics, of the numbers `first` and on; the first has a descriptor. */
static void addService(uint8_t number, unsigned uuid, uint8_t first)
{
	static const uint8_t properties[] = {
		GATT_READ, GATT_WRITE | GATT_WRITE_WITHOUT_RESPONSE, GATT_READ | GATT_WRITE | GATT_ANSWERS, GATT_NOTIFY, GATT_INDICATE,
	};
	RadioService* service = calloc(1, sizeof(*service) + 200);
	putUuid(service, uuid);
	put(service, 5);
	for (uint8_t i = 0; i < 5; i++) {
		put(service, first + i);
		putUuid(service, READ + i);
		put(service, properties[i]);
		put(service, i == 0 ? 1 : 0);
		if (i > 0)
			continue;
		putUuid(service, DESCRIPTOR);
		put(service, 3);
		put(service, 0);
		put(service, 'a');
		put(service, 'b');
		put(service, 'c');
	}
	askService(number, service);
	advance(1);
}

static uint16_t open(void)
{
	sync();
	addService(0, 0x1827, 0);
	askConnectable(100);
	advance(50);
	uint16_t handle = client();
	CHECK(nextEvent(&event, octets));
	EQUAL(event.kind, RADIO_CONNECTED);
	CHECK(event.connection != 0);
	return handle;
}

static bool is(const char* text)
{
	return length == strlen(text) && memcmp(octets, text, length) == 0;
}

static void readsValues(void)
{
	uint16_t handle = open();
	EQUAL(clientReads(handle, attributeOf(READ)), 0);
	EQUAL(response(handle, octets, &length), 0);
	CHECK(is(""));
	askValue(0, "hello");
	advance(1);
	clientReads(handle, attributeOf(READ));
	EQUAL(response(handle, octets, &length), 0);
	CHECK(is("hello"));
	askValue(0, "");
	advance(1);
	clientReads(handle, attributeOf(READ));
	EQUAL(response(handle, octets, &length), 0);
	CHECK(is(""));
	clientReads(handle, attributeOf(DESCRIPTOR));
	EQUAL(response(handle, octets, &length), 0);
	CHECK(is("abc"));
}

static void beforeTheControllerIsThere(void)
{
	addService(0, 0x1827, 0);
	askValue(0, "early");
	advance(10);
	EQUAL(attributeOf(READ), 0);
	askConnectable(100);
	sync();
	advance(50);
	uint16_t handle = client();
	clientReads(handle, attributeOf(READ));
	EQUAL(response(handle, octets, &length), 0);
	CHECK(is("early"));
	fail();
	sync();
	EQUAL(serviceChanges(), 1);
}

static void handsWritesOver(void)
{
	static const uint8_t value[600] = { 1, 2, 3 };
	uint16_t handle = open();
	uint16_t connection = event.connection;
	EQUAL(clientWrites(handle, attributeOf(WRITE), value, 512), 0);
	EQUAL(clientWrites(handle, attributeOf(WRITE), value, 0), 0);
	EQUAL(clientWrites(handle, attributeOf(WRITE), value, 513), BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN);
	CHECK(nextEvent(&event, octets));
	CHECK(event.kind == RADIO_WRITTEN && event.characteristic == 1 && event.connection == connection);
	EQUAL(event.length, 512);
	CHECK(memcmp(octets, value, 512) == 0);
	CHECK(nextEvent(&event, octets) && event.length == 0);
	CHECK(!nextEvent(&event, octets));
}

static void ringOfEventsFull(void)
{
	static const uint8_t value[512] = { 9 };
	uint16_t handle = open();
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

/* A client that switches without end is sent away; its end is always told. */
static void floodOfSubscriptions(void)
{
	uint16_t handle = open();
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

static void readWaitsForAnswer(void)
{
	uint16_t handle = open();
	askValue(2, "old");
	advance(1);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), 0);
	EQUAL(clientWrites(handle, attributeOf(ANSWERS), (const uint8_t*)"q", 1), 0);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	advance(9000);
	EQUAL(response(handle, octets, &length), NOTHING);
	askValue(2, "answer");
	advance(1);
	EQUAL(response(handle, octets, &length), 0);
	CHECK(is("answer"));
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), 0);
	EQUAL(freeBuffers, 36);
}

static void answerComesTooLate(void)
{
	uint16_t handle = open();
	clientWrites(handle, attributeOf(ANSWERS), (const uint8_t*)"q", 1);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	advance(10001);
	EQUAL(response(handle, octets, &length), BLE_ATT_ERR_UNLIKELY);
	/* asked once more, it waits anew */
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	askValue(2, "late");
	advance(1);
	EQUAL(response(handle, octets, &length), 0);
	CHECK(is("late"));
}

static void thereIsNoAnswer(void)
{
	uint16_t handle = open();
	askValue(2, "old");
	advance(1);
	/* nobody has asked: nothing to refuse */
	askRefusal(2);
	advance(1);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), 0);
	/* while a read waits */
	clientWrites(handle, attributeOf(ANSWERS), (const uint8_t*)"q", 1);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	advance(100);
	askRefusal(2);
	advance(1);
	EQUAL(response(handle, octets, &length), BLE_ATT_ERR_UNLIKELY);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), 0);
	/* before it is read */
	clientWrites(handle, attributeOf(ANSWERS), (const uint8_t*)"q", 1);
	askRefusal(2);
	advance(1);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), BLE_ATT_ERR_UNLIKELY);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), 0);
	/* a new question makes up for it */
	clientWrites(handle, attributeOf(ANSWERS), (const uint8_t*)"q", 1);
	askRefusal(2);
	advance(1);
	clientWrites(handle, attributeOf(ANSWERS), (const uint8_t*)"q", 1);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	askValue(2, "answer");
	advance(1);
	EQUAL(response(handle, octets, &length), 0);
	CHECK(is("answer"));
	EQUAL(freeBuffers, 36);
}

static void noBufferForTheAnswer(void)
{
	uint16_t handle = open();
	clientWrites(handle, attributeOf(ANSWERS), (const uint8_t*)"q", 1);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	freeBuffers = 0;
	askValue(2, "answer");
	advance(50);
	freeBuffers = 36;
	EQUAL(response(handle, octets, &length), NOTHING);
	advance(50);
	EQUAL(response(handle, octets, &length), 0);
}

static void closedWhileItWaits(void)
{
	uint16_t handle = open();
	clientWrites(handle, attributeOf(ANSWERS), (const uint8_t*)"q", 1);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	clientGone(handle, BLE_HS_HCI_ERR(BLE_ERR_REM_USER_CONN_TERM));
	advance(200);
	EQUAL(client(), handle);
	askValue(2, "answer");
	advance(20000);
	EQUAL(response(handle, octets, &length), NOTHING);
}

static void twoClientsWait(void)
{
	uint16_t first = open();
	advance(200);
	uint16_t second = client();
	clientWrites(first, attributeOf(ANSWERS), (const uint8_t*)"q", 1);
	EQUAL(clientReads(first, attributeOf(ANSWERS)), NOTHING);
	EQUAL(clientReads(second, attributeOf(ANSWERS)), NOTHING);
	askValue(2, "answer");
	advance(1);
	EQUAL(response(first, octets, &length), 0);
	EQUAL(response(second, octets, &length), 0);
}

static void serviceGoesWhileItWaits(void)
{
	uint16_t handle = open();
	clientWrites(handle, attributeOf(ANSWERS), (const uint8_t*)"q", 1);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	ask(COMMAND_REMOVE_SERVICE, 0);
	advance(1);
	/* Invalid Handle */
	EQUAL(response(handle, octets, &length), 1);
	EQUAL(attributeOf(READ), 0);
	/* the number of a characteristic is used again: nothing is left of the old one */
	addService(0, 0x1828, 2);
	EQUAL(clientReads(handle, attributeOf(READ)), 0);
	EQUAL(response(handle, octets, &length), 0);
	CHECK(is(""));
}

static void servicesComeAndGo(void)
{
	uint16_t handle = open();
	addService(1, 0x1828, 5);
	EQUAL(serviceChanges(), 2);
	ask(COMMAND_REMOVE_SERVICE, 0);
	ask(COMMAND_REMOVE_SERVICE, 0);
	ask(COMMAND_REMOVE_SERVICE, 3);
	advance(1);
	EQUAL(serviceChanges(), 3);
	EQUAL(clientReads(handle, attributeOf(READ)), 0);
	for (int i = 0; i < 50; i++) {
		addService(0, 0x1827, (uint8_t)(10 + 5 * (i % 2)));
		ask(COMMAND_REMOVE_SERVICE, 0);
	}
	advance(1);
	EQUAL(serviceChanges(), 103);
}

/* As many characteristics that notify as there may be: it is advertised as long as there is a place. */
static void subscriptionsForAll(void)
{
	sync();
	for (uint8_t i = 0; i < RADIO_NOTIFYING / 2; i++)
		addService(i, 0x1827u + i, 5 * i);
	askConnectable(100);
	advance(50);
	client();
	int before = sentConnectable();
	advance(300);
	CHECK(sentConnectable() > before);
	client();
	EQUAL(radioCount(2), 0);
}

static void noRoomForAService(void)
{
	sync();
	refuse(1, BLE_HS_ENOMEM);
	addService(2, 0x1827, 0);
	CHECK(nextEvent(&event, octets));
	CHECK(event.kind == RADIO_SERVICE_FAILED && event.characteristic == 2 && event.value == BLE_HS_ENOMEM);
	addService(2, 0x1828, 0);
	CHECK(!nextEvent(&event, octets));
	EQUAL(serviceChanges(), 1);
}

/* What gatt.ts would never write. */
static void octetsThatAreNoService(void)
{
	sync();
	for (uint8_t size = 0; size < 60; size++) {
		RadioService* service = calloc(1, sizeof(*service) + size);
		service->length = size;
		for (uint8_t i = 0; i < size; i++)
			service->octets[i] = (uint8_t)(i == 0 || i == 5 ? 2 : i == 3 ? 40 : i % 5);
		askService(1, service);
		advance(1);
		CHECK(nextEvent(&event, octets) && event.kind == RADIO_SERVICE_FAILED);
	}
	EQUAL(serviceChanges(), 0);
}

static void notifies(void)
{
	uint16_t handle = open();
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
	uint16_t handle = open();
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
	uint16_t handle = open();
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
	uint16_t first = open();
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
	open();
	uint16_t connection = event.connection;
	fail();
	CHECK(nextEvent(&event, octets));
	CHECK(event.kind == RADIO_DISCONNECTED && event.connection == connection && event.value == BLE_ERR_UNSPECIFIED);
	CHECK(!nextEvent(&event, octets));
	addService(1, 0x1828, 5);
	EQUAL(serviceChanges(), 1);
	sync();
	EQUAL(serviceChanges(), 2);
	advance(200);
	client();
	CHECK(nextEvent(&event, octets) && event.kind == RADIO_CONNECTED);
}

static const Scenario scenarios[] = {
	{ "values and descriptors are read", readsValues },
	{ "services and values from before the controller is there", beforeTheControllerIsThere },
	{ "what is written goes to XS", handsWritesOver },
	{ "a full ring refuses writes, and has room for what matters more", ringOfEventsFull },
	{ "a client that switches subscriptions without end", floodOfSubscriptions },
	{ "a read waits for its answer", readWaitsForAnswer },
	{ "an answer that comes too late", answerComesTooLate },
	{ "there is no answer", thereIsNoAnswer },
	{ "no buffer when the answer comes", noBufferForTheAnswer },
	{ "a connection closes while a read waits", closedWhileItWaits },
	{ "two clients wait", twoClientsWait },
	{ "a service goes while a read waits", serviceGoesWhileItWaits },
	{ "services come and go", servicesComeAndGo },
	{ "as many characteristics that notify as there may be", subscriptionsForAll },
	{ "NimBLE has no room for a service", noRoomForAService },
	{ "octets that are no service", octetsThatAreNoService },
	{ "notifications to who asked for them", notifies },
	{ "a notification that has no room, and is told when there is some", waitsForRoom },
	{ "one indication at a time", oneIndicationAtATime },
	{ "connections open and close", connectionsOpenAndClose },
	{ "the controller fails", controllerFails },
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, beforeScenario, afterScenario);
}
