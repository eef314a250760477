/*
 * The radio on NimBLE, as XS sees it. What it asks for is done in NimBLE's task,
 * again after a reset of the controller; what comes back goes by radio-exchange.h.
 */
#ifndef MESH_RADIO_NIMBLE_H
#define MESH_RADIO_NIMBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "radio-exchange.h"
#include "../../native/packet-filter.h"

/* Numbers of characteristics: 0..RADIO_CHARACTERISTICS - 1. */
#define RADIO_CHARACTERISTICS 24
/* Of them, those that notify or indicate. */
#define RADIO_NOTIFYING 8
/* Numbers of services: 0..RADIO_SERVICES - 1. */
#define RADIO_SERVICES 4
/* Octets of a characteristic's value. */
#define RADIO_VALUE 512

/* How to scan. */
enum { SCAN_OFF, SCAN_PASSIVE, SCAN_ACTIVE };

/* Properties of a characteristic, as gatt.ts writes them. */
enum {
	GATT_READ = 0x01,
	GATT_WRITE = 0x02,
	GATT_WRITE_WITHOUT_RESPONSE = 0x04,
	GATT_NOTIFY = 0x08,
	GATT_INDICATE = 0x10,
	GATT_ANSWERS = 0x20,
};

/* The block of COMMAND_FILTER: tables of packet-filter.h. */
typedef struct {
	uint8_t types[32];
	uint8_t beacons[32];
	uint8_t nids[16];
} RadioFilter;

/* The block of COMMAND_CONNECTABLE. */
typedef struct {
	uint8_t length;
	uint8_t responseLength;
	/* milliseconds */
	uint16_t interval;
	uint8_t data[RADIO_DATA];
	uint8_t response[RADIO_DATA];
} RadioConnectable;

/*
 * The block of COMMAND_ADD_SERVICE. Octets: UUID, number of characteristics, and
 * for each its number, UUID, properties, number of descriptors, and for each its
 * UUID, the length of its value (16 bits) and the value. A UUID is its length, 2 or
 * 16, and its octets; numbers are little-endian, as are UUIDs.
 */
typedef struct {
	uint16_t length;
	uint8_t octets[];
} RadioService;

/* The block of COMMAND_VALUE: what is read from now on; NULL: the read that waits fails. */
typedef struct {
	uint16_t length;
	uint8_t octets[];
} RadioValue;

/* NimBLE is there, its task does not run yet: nothing is wanted, or what was wanted before it was ended. */
void radioPrepare(void);
void radioPrepareAgain(void);
/* XS: has the task of NimBLE stand still in radioPortPark, where it stays; the first does not wait for that. */
void radioLeaveSoon(void);
void radioLeave(void);
/* The task has ended, NimBLE is about to end: gives back what it has of NimBLE's. */
void radioRelease(void);
/* Between radioPrepare or radioPrepareAgain and radioRelease. */
bool radioIsUp(void);
/* Gives back everything. */
void radioForget(void);
/* The controller cannot be brought in step: XS shall call radioPortRestart. */
bool radioPortWanted(void);

/* Passes a command on; `command->block` is the radio's from now on. */
void radioCommand(const RadioCommand* command);

/* Advertisements that can be in flight at once. */
unsigned radioSets(void);
/* Connections that can be open at once. */
unsigned radioConnections(void);

/* What was dropped: 0 packets when the ring was full, 1 writes likewise, 2 calls that NimBLE refused for the time being; then 3 resets, 4 advertisements whose end was not reported. */
uint32_t radioCount(unsigned which);
/* Packets with this verdict of the filter. */
uint32_t radioFiltered(PacketVerdict verdict);

/* Sends a notification or an indication. False when there is no room or nobody has asked for it. */
bool radioNotify(uint16_t connection, unsigned characteristic, const uint8_t* data, size_t length);
/* The connection's ATT_MTU, 0 when there is no such connection. */
uint16_t radioMtu(uint16_t connection);

/* ---- what others do for it ---- */

/* radio-port-*.c: starts the controller and the task of NimBLE, which begins after radioPrepare. 0, or an error code. */
int radioPortStart(void);
/* Ends both. */
void radioPortStop(void);
/* Ends both and restarts them; after an error, starts them. What was asked for is kept. 0, or an error code. */
int radioPortRestart(void);
/* Called in the task of NimBLE, which ends here. */
_Noreturn void radioPortPark(void);

/*
 * radio-xs.c: XS shall look at the rings soon, and calls radioPostTaken before it
 * does. Called in NimBLE's task; does not wait. False when that cannot be at the moment.
 */
bool radioPost(void);
void radioPostTaken(void);

#endif
