/* Counts instructions with the processor's exact counter; and implements the watchdog. */
#ifndef MESH_BOARD_METER_H
#define MESH_BOARD_METER_H

#include <stdint.h>
#include "../xs/machine.h"

/* Instructions since the reset of the board, including those of the test harness. */
uint64_t instructionCount(void);

/* Number of P-256 multiplications so far, and the instructions that they took. */
typedef struct {
	uint64_t instructions;
	uint32_t operations;
} EcdhFigures;
extern EcdhFigures ecdhFigures;

/* Instructions of the current entry that were spent on requests to the host. */
uint64_t meterAway(void);
/* As in hosts/xs/meter.h, for code of the board that does not include the engine's headers. */
void meterPause(void);
void meterResume(void);

/* The machine that is being run, or NULL. */
xsMachine* meterMachine(void);
/* The machine that was run last. */
xsMachine* meterLastMachine(void);

#endif
