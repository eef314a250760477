/* The processor's timer, for the watchdog and for the samples of the profile. */
#ifndef MESH_BOARD_CLOCK_H
#define MESH_BOARD_CLOCK_H

#include <stdint.h>

/* Instructions that pass in one tick of the timer: QEMU's runs at 10 MHz, an instruction takes 1 ns. */
#define INSTRUCTIONS_PER_TICK 100

/* Sets the timer interrupt to come after `instructions`; 0: never. */
void clockArm(uint32_t instructions);
void clockDisarm(void);
/* Holds back the timer interrupt, until clockRelease. */
void clockHold(void);
void clockRelease(void);

#endif
