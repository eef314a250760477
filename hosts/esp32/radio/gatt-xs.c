/* Native functions for GATT, declared in gatt.ts. Calls XS, but not NimBLE. */
#include <string.h>
#include "xsmc.h"
#include "mc.xs.h"
#include "radio-arguments.h"
#include "radio-nimble.h"

/* (data, scanResponse, interval, address): starts connectable advertising; (): stops it */
void xs_gatt_advertise(xsMachine* the)
{
	RadioCommand command = { .kind = COMMAND_CONNECTABLE };
	if (xsmcArgc > 3) {
		uint16_t length, responseLength, addressLength;
		unsigned interval = radioNumber(the, &xsArg(2), 10240);
		radioOctets(the, &xsArg(0), RADIO_DATA, &length);
		radioOctets(the, &xsArg(1), RADIO_DATA, &responseLength);
		radioOctets(the, &xsArg(3), sizeof(((RadioConnectable*)NULL)->address), &addressLength);
		RadioConnectable* connectable = command.block = radioBlock(the, sizeof(RadioConnectable));
		connectable->interval = (uint16_t)interval;
		connectable->length = (uint8_t)length;
		connectable->responseLength = (uint8_t)responseLength;
		memcpy(connectable->data, radioOctets(the, &xsArg(0), RADIO_DATA, &length), length);
		memcpy(connectable->response, radioOctets(the, &xsArg(1), RADIO_DATA, &responseLength), responseLength);
		const uint8_t* address = radioOctets(the, &xsArg(3), sizeof(connectable->address), &addressLength);
		memcpy(connectable->address, address, addressLength);
	}
	radioCommand(&command);
}

/* (number, octets of RadioService) */
void xs_gatt_add(xsMachine* the)
{
	RadioCommand command = { .kind = COMMAND_ADD_SERVICE };
	uint16_t length;
	command.number = (uint8_t)radioNumber(the, &xsArg(0), RADIO_SERVICES - 1);
	const uint8_t* source = radioOctets(the, &xsArg(1), 0xffff, &length);
	RadioService* service = command.block = radioBlock(the, sizeof(RadioService) + length);
	service->length = length;
	memcpy(service->octets, source, length);
	radioCommand(&command);
}

/* (number) */
void xs_gatt_remove(xsMachine* the)
{
	RadioCommand command = { .kind = COMMAND_REMOVE_SERVICE };
	command.number = (uint8_t)radioNumber(the, &xsArg(0), RADIO_SERVICES - 1);
	radioCommand(&command);
}

/* (characteristic, value): sets it; (characteristic): the read that waits for it fails */
void xs_gatt_value(xsMachine* the)
{
	RadioCommand command = { .kind = COMMAND_VALUE };
	command.number = (uint8_t)radioNumber(the, &xsArg(0), RADIO_CHARACTERISTICS - 1);
	if (xsmcArgc > 1) {
		uint16_t length;
		const uint8_t* source = radioOctets(the, &xsArg(1), RADIO_VALUE, &length);
		RadioValue* value = command.block = radioBlock(the, sizeof(RadioValue) + length);
		value->length = length;
		memcpy(value->octets, source, length);
	}
	radioCommand(&command);
}

/* (connection, characteristic, value): whether it was sent */
void xs_gatt_notify(xsMachine* the)
{
	uint16_t length;
	uint16_t connection = (uint16_t)radioNumber(the, &xsArg(0), 0xffff);
	unsigned characteristic = radioNumber(the, &xsArg(1), RADIO_CHARACTERISTICS - 1);
	const uint8_t* value = radioOctets(the, &xsArg(2), RADIO_VALUE, &length);
	xsmcSetBoolean(xsResult, radioNotify(connection, characteristic, value, length));
}

/* (connection): its ATT_MTU, 0 when there is no such connection */
void xs_gatt_mtu(xsMachine* the)
{
	xsmcSetInteger(xsResult, radioMtu((uint16_t)radioNumber(the, &xsArg(0), 0xffff)));
}

/* (connection) */
void xs_gatt_disconnect(xsMachine* the)
{
	RadioCommand command = { .kind = COMMAND_DISCONNECT };
	command.count = (uint16_t)radioNumber(the, &xsArg(0), 0xffff);
	radioCommand(&command);
}

/* (): the number of connections that can be open at once */
void xs_gatt_connections(xsMachine* the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)radioConnections());
}
