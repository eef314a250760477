#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "radio-exchange.h"

/* Length that marks the end of the records: the next one is at the start of the ring. */
#define WRAP 0xffff

static RadioPacket packets[RADIO_PACKETS];
static atomic_uint packetsIn, packetsOut, packetsLost;

/* records are aligned as their heads (RadioEvent) need it */
static _Alignas(RadioEvent) uint8_t events[RADIO_EVENT_OCTETS];
static atomic_uint eventsIn, eventsOut;

static atomic_uint sent[RADIO_SLOTS];

static RadioCommand commands[RADIO_COMMANDS];
static atomic_uint commandsIn, commandsOut;

void exchangeReset(void)
{
	atomic_uint* indices[] = { &packetsIn, &packetsOut, &packetsLost, &eventsIn, &eventsOut, &commandsIn, &commandsOut };
	for (RadioCommand* command; (command = exchangeCommand()) != NULL; exchangeCommandTaken())
		free(command->block);
	for (size_t i = 0; i < sizeof(indices) / sizeof(*indices); i++)
		atomic_store(indices[i], 0);
	for (size_t i = 0; i < RADIO_SLOTS; i++)
		atomic_store(&sent[i], 0);
}

/* ---- packets ---- */

bool exchangePutPacket(const RadioPacket* packet)
{
	unsigned in = atomic_load(&packetsIn);
	if (in - atomic_load(&packetsOut) == RADIO_PACKETS) {
		/* load and store: there is one writer, and not every chip has an atomic increment */
		atomic_store(&packetsLost, atomic_load(&packetsLost) + 1);
		return false;
	}
	packets[in % RADIO_PACKETS] = *packet;
	atomic_store(&packetsIn, in + 1);
	return true;
}

const RadioPacket* exchangePacket(void)
{
	unsigned out = atomic_load(&packetsOut);
	return out == atomic_load(&packetsIn) ? NULL : &packets[out % RADIO_PACKETS];
}

void exchangePacketTaken(void)
{
	atomic_store(&packetsOut, atomic_load(&packetsOut) + 1);
}

unsigned exchangePackets(void)
{
	return atomic_load(&packetsIn) - atomic_load(&packetsOut);
}

uint32_t exchangePacketsLost(void)
{
	return atomic_load(&packetsLost);
}

/* ---- events ---- */

static size_t recordSize(size_t length)
{
	return (sizeof(RadioEvent) + length + 1) & ~(size_t)1;
}

bool exchangePutEvent(const RadioEvent* event, const uint8_t* data, size_t reserve)
{
	size_t in = atomic_load(&eventsIn);
	size_t out = atomic_load(&eventsOut);
	size_t size = recordSize(event->length);
	size_t wanted = size + reserve;
	/* equal positions mean that the ring is empty, never that it is full */
	if (in < out) {
		if (in + wanted >= out)
			return false;
	}
	else if (in + wanted > RADIO_EVENT_OCTETS || (in + wanted == RADIO_EVENT_OCTETS && out == 0)) {
		if (wanted >= out)
			return false;
		if (in + sizeof(uint16_t) <= RADIO_EVENT_OCTETS) {
			uint16_t wrap = WRAP;
			memcpy(events + in, &wrap, sizeof(wrap));
		}
		in = 0;
	}
	memcpy(events + in, event, sizeof(*event));
	if (event->length > 0)
		memcpy(events + in + sizeof(*event), data, event->length);
	in += size;
	atomic_store(&eventsIn, (unsigned)(in == RADIO_EVENT_OCTETS ? 0 : in));
	return true;
}

const RadioEvent* exchangeEvent(void)
{
	size_t out = atomic_load(&eventsOut);
	if (out == atomic_load(&eventsIn))
		return NULL;
	const RadioEvent* event = (const RadioEvent*)(const void*)(events + out);
	if (event->length != WRAP)
		return event;
	atomic_store(&eventsOut, 0);
	return exchangeEvent();
}

void exchangeEventTaken(void)
{
	const RadioEvent* event = exchangeEvent();
	if (!event)
		return;
	size_t out = atomic_load(&eventsOut) + recordSize(event->length);
	atomic_store(&eventsOut, (unsigned)(out == RADIO_EVENT_OCTETS ? 0 : out));
}

/* ---- advertisements that were sent ---- */

void exchangePutSent(unsigned slot, uint32_t id)
{
	atomic_store(&sent[slot], id);
}

uint32_t exchangeSent(unsigned slot)
{
	return atomic_load(&sent[slot]);
}

/* ---- commands ---- */

bool exchangePutCommand(const RadioCommand* command)
{
	unsigned in = atomic_load(&commandsIn);
	if (in - atomic_load(&commandsOut) == RADIO_COMMANDS)
		return false;
	commands[in % RADIO_COMMANDS] = *command;
	atomic_store(&commandsIn, in + 1);
	return true;
}

RadioCommand* exchangeCommand(void)
{
	unsigned out = atomic_load(&commandsOut);
	return out == atomic_load(&commandsIn) ? NULL : &commands[out % RADIO_COMMANDS];
}

void exchangeCommandTaken(void)
{
	atomic_store(&commandsOut, atomic_load(&commandsOut) + 1);
}
