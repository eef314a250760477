/*
 * What passes between the task of NimBLE and that of XS: fixed rings, each with
 * one writer and one reader, so that neither waits for the other. No part of it
 * knows NimBLE or XS.
 */
#ifndef MESH_RADIO_EXCHANGE_H
#define MESH_RADIO_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of advertising data in a legacy PDU. */
#define RADIO_DATA 31

/* Packets that wait for XS, a power of two. 700 a second can be on the air; XS may be away for 50 ms. */
#ifndef RADIO_PACKETS
#define RADIO_PACKETS 64
#endif

/* Octets for events of the GATT server: two values of 512 octets and what goes with them. */
#ifndef RADIO_EVENT_OCTETS
#define RADIO_EVENT_OCTETS 2048
#endif

/* Advertisements that XS may have on the way, one in each slot; a chip may do fewer at once. */
#define RADIO_SLOTS 4

/* Commands that wait for NimBLE, a power of two. */
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
	/* with what was written */
	RADIO_WRITTEN,
	/* value: whether it is on */
	RADIO_SUBSCRIBED,
	RADIO_ROOM,
	/* value: the error code of NimBLE; characteristic: the service's number */
	RADIO_SERVICE_FAILED,
	/* value: NimBLE's reason; characteristic: the number of resets in a row */
	RADIO_RESET,
	/* characteristic: how many resets it took */
	RADIO_RECOVERED,
	/* characteristic: the slot; value: how many ms its end is overdue */
	RADIO_STUCK,
	/* never in the ring: the controller cannot be brought in step */
	RADIO_PORT_WANTED,
} RadioEventKind;

typedef struct {
	uint16_t length;
	uint8_t kind;
	uint8_t characteristic;
	uint16_t connection;
	uint16_t value;
} RadioEvent;

/* The task of NimBLE: false when there is no room, which is counted. */
bool exchangePutPacket(const RadioPacket* packet);
/* XS: the oldest packet, or NULL; then gives its place back. */
const RadioPacket* exchangePacket(void);
void exchangePacketTaken(void);
/* Packets that wait, and packets lost because the ring was full. */
unsigned exchangePackets(void);
uint32_t exchangePacketsLost(void);

/* The task of NimBLE: false when less than `reserve` octets would be left for more important ones. */
bool exchangePutEvent(const RadioEvent* event, const uint8_t* data, size_t reserve);
/* XS: the oldest event, its data behind it; NULL when there is none. */
const RadioEvent* exchangeEvent(void);
void exchangeEventTaken(void);

/* The task of NimBLE: the advertisement `id` in `slot` was sent. XS: which was the last. */
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
	/* the slot of an advertisement; the number of a service or characteristic; how to scan */
	uint8_t number;
	uint8_t length;
	/* milliseconds */
	uint16_t interval;
	/* of advertising events; a connection */
	uint16_t count;
	uint32_t id;
	/* from malloc; the receiver frees it */
	void* block;
	uint8_t data[RADIO_DATA];
} RadioCommand;

/* XS: copies the command; false when there is no room. */
bool exchangePutCommand(const RadioCommand* command);
/* The task of NimBLE: the oldest command, or NULL; then gives its place back. */
RadioCommand* exchangeCommand(void);
void exchangeCommandTaken(void);

/* While no task of NimBLE runs: everything is empty. */
void exchangeReset(void);

#endif
