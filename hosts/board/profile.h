/* Where the instructions go: a sample every few hundred of them. */
#ifndef MESH_BOARD_PROFILE_H
#define MESH_BOARD_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Instructions from one to the next; the handler takes some of them. */
#define PROFILE_PERIOD 300

/* Samples are taken from the next entry on. */
void profileStart(void);
/* Whether samples are being taken. */
bool profileOn(void);
/* The timer's interrupt at `pc`. False: it is not ours. */
bool profileTick(uint32_t pc);
/*
 * What there is: per sample its pc, then of each function on the stack, innermost
 * first, the address of its code and the number of its name, ended by a 0. Returns
 * the words.
 */
size_t profileTake(const uint32_t** words);
/* A function with byte code, or with one of C, as "name:line". */
void profileName(uint32_t code, uint32_t name, char* text, size_t size);

#endif
