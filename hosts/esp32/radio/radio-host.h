/*
 * Functions that the files which call NimBLE share. They run in NimBLE's task unless their comment
 * says otherwise.
 */
#ifndef MESH_RADIO_HOST_H
#define MESH_RADIO_HOST_H

#include "radio-check.h"
#include "nimble/nimble_port.h"
#include "host/ble_hs.h"
#include "radio-nimble.h"

#define RADIO_CONNECTIONS MYNEWT_VAL(BLE_MAX_CONNECTIONS)

/* Milliseconds after which a call that failed is repeated. */
#define RADIO_TICK 20

/* ---- radio-nimble.c ---- */

/* Whether NimBLE and the controller are synchronized, and the radio is not being closed. */
bool radioSynced(void);
/* Has everything that waits checked in `milliseconds`, or sooner. */
void radioTickIn(uint32_t milliseconds);
/* Call with the result of a call of NimBLE: notes whether the controller did not answer. */
void radioNoteStatus(int status);
/* Counts an advertisement whose end is overdue by `milliseconds`, and reports it to XS. */
void radioStuck(unsigned slot, uint32_t milliseconds);
/* Notifies XS that there are entries in the rings. */
void radioWake(void);
/* The time in milliseconds, 32 bits. */
uint32_t radioNow(void);
/* The radio's random static address, which stays the same until it is closed. */
const ble_addr_t* radioAddress(void);
/* Makes NimBLE's task execute the commands that wait. Can be called in any thread. */
void radioKick(void);
/* Whether NimBLE's task is parked or does not exist. Can be called in any thread. */
bool radioIsParked(void);

/* ---- radio-refusals.c ---- */

/*
 * Requests to the controller that are repeated until they succeed: scanning, connectable
 * advertising, and a packet in each slot.
 */
enum { WISH_SCAN, WISH_CONNECTABLE, WISH_PACKET, RADIO_WISHES = WISH_PACKET + RADIO_SLOTS };

void refusalsPrepare(void);
/* Called when the controller restarts: forgets refusals, but not their count. */
void refusalsForget(void);
/* Counts a call of NimBLE that failed with `status`; it is repeated soon. */
void radioRefused(int status);
/* As radioRefused, for a request that is repeated; resets the controller if refused for long. */
void radioRefusedWish(unsigned wish, int status);
/* Call when a request has succeeded, is no longer wanted, or was replaced. */
void radioGranted(unsigned wish);
/* The number of refused calls. Can be called in any thread. */
uint32_t refusalsCount(void);

/* ---- radio-commands.c ---- */

/* Executes the commands of XS that wait. */
void commandsRun(void);

/* ---- radio-scan.c ---- */

void scanPrepare(void);
/* Called when the controller has stopped scanning by a reset; what XS wants is kept. */
void scanReset(void);
void scanWant(uint8_t how);
/* Starts, changes or stops the controller's scan as XS wants it. */
void scanApply(void);
/* Stops the controller's scan until scanApply. Returns NimBLE's status. */
int scanInterrupt(void);
/* Sets the packet filter. Frees the block. */
void scanFilter(RadioFilter* wanted);

/* ---- radio-advertising.c ---- */

void advertisingPrepare(void);
void advertisingForget(void);
/* Called when the controller has lost its state. */
void advertisingReset(void);
/* Stops advertisements whose end the controller has not reported in time. */
void advertisingWatch(void);
/* Whether the end of the latest advertisement was not reported. */
bool advertisingIsStuck(void);
/* Requests an advertisement; advertisingProceed starts it. */
void advertisingStart(const RadioCommand* command);
void advertisingStop(unsigned slot);
/* Requests connectable advertising; advertisingProceed starts it. Owns the block from now on. */
void advertisingConnectable(RadioConnectable* connectable);
/* Starts the advertising that is requested and can be started now. */
void advertisingProceed(void);
/* Called when a connection was opened or closed. */
void advertisingConnections(void);

/* ---- radio-gatt.c ---- */

void gattPrepare(void);
void gattForget(void);
/* Called when NimBLE is initialized and does not run yet. */
void gattReserve(void);
/* Called before NimBLE is ended. */
void gattRelease(void);
void gattSync(void);
void gattReset(void);
/* Adds a service. Owns the block from now on. */
void gattAdd(unsigned number, RadioService* service);
void gattRemove(unsigned number);
/* Sets a value and owns the block from now on. NULL: the read that waits for the value fails. */
void gattValue(unsigned number, RadioValue* value);
void gattDisconnect(uint16_t connection);
/* Closes all connections. False when none is open. */
bool gattDisconnectAll(void);
/* Handles NimBLE's events of connections. */
int gattEvent(struct ble_gap_event* event);
/* Whether one more connection can be opened. */
bool gattHasPlace(void);
void gattTick(void);
uint32_t gattWritesLost(void);

#endif
