/* Between the files of the stand-in. */
#ifndef MESH_TEST_STAND_IN_PARTS_H
#define MESH_TEST_STAND_IN_PARTS_H

#include "stand-in.h"

/* Whether a call fails, and how. */
bool isRefused(int* status);
/* NimBLE's task does what waits. */
void runEvents(void);

/* One ms of advertising; all of it fails; scanning fails. */
void advertiseAll(void);
void advertisingFails(void);
void scanningFails(void);
/* What connections tell, and a client that opens one. */
extern ble_gap_event_fn* connectionCallback;
void connectTo(struct ble_gap_event* event);

/* Whether anything advertises by the controller's random address. */
bool advertisesAtRandom(void);

/* Whether there are subscriptions left for one more connection. */
bool hasSubscriptions(void);
/* NimBLE takes a request that was handed to it; false when there is none. */
bool takeIncoming(void);
void forgetIncoming(void);
/* All connections break. */
void clientsFail(void);
/* NimBLE's host is ended, and with it its table of attributes. */
void serverForget(void);

#endif
