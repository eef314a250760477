/* A controller that fails, and a port that is restarted, for the tests of them. */
#ifndef MESH_TEST_PORT_RIG_H
#define MESH_TEST_PORT_RIG_H

#include "gatt-rig.h"

/* The next event of this kind; false when there is none. */
bool nextOf(RadioEventKind kind);
/* The controller does not answer until NimBLE's task stands still. */
void failUntilStill(void);
/* As radio-xs.c and radio.ts do then. */
int restartPort(void);

#endif
