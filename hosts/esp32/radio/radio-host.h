/* Functions of the files that call NimBLE, for one another. Everything here runs in NimBLE's task unless it says otherwise. */
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

/* NimBLE and the controller are in step, and shall be. */
bool radioSynced(void);
/* Checks everything that waits in so many ms, or sooner. */
void radioTickIn(uint32_t milliseconds);
/* NimBLE gave back this error: whether the controller did not answer. */
void radioNoteStatus(int status);
/* Counts an advertisement whose end was not reported for so many ms after it was due, and reports it to XS. */
void radioStuck(unsigned slot, uint32_t milliseconds);
/* Reports to XS that there is something in the rings. */
void radioWake(void);
/* Milliseconds, of 32 bits. */
uint32_t radioNow(void);
/* The radio's address, random and static, the same until it is closed. */
const ble_addr_t* radioAddress(void);
/* Any thread: makes NimBLE's task look at the commands. */
void radioKick(void);
/* Any thread: NimBLE's task stands still, or there is none. */
bool radioIsParked(void);

/* ---- radio-refusals.c ---- */

/* What is asked for again until it is granted: scanning, connectable advertising, and a packet by its slot. */
enum { WISH_SCAN, WISH_CONNECTABLE, WISH_PACKET, RADIO_WISHES = WISH_PACKET + RADIO_SLOTS };

void refusalsPrepare(void);
/* The controller starts again. */
void refusalsForget(void);
/* Counts a call of NimBLE's that failed so; it is made again soon. */
void radioRefused(int status);
/* The same for something that is wanted; when it has been refused for long the controller is reset. */
void radioRefusedWish(unsigned wish, int status);
/* It was granted, or is not wanted any longer, or was replaced. */
void radioGranted(unsigned wish);
/* Any thread. */
uint32_t refusalsCount(void);

/* ---- radio-commands.c ---- */

/* Does what XS has asked for. */
void commandsRun(void);

/* ---- radio-scan.c ---- */

void scanPrepare(void);
/* The controller has stopped scanning; what is wanted is kept. */
void scanReset(void);
void scanWant(uint8_t how);
/* Asks the controller for what is wanted. */
void scanApply(void);
/* Takes the block. */
void scanFilter(RadioFilter* wanted);

/* ---- radio-advertising.c ---- */

void advertisingPrepare(void);
void advertisingForget(void);
/* The controller has lost its state. */
void advertisingReset(void);
/* Stops advertisements whose end the controller has not reported in time. */
void advertisingWatch(void);
/* The end of the last one was not reported. */
bool advertisingIsStuck(void);
/* What these ask for is done by advertisingProceed. */
void advertisingStart(const RadioCommand* command);
void advertisingStop(unsigned slot);
/* Takes the block. */
void advertisingConnectable(RadioConnectable* connectable);
/* Starts what can be started. */
void advertisingProceed(void);
/* A connection was opened or closed. */
void advertisingConnections(void);

/* ---- radio-gatt.c ---- */

void gattPrepare(void);
void gattForget(void);
/* NimBLE is there, and does not run yet. */
void gattReserve(void);
/* NimBLE is about to end. */
void gattRelease(void);
void gattSync(void);
void gattReset(void);
/* Takes the block. */
void gattAdd(unsigned number, RadioService* service);
void gattRemove(unsigned number);
/* Takes the block; NULL: the read that waits for a value fails. */
void gattValue(unsigned number, RadioValue* value);
void gattDisconnect(uint16_t connection);
/* False when none is open. */
bool gattDisconnectAll(void);
/* What happens to connections. */
int gattEvent(struct ble_gap_event* event);
/* Whether one more connection has a place. */
bool gattHasPlace(void);
void gattTick(void);
uint32_t gattWritesLost(void);

#endif
