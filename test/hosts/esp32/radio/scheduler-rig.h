/* The scheduler of the chip's radio, and the machine of XS that it is of. */
#ifndef MESH_TEST_SCHEDULER_RIG_H
#define MESH_TEST_SCHEDULER_RIG_H

#include "stand-in/stand-in.h"
#include "radio-scheduler.h"

/* Transmissions that the scheduler takes. */
#define CAPACITY 8

/* The machine, whose JavaScript notes what has ended. */
struct xsMachineRecord {
	uint32_t ended[64];
	int count;
};

extern xsMachine machine;
extern AdvertisingScheduler* scheduler;
/* What the clock of XS is ahead of that of NimBLE, modulo 2^32. */
extern uint32_t clockStart;
uint32_t modMilliseconds(void);
/* Whether the scheduler waits for its timer. */
bool timerRuns(void);

/* Opens a scheduler; ends it. */
void open(void);
void close(void);
/* Closes the radio before its scheduler, and opens it again, without one. */
void openRadioAgain(void);

/* Lets so many ms pass, for NimBLE and for XS. */
void pass(uint32_t milliseconds);
/* The turn of XS: it takes what was sent, all of which is the scheduler's. */
void deliverSent(void);

#endif
