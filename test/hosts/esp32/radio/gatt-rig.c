/* What the tests of the GATT server have in common. */
#include <string.h>
#include "gatt-rig.h"

uint8_t octets[600];
RadioEvent event;

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

void askService(uint8_t number, RadioService* service)
{
	RadioCommand command = { .kind = COMMAND_ADD_SERVICE, .number = number, .block = service };
	radioCommand(&command);
}

void addService(uint8_t number, unsigned uuid, uint8_t first)
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

uint16_t openConnection(void)
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
