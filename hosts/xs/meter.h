/*
 * What an entry into a machine costs, and how it is ended when it never ends by
 * itself: byte codes here (meter.c), instructions on the board (hosts/board/meter.c).
 */
#ifndef MESH_XS_METER_H
#define MESH_XS_METER_H

#include "xsAll.h"

/* What is counted, for messages. */
extern const char* const meterUnit;

/* Counting begins. After `budget` units the machine is aborted with XS_TOO_MUCH_COMPUTATION_EXIT; 0: never. */
void meterBegin(txMachine* the, uint32_t budget);

/* Counting ends: the units since it began. */
double meterEnd(txMachine* the);

/* The units until now. */
uint32_t meterCount(txMachine* the);

/* What the host takes to answer is not counted. */
void meterPause(void);
void meterResume(void);

#endif
