/*
 * Data exchange between the task of NimBLE and that of XS: rings of fixed size, each with one
 * writer and one reader, so that neither waits for the other. Independent of NimBLE and XS.
 */
#ifndef MESH_RADIO_EXCHANGE_H
#define MESH_RADIO_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of advertising data in a legacy PDU, at most. */
#define RADIO_DATA 31

/*
 * Packets that can wait for XS, a power of two. Up to 700 a second can be received; XS may not
 * read them for 50 ms.
 */
#ifndef RADIO_PACKETS
#define RADIO_PACKETS 64
#endif

/* Octets of the ring for events of the GATT server: two values of 512 octets with their heads. */
#ifndef RADIO_EVENT_OCTETS
#define RADIO_EVENT_OCTETS 2048
#endif

/* Slots for advertisements in flight, one each; a chip may have fewer at once. */
#define RADIO_SLOTS 4

/* Commands that can wait for NimBLE, a power of two. */
#define RADIO_COMMANDS 16

/* ---- NimBLE to XS ---- */

typedef struct {
	/* least significant octet first */
	uint8_t address[6];
	/* PacketKind of modules/host/radio.ts */
	uint8_t kind;
	int8_t rssi;
	uint8_t length;
	uint8_t data[RADIO_DATA];
} RadioPacket;

typedef enum {
	RADIO_CONNECTED,
	/* value: the HCI error code */
	RADIO_DISCONNECTED,
	/* data: the octets that were written */
	RADIO_WRITTEN,
	/* value: whether the client is subscribed */
	RADIO_SUBSCRIBED,
	RADIO_ROOM,
	/* value: the error code of NimBLE; characteristic: the number of the service */
	RADIO_SERVICE_FAILED,
	/* value: the reason that NimBLE gives; characteristic: the number of resets in a row */
	RADIO_RESET,
	/* characteristic: the number of resets until the controller recovered */
	RADIO_RECOVERED,
	/* characteristic: the slot; value: the milliseconds by which its end is overdue */
	RADIO_STUCK,
	/* never in the ring: the controller does not synchronize, XS shall restart the port */
	RADIO_PORT_WANTED,
} RadioEventKind;

typedef struct {
	uint16_t length;
	uint8_t kind;
	uint8_t characteristic;
	uint16_t connection;
	uint16_t value;
} RadioEvent;

/* Called by NimBLE: adds a packet. False when there is no room; the lost packet is counted. */
bool exchangePutPacket(const RadioPacket* packet);
/* Called by XS: the oldest packet, or NULL. exchangePacketTaken then frees its place. */
const RadioPacket* exchangePacket(void);
void exchangePacketTaken(void);
/* The number of packets that wait; exchangePacketsLost: those lost because the ring was full. */
unsigned exchangePackets(void);
uint32_t exchangePacketsLost(void);

/*
 * Called by NimBLE: adds an event. False when less than `reserve` octets would then be free for
 * more important events.
 */
bool exchangePutEvent(const RadioEvent* event, const uint8_t* data, size_t reserve);
/* Called by XS: the oldest event, followed by its data; NULL when there is none. */
const RadioEvent* exchangeEvent(void);
void exchangeEventTaken(void);

/*
 * Called by NimBLE: reports that the advertisement `id` in `slot` was sent. With exchangeSent, XS
 * reads the latest id of a slot.
 */
void exchangePutSent(unsigned slot, uint32_t id);
uint32_t exchangeSent(unsigned slot);

/* ---- XS to NimBLE ---- */

typedef enum {
	COMMAND_ADVERTISE,
	COMMAND_STOP,
	COMMAND_SCAN,
	COMMAND_FILTER,
	COMMAND_CONNECTABLE,
	COMMAND_ADD_SERVICE,
	COMMAND_REMOVE_SERVICE,
	COMMAND_VALUE,
	COMMAND_DISCONNECT,
} RadioCommandKind;

typedef struct {
	uint8_t kind;
	/* the slot of an advertisement, the number of a service or characteristic, or the scan mode */
	uint8_t number;
	uint8_t length;
	/* milliseconds */
	uint16_t interval;
	/* the number of advertising events, or a connection */
	uint16_t count;
	uint32_t id;
	/* allocated with malloc; the receiver frees it */
	void* block;
	uint8_t data[RADIO_DATA];
} RadioCommand;

/* Called by XS: adds a copy of the command; false when there is no room. */
bool exchangePutCommand(const RadioCommand* command);
/* Called by NimBLE: the oldest command, or NULL. exchangeCommandTaken then frees its place. */
RadioCommand* exchangeCommand(void);
void exchangeCommandTaken(void);

/* Empties all rings. Call only while NimBLE's task does not run. */
void exchangeReset(void);

#endif
