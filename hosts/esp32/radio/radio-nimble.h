/*
 * The radio on NimBLE, as functions for the task of XS. Requests are executed in NimBLE's task,
 * and again after a reset of the controller; results come through radio-exchange.h.
 */
#ifndef MESH_RADIO_NIMBLE_H
#define MESH_RADIO_NIMBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "radio-exchange.h"
#include "../../native/packet-filter.h"

/* Count of characteristics, which have the numbers 0..RADIO_CHARACTERISTICS - 1. */
#define RADIO_CHARACTERISTICS 24
/* Characteristics that notify or indicate, at most. */
#define RADIO_NOTIFYING 8
/* Count of services, which have the numbers 0..RADIO_SERVICES - 1. */
#define RADIO_SERVICES 4
/* Octets of a characteristic's value, at most. */
#define RADIO_VALUE 512

/* Scan modes. */
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
	/* a non-resolvable private address, the lowest octet first; all 0: the radio's own address */
	uint8_t address[6];
	uint8_t data[RADIO_DATA];
	uint8_t response[RADIO_DATA];
} RadioConnectable;

/*
 * The block of COMMAND_ADD_SERVICE. Octets: UUID, count of characteristics; for each of these its
 * number, UUID, properties and count of descriptors; for each descriptor its UUID, the length
 * of its value (16 bits) and the value. A UUID is its length, 2 or 16, and its octets. Numbers
 * and UUIDs are little-endian.
 */
typedef struct {
	uint16_t length;
	uint8_t octets[];
} RadioService;

/* The block of COMMAND_VALUE: the new value; with NULL, the read that waits fails. */
typedef struct {
	uint16_t length;
	uint8_t octets[];
} RadioValue;

/*
 * Call when NimBLE is initialized and its task does not run yet. radioPrepare starts without any
 * request; radioPrepareAgain keeps the requests from before NimBLE was ended.
 */
void radioPrepare(void);
void radioPrepareAgain(void);
/*
 * Called by XS: makes NimBLE's task end in radioPortPark. radioLeave waits for that,
 * radioLeaveSoon does not.
 */
void radioLeaveSoon(void);
void radioLeave(void);
/* Call after NimBLE's task has ended and before NimBLE is: frees objects of NimBLE. */
void radioRelease(void);
/* Whether it is after radioPrepare or radioPrepareAgain and before radioRelease. */
bool radioIsUp(void);
/* Frees all memory of the radio. */
void radioForget(void);
/* Whether the controller does not synchronize, so that XS shall call radioPortRestart. */
bool radioPortWanted(void);

/* Queues a command for NimBLE's task. The radio owns `command->block` from now on. */
void radioCommand(const RadioCommand* command);

/* Number of advertisements that can be in flight at once. */
unsigned radioSets(void);
/* Number of connections that can be open at once. */
unsigned radioConnections(void);

/*
 * The counter `which`: 0 packets lost because the ring was full, 1 writes refused for the same
 * reason, 2 calls that NimBLE refused and that are repeated, 3 resets, 4 advertisements whose end
 * was not reported.
 */
uint32_t radioCount(unsigned which);
/* Number of packets with this verdict of the filter. */
uint32_t radioFiltered(PacketVerdict verdict);

/* Sends a notification or indication. False when there is no room or no subscription. */
bool radioNotify(uint16_t connection, unsigned characteristic, const uint8_t* data, size_t length);
/* The connection's ATT_MTU, 0 when there is no such connection. */
uint16_t radioMtu(uint16_t connection);

/* ---- functions that the radio needs from other files ---- */

/*
 * Starts the controller and NimBLE's task, which begins after radioPrepare. Returns 0 or an error
 * code. radioPortStart and the other functions of the port are in radio-port-*.c.
 */
int radioPortStart(void);
/* Ends the controller and NimBLE's task. */
void radioPortStop(void);
/*
 * Ends and starts the controller and NimBLE's task; after an error, only starts them. Requests are
 * kept. Returns 0 or an error code.
 */
int radioPortRestart(void);
/* Called in NimBLE's task, which runs nothing after this call. */
_Noreturn void radioPortPark(void);

/*
 * Called in NimBLE's task: has XS read the rings soon; XS calls radioPostTaken before it does.
 * Does not wait: false when it is not possible at the moment. Defined in radio-xs.c.
 */
bool radioPost(void);
void radioPostTaken(void);

#endif
