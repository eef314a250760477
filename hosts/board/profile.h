/* Sampling profiler: takes a sample every PROFILE_PERIOD instructions. */
#ifndef MESH_BOARD_PROFILE_H
#define MESH_BOARD_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Instructions from one sample to the next, including those of the interrupt handler. */
#define PROFILE_PERIOD 300

/* Starts a profile: samples are taken from the next entry on. */
void profileStart(void);
/* Whether samples are being taken. */
bool profileOn(void);
/* Handles the timer's interrupt at `pc`. False when it is not one of the profiler. */
bool profileTick(uint32_t pc);
/*
 * Gets the samples; returns the number of words. A sample is its pc, then for each function on
 * the stack, innermost first, the address of its code and the number of its name, then a 0.
 */
size_t profileTake(const uint32_t** words);
/* Writes the name of a JavaScript or C function as "name:line". */
void profileName(uint32_t code, uint32_t name, char* text, size_t size);

#endif
