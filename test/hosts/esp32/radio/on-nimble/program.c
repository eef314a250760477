/*
 * The radio on Apache's NimBLE, in the place of XS: takes commands by lines and says what
 * results from them. Its one argument is the port of the controller.
 *
 *   scan 0|1|2, advertise <id> <octet> <events>, counts, close
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "radio-nimble.h"

void ble_hci_sock_set_device(int port);

static uint32_t seen;

static void say(void)
{
	static const char* const names[] = { [RADIO_RESET] = "reset", [RADIO_RECOVERED] = "recovered", [RADIO_STUCK] = "stuck" };
	radioPostTaken();
	if (exchangeSent(0) != seen)
		printf("sent %u\n", (unsigned)(seen = exchangeSent(0)));
	for (const RadioEvent* event; (event = exchangeEvent()) != NULL; exchangeEventTaken())
		if (event->kind >= RADIO_RESET)
			printf("%s %u %u\n", names[event->kind], event->characteristic, event->value);
	for (const RadioPacket* packet; (packet = exchangePacket()) != NULL; exchangePacketTaken())
		printf("heard %02x\n", packet->data[2]);
	if (radioPortWanted())
		printf("restarted %d\n", radioPortRestart());
}

static void obey(char* line)
{
	RadioCommand command = { .interval = 20 };
	unsigned id, octet, events;
	if (sscanf(line, "scan %u", &id) == 1) {
		command.kind = COMMAND_SCAN;
		command.number = (uint8_t)id;
		radioCommand(&command);
	}
	else if (sscanf(line, "advertise %u %x %u", &id, &octet, &events) == 3) {
		command.kind = COMMAND_ADVERTISE;
		command.id = id;
		command.count = (uint16_t)events;
		command.length = 3;
		command.data[0] = 2;
		command.data[1] = 0x2b;
		command.data[2] = (uint8_t)octet;
		radioCommand(&command);
	}
	else if (strcmp(line, "counts\n") == 0)
		printf("counts %u %u\n", (unsigned)radioCount(3), (unsigned)radioCount(4));
	else if (strcmp(line, "close\n") == 0) {
		radioPortStop();
		puts("closed");
		exit(0);
	}
}

int main(int argc, char** argv)
{
	char line[100];
	setvbuf(stdin, NULL, _IONBF, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2)
		return 2;
	ble_hci_sock_set_device(atoi(argv[1]));
	radioPortStart();
	/* once in a millisecond, as a system that has nothing else to do */
	struct pollfd input = { .fd = 0, .events = POLLIN };
	for (;;) {
		say();
		if (poll(&input, 1, 1) > 0) {
			if (!fgets(line, sizeof(line), stdin))
				return 1;
			obey(line);
		}
	}
}
