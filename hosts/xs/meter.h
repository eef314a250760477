/*
 * Measures what an entry into a machine costs, and aborts an entry that exceeds its budget.
 * The unit is byte codes here (meter.c) and instructions on the board (hosts/board/meter.c).
 */
#ifndef MESH_XS_METER_H
#define MESH_XS_METER_H

#include "xsAll.h"

/* Name of the unit that is counted, for messages. */
extern const char* const meterUnit;

/*
 * Starts counting. After `budget` units the machine is aborted with
 * XS_TOO_MUCH_COMPUTATION_EXIT; with a budget of 0 it never is.
 */
void meterBegin(txMachine* the, uint32_t budget);

/* Stops counting. Returns the units since meterBegin. */
double meterEnd(txMachine* the);

/* The units since meterBegin. */
uint32_t meterCount(txMachine* the);

/* Pauses counting while the host answers a request, until meterResume. */
void meterPause(void);
void meterResume(void);

#endif
