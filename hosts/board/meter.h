/* Instructions, counted exactly by the processor; and the watchdog. */
#ifndef MESH_BOARD_METER_H
#define MESH_BOARD_METER_H

#include <stdint.h>
#include "../xs/machine.h"

/* Instructions since the board was reset, the harness's own among them. */
uint64_t instructionCount(void);

/* Instructions of P-256 multiplications so far, and how many there were. */
typedef struct {
	uint64_t instructions;
	uint32_t operations;
} EcdhFigures;
extern EcdhFigures ecdhFigures;

/* Instructions of the entry that runs, as far as they were spent on the host. */
uint64_t meterAway(void);
/* For code of the board that includes no header of the engine. */
void meterPause(void);
void meterResume(void);

/* The machine that is being run, or NULL. */
xsMachine* meterMachine(void);
/* The machine that was run last. */
xsMachine* meterLastMachine(void);

#endif
