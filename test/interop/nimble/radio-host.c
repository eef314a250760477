/*
 * The chip's radio on Apache NimBLE's Linux port, whose HCI goes over TCP: all of it but
 * the GATT server, whose services come and go only in Espressif's NimBLE. Stands in for
 * radio-xs.c: what XS calls comes as lines on stdin, what XS is called with goes to stdout.
 *
 *   radio-host <port>
 *
 *   in:  A slot id events interval data | S slot | C mode | F types beacons nids
 *        G interval data response | G | X: the controller is reset | Q
 *   out: R sets | P rssi kind address data | D slot id | L packets refusals
 *
 * Numbers are decimal, octets hexadecimal, "-" for none. Beside hosts/esp32/radio's
 * radio-nimble.c, radio-commands.c, radio-scan.c, radio-refusals.c, radio-exchange.c, radio-advertising.c and
 * radio-advertising-sets.c or radio-advertising-legacy.c it needs
 * hosts/native/packet-filter.c and NimBLE's host, with BLE_SOCK_TYPE linux_tcp and, for sets, BLE_EXT_ADV 1 and BLE_MULTI_ADV_INSTANCES 4.
 */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "radio-host.h"

void ble_hci_sock_ack_handler(void* argument);
void ble_hci_sock_set_device(int device);

#define LINE 512

/* From NimBLE's task to this one: an octet for each post. */
static int posts[2];

/* ---- the GATT server that there is not ---- */

void gattPrepare(void) {}
void gattForget(void) {}
void gattReserve(void) {}
void gattRelease(void) {}
void gattSync(void) {}
void gattReset(void) {}
void gattTick(void) {}
void gattDisconnect(uint16_t connection) { (void)connection; }
void gattRemove(unsigned number) { (void)number; }
void gattAdd(unsigned number, RadioService* service) { (void)number, free(service); }
void gattValue(unsigned number, RadioValue* value) { (void)number, free(value); }
int gattEvent(struct ble_gap_event* event) { (void)event; return 0; }
bool gattDisconnectAll(void) { return false; }
bool gattHasPlace(void) { return true; }
uint32_t gattWritesLost(void) { return 0; }

/* ---- what only Espressif's NimBLE has ---- */

void ble_npl_event_deinit(struct ble_npl_event* event) { (void)event; }
void ble_npl_callout_deinit(struct ble_npl_callout* callout) { (void)callout; }

/* ---- NimBLE's tasks ---- */

/* Here nobody restarts NimBLE: the task stands still until the program ends. */
void radioPortPark(void)
{
	for (;;)
		pause();
}

static void* transportTask(void* argument)
{
	ble_hci_sock_ack_handler(argument);
	return NULL;
}

static void* hostTask(void* argument)
{
	(void)argument;
	nimble_port_run();
	return NULL;
}

bool radioPost(void)
{
	return write(posts[1], "", 1) == 1;
}

/* ---- what comes ---- */

/* Octets of a word, 0..limit, and how many; -1 for what is none. */
static int octets(const char* word, uint8_t* to, unsigned limit)
{
	unsigned length = 0, octet;
	if (!word)
		return -1;
	if (strcmp(word, "-") == 0)
		return 0;
	for (; *word; word += 2) {
		if (length == limit || sscanf(word, "%2x", &octet) != 1 || !word[1])
			return -1;
		to[length++] = (uint8_t)octet;
	}
	return (int)length;
}

static unsigned number(const char* word)
{
	return word ? (unsigned)strtoul(word, NULL, 10) : 0;
}

static void wrong(const char* what)
{
	fprintf(stderr, "radio-host: %s\n", what);
	exit(1);
}

static void advertise(char* words[])
{
	RadioCommand command = { .kind = COMMAND_ADVERTISE, .number = (uint8_t)number(words[1]) };
	command.id = number(words[2]);
	command.count = (uint16_t)number(words[3]);
	command.interval = (uint16_t)number(words[4]);
	int length = octets(words[5], command.data, RADIO_DATA);
	if (length < 1 || command.number >= radioSets())
		wrong("A slot id events interval data");
	command.length = (uint8_t)length;
	radioCommand(&command);
}

static void connectableAdvertise(char* words[])
{
	RadioCommand command = { .kind = COMMAND_CONNECTABLE };
	if (words[1]) {
		RadioConnectable* wanted = command.block = calloc(1, sizeof(RadioConnectable));
		int length = octets(words[2], wanted->data, RADIO_DATA);
		int response = octets(words[3], wanted->response, RADIO_DATA);
		if (length < 0 || response < 0)
			wrong("G interval data response");
		wanted->interval = (uint16_t)number(words[1]);
		wanted->length = (uint8_t)length;
		wanted->responseLength = (uint8_t)response;
	}
	radioCommand(&command);
}

