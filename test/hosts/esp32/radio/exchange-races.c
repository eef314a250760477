/* The rings between two threads, one of them in a hurry. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include "radio-exchange.h"
#include "scenarios.h"

#define MANY 20000

static void* writePackets(void* argument)
{
	for (unsigned i = 0; i < MANY;) {
		RadioPacket packet = { .length = (uint8_t)(i % 31 + 1), .kind = 3 };
		memset(packet.data, (int)i, sizeof(packet.data));
		if (exchangePutPacket(&packet))
			i++;
		else
			sched_yield();
	}
	return argument;
}

static void packets(void)
{
	pthread_t writer;
	pthread_create(&writer, NULL, writePackets, NULL);
	for (unsigned i = 0; i < MANY;) {
		const RadioPacket* packet = exchangePacket();
		if (!packet) {
			sched_yield();
			continue;
		}
		EQUAL(packet->length, i % 31 + 1);
		EQUAL(packet->data[0], i & 0xff);
		EQUAL(packet->data[30], i & 0xff);
		exchangePacketTaken();
		i++;
	}
	pthread_join(writer, NULL);
	CHECK(!exchangePacket());
}

static unsigned sizeOf(unsigned i)
{
	return i * 37 % 513;
}

static void* writeEvents(void* argument)
{
	static uint8_t data[512];
	for (unsigned i = 0; i < MANY;) {
		RadioEvent event = { (uint16_t)sizeOf(i), RADIO_WRITTEN, (uint8_t)i, (uint16_t)i, 0 };
		memset(data, (int)i, sizeof(data));
		if (exchangePutEvent(&event, data, i % 3 * 100))
			i++;
		else
			sched_yield();
	}
	return argument;
}

static void events(void)
{
	pthread_t writer;
	pthread_create(&writer, NULL, writeEvents, NULL);
	for (unsigned i = 0; i < MANY;) {
		const RadioEvent* event = exchangeEvent();
		if (!event) {
			sched_yield();
			continue;
		}
		const uint8_t* data = (const uint8_t*)(event + 1);
		EQUAL(event->length, sizeOf(i));
		EQUAL(event->connection, i & 0xffff);
		for (unsigned j = 0; j < event->length; j++)
			EQUAL(data[j], i & 0xff);
		exchangeEventTaken();
		i++;
	}
	pthread_join(writer, NULL);
	CHECK(!exchangeEvent());
}

static void* writeCommands(void* argument)
{
	for (uint32_t i = 0; i < MANY;) {
		RadioCommand command = { .kind = COMMAND_STOP, .id = i };
		if (exchangePutCommand(&command))
			i++;
		else
			sched_yield();
	}
	return argument;
}

static void commands(void)
{
	pthread_t writer;
	pthread_create(&writer, NULL, writeCommands, NULL);
	for (uint32_t i = 0; i < MANY;) {
		const RadioCommand* command = exchangeCommand();
		if (!command) {
			sched_yield();
			continue;
		}
		EQUAL(command->id, i);
		exchangeCommandTaken();
		i++;
	}
	pthread_join(writer, NULL);
}

static const Scenario scenarios[] = {
	{ "packets", packets },
	{ "events of all sizes", events },
	{ "commands", commands },
	{ NULL, NULL },
};

int main(int argc, char** argv)
{
	return scenarioMain(argc, argv, scenarios, exchangeReset, exchangeReset);
}
