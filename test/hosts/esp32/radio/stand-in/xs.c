/* XS: what it asks for, and the events that it gets. */
#include <stdlib.h>
#include <string.h>
#include "stand-in.h"

int posts;
bool postable = true;

bool radioPost(void)
{
	if (postable)
		posts++;
	return postable;
}

bool nextEvent(RadioEvent* event, uint8_t* octets)
{
	radioPostTaken();
	const RadioEvent* oldest = exchangeEvent();
	if (!oldest)
		return false;
	*event = *oldest;
	memcpy(octets, oldest + 1, oldest->length);
	exchangeEventTaken();
	return true;
}

void askAdvertise(uint8_t slot, uint32_t id, uint8_t first, uint16_t events, uint16_t interval)
{
	RadioCommand command = { .kind = COMMAND_ADVERTISE, .number = slot, .id = id, .count = events, .interval = interval };
	command.length = 5;
	command.data[0] = first;
	radioCommand(&command);
}

void ask(RadioCommandKind kind, uint8_t number)
{
	RadioCommand command = { .kind = (uint8_t)kind, .number = number, .count = number };
	radioCommand(&command);
}

void askPrivate(uint16_t interval, const uint8_t* address)
{
	RadioCommand command = { .kind = COMMAND_CONNECTABLE };
	RadioConnectable* connectable = calloc(1, sizeof(*connectable));
	connectable->interval = interval;
	connectable->length = 3;
	memcpy(connectable->address, address, sizeof(connectable->address));
	command.block = connectable;
	radioCommand(&command);
}

void askConnectable(uint16_t interval)
{
	RadioCommand command = { .kind = COMMAND_CONNECTABLE };
	if (interval) {
		RadioConnectable* connectable = calloc(1, sizeof(*connectable));
		connectable->interval = interval;
		connectable->length = 3;
		command.block = connectable;
	}
	radioCommand(&command);
}

void askValue(uint8_t number, const char* text)
{
	RadioCommand command = { .kind = COMMAND_VALUE, .number = number };
	RadioValue* value = calloc(1, sizeof(*value) + strlen(text));
	value->length = (uint16_t)strlen(text);
	memcpy(value->octets, text, value->length);
	command.block = value;
	radioCommand(&command);
}

void askRefusal(uint8_t number)
{
	RadioCommand command = { .kind = COMMAND_VALUE, .number = number };
	radioCommand(&command);
}