static void filter(char* words[])
{
	uint8_t numbers[256];
	RadioCommand command = { .kind = COMMAND_FILTER };
	RadioFilter* wanted = command.block = calloc(1, sizeof(RadioFilter));
	struct { uint8_t* table; size_t size; } tables[] = {
		{ wanted->types, sizeof(wanted->types) },
		{ wanted->beacons, sizeof(wanted->beacons) },
		{ wanted->nids, sizeof(wanted->nids) },
	};
	for (unsigned i = 0; i < 3; i++) {
		int count = octets(words[1 + i], numbers, sizeof(numbers));
		if (count < 0)
			wrong("F types beacons nids");
		packetFilterWant(tables[i].table, tables[i].size, numbers, (size_t)count);
	}
	radioCommand(&command);
}

static void numbered(RadioCommandKind kind, char* words[])
{
	RadioCommand command = { .kind = (uint8_t)kind, .number = (uint8_t)number(words[1]) };
	radioCommand(&command);
}

/* False: it is the end. */
static bool run(char* line)
{
	char* words[8] = { NULL };
	unsigned count = 0;
	for (char* word = strtok(line, " \n"); word && count < 7; word = strtok(NULL, " \n"))
		words[count++] = word;
	switch (count > 0 ? words[0][0] : 0) {
	case 'A': advertise(words); return true;
	case 'S': numbered(COMMAND_STOP, words); return true;
	case 'C': numbered(COMMAND_SCAN, words); return true;
	case 'F': filter(words); return true;
	case 'G': connectableAdvertise(words); return true;
	case 'X': ble_hs_sched_reset(BLE_HS_ECONTROLLER); return true;
	case 'Q': return false;
	default: wrong("a line that is none of A, S, C, F, G, X and Q"); return false;
	}
}

/* ---- what goes ---- */

static void tellSent(void)
{
	static uint32_t seen[RADIO_SLOTS];
	for (unsigned slot = 0; slot < RADIO_SLOTS; slot++) {
		uint32_t id = exchangeSent(slot);
		if (id != seen[slot])
			printf("D %u %u\n", slot, id);
		seen[slot] = id;
	}
}

static void tellPackets(void)
{
	for (const RadioPacket* packet; (packet = exchangePacket()) != NULL; exchangePacketTaken()) {
		printf("P %d %u ", packet->rssi, packet->kind);
		for (int i = 5; i >= 0; i--)
			printf("%02x", packet->address[i]);
		printf(" ");
		for (unsigned i = 0; i < packet->length; i++)
			printf("%02x", packet->data[i]);
		printf("\n");
	}
}

/* One turn: waits for a line or a post. False: it is the end. */
static bool turn(void)
{
	static char line[LINE];
	static size_t length;
	char taken[64];
	struct pollfd waits[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = posts[0], .events = POLLIN } };
	if (poll(waits, 2, -1) < 0)
		return true;
	if (waits[1].revents & POLLIN) {
		if (read(posts[0], taken, sizeof(taken)) < 0)
			return false;
		radioPostTaken();
		tellSent();
		tellPackets();
		fflush(stdout);
	}
	if (!(waits[0].revents & (POLLIN | POLLHUP)))
		return true;
	ssize_t got = read(STDIN_FILENO, line + length, sizeof(line) - 1 - length);
	if (got <= 0)
		return false;
	length += (size_t)got;
	for (char* end; (end = memchr(line, '\n', length)) != NULL;) {
		size_t used = (size_t)(end - line) + 1;
		char one[LINE];
		memcpy(one, line, used);
		one[used] = 0;
		memmove(line, line + used, length - used);
		length -= used;
		if (!run(one))
			return false;
	}
	return true;
}

int main(int count, char* arguments[])
{
	pthread_t transport, host;
	if (count != 2)
		wrong("radio-host <port>");
	if (pipe(posts) != 0)
		return 1;
	ble_hci_sock_set_device(atoi(arguments[1]));
	nimble_port_init();
	radioPrepare();
	pthread_create(&transport, NULL, transportTask, NULL);
	pthread_create(&host, NULL, hostTask, NULL);
	printf("R %u\n", radioSets());
	fflush(stdout);
	while (turn()) {}
	printf("L %u %u\n", radioCount(0), radioCount(2));
	fflush(stdout);
	_exit(0);
}
