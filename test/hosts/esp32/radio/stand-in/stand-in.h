/*
 * A stand-in for NimBLE and a controller, in virtual time and one thread: what a
 * test makes them do, and what they were asked for.
 */
#ifndef MESH_TEST_STAND_IN_H
#define MESH_TEST_STAND_IN_H

#include "host/ble_hs.h"
#include "radio-nimble.h"
#include "scenarios.h"

/* For scenarioMain. */
void beforeScenario(void);
void afterScenario(void);

/* ---- time ---- */

/* Lets so many ms pass: callouts, advertising, NimBLE's events. */
void advance(uint32_t milliseconds);
uint32_t now(void);

/* ---- the controller ---- */

/* It is there: NimBLE calls sync_cb. */
void sync(void);
/* It fails: NimBLE tells of all that ended, and comes back with sync. Takes as long as reset_cb does. */
void fail(void);
/* NimBLE does not call reset_cb for the reason 0. */
void failBecause(int reason);
/* It ends advertisements as it should, but never says so. */
extern bool endsUntold;
/* Resets that NimBLE was asked for, and did. */
extern int resetsAsked;
/* The next calls of NimBLE's that start something return this error. */
void refuse(int calls, int status);
/* The shortest interval of advertising that is not connectable, in ms. */
extern uint32_t shortestInterval;

typedef struct {
	uint32_t time;
	bool connectable;
	/* its advertiser's */
	uint8_t address[6];
	uint8_t length;
	uint8_t data[RADIO_DATA];
} SentPacket;

/* What went on the air. */
extern SentPacket sentPackets[4096];
extern int sentCount;
/* Packets that begin with this octet, and connectable ones. */
int sentWith(uint8_t first);
int sentConnectable(void);

/* How it scans. */
extern struct ble_gap_disc_params scanParameters;
extern bool scanning;
void hear(uint8_t kind, const uint8_t* data, uint8_t length);

/* The controller's random address. */
extern uint8_t randomAddress[6];
/* Of the random address that was made last, the first octet; the next has one more. */
extern uint8_t lastAddress;

/* ---- the port ---- */

/* Called each time that NimBLE's task waits: the turn of XS, which must not wait itself. */
extern void (*xsTurn)(void);
/* NimBLE's task stands still from now on. */
extern bool isStill;
/* So many attempts to restart it fail. */
extern int portFailures;
/* Attempts so far. */
extern int portStarts;

/* ---- connections ---- */

uint16_t client(void);
void clientGone(uint16_t handle, int reason);
/* Connection interval of the clients that connect from now on, in units of 1.25 ms. */
extern uint16_t clientInterval;
/* What NimBLE was asked for with ble_gap_update_params: how often, and the latest range. */
extern int intervalRequests;
extern uint16_t intervalLeast, intervalMost;
/* So many of these requests are refused with BLE_HS_ENOMEM. */
extern int intervalRefusals;
/* NimBLE asked for the end of this connection. */
bool wasTerminated(uint16_t handle);
/* What GATT requests bring: 0, an ATT error, or NO_RESPONSE while there is none. */
enum { NOTHING = -1 };
int clientReads(uint16_t handle, uint16_t attribute);
int clientWrites(uint16_t handle, uint16_t attribute, const uint8_t* data, uint16_t length);
void clientSubscribes(uint16_t handle, uint16_t attribute, bool on);
/* The response that came since: 0, an ATT error or NOTHING; its octets. */
int response(uint16_t handle, uint8_t* octets, uint16_t* length);
/* What was notified or indicated to the client last; -1 for nothing. */
extern int notified[600];
extern int notifiedLength;
extern int notifications;
/* The last indication was confirmed. */
void confirm(uint16_t handle, uint16_t attribute);
/* The handle of a characteristic's value or of a descriptor by its UUID of 16 bits; 0 when there is none. */
uint16_t attributeOf(uint16_t uuid);
/* Service Changed indications, and the handles of the last one. */
int serviceChanges(void);
extern uint16_t changedFrom, changedTo;

/* Buffers of NimBLE that are free. */
extern int freeBuffers;

/* ---- XS ---- */

/* Posts that reached XS, and whether the next do. */
extern int posts;
extern bool postable;
/* XS takes one event; false when there is none. */
bool nextEvent(RadioEvent* event, uint8_t* octets);
/* Commands as radio-xs.c gives them. */
void askAdvertise(uint8_t slot, uint32_t id, uint8_t first, uint16_t events, uint16_t interval);
void ask(RadioCommandKind kind, uint8_t number);
void askConnectable(uint16_t interval);
/* Connectable advertising from a private address, 6 octets. */
void askPrivate(uint16_t interval, const uint8_t* address);
void askValue(uint8_t number, const char* text);
void askRefusal(uint8_t number);

#endif
