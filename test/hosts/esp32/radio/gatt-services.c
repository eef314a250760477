/* The GATT server: services and their values. */
#include <string.h>
#include "gatt-rig.h"

static uint16_t length;

static bool is(const char* text)
{
	return length == strlen(text) && memcmp(octets, text, length) == 0;
}

static void readsValues(void)
{
	uint16_t handle = openConnection();
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
	uint16_t handle = openConnection();
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

static void readWaitsForAnswer(void)
{
	uint16_t handle = openConnection();
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
	uint16_t handle = openConnection();
	clientWrites(handle, attributeOf(ANSWERS), (const uint8_t*)"q", 1);
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	advance(10001);
	EQUAL(response(handle, octets, &length), BLE_ATT_ERR_UNLIKELY);
	/* asked once more, it waits again */
	EQUAL(clientReads(handle, attributeOf(ANSWERS)), NOTHING);
	askValue(2, "late");
	advance(1);
	EQUAL(response(handle, octets, &length), 0);
	CHECK(is("late"));
}

static void thereIsNoAnswer(void)
{
	uint16_t handle = openConnection();
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
	uint16_t handle = openConnection();
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
	uint16_t handle = openConnection();
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
	uint16_t first = openConnection();
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
	uint16_t handle = openConnection();
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
	uint16_t handle = openConnection();
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

/* As when a device is provisioned: a connected client gets an indication for each, with its handles. */
static void provisioningBecomesProxy(void)
{
	uint16_t handle = openConnection();
	uint16_t from = changedFrom, to = changedTo, old = attributeOf(READ);
	CHECK(from < old && old <= to);
	int before = serviceChanges();
	ask(COMMAND_REMOVE_SERVICE, 0);
	advance(1);
	EQUAL(serviceChanges(), before + 1);
	CHECK(changedFrom == from && changedTo == to);
	EQUAL(attributeOf(READ), 0);
	addService(0, 0x1828, 5);
	EQUAL(serviceChanges(), before + 2);
	/* other handles than before: what a client still knows of the old service does not reach the new one */
	CHECK(changedFrom > to && changedFrom < attributeOf(READ) && attributeOf(READ) <= changedTo);
	EQUAL(clientWrites(handle, attributeOf(WRITE), (const uint8_t*)"a", 1), 0);
	CHECK(nextEvent(&event, octets) && event.kind == RADIO_WRITTEN && event.characteristic == 6);
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

static const Scenario scenarios[] = {
	{ "values and descriptors are read", readsValues },
	{ "services and values from before the controller is there", beforeTheControllerIsThere },
	{ "what is written goes to XS", handsWritesOver },
	{ "a read waits for its answer", readWaitsForAnswer },
	{ "an answer that comes too late", answerComesTooLate },
	{ "there is no answer", thereIsNoAnswer },
	{ "no buffer when the answer comes", noBufferForTheAnswer },
	{ "a connection closes while a read waits", closedWhileItWaits },
	{ "two clients wait", twoClientsWait },
	{ "a service goes while a read waits", serviceGoesWhileItWaits },
	{ "services come and go", servicesComeAndGo },
	{ "when the provisioning service is replaced by the proxy service, Service Changed is indicated for both", provisioningBecomesProxy },
	{ "as many characteristics that notify as there may be", subscriptionsForAll },
	{ "NimBLE has no room for a service", noRoomForAService },
	{ "octets that are no service", octetsThatAreNoService },
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, beforeScenario, afterScenario);
}
