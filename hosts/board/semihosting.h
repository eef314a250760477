/*
 * Access to the host from the emulator, for files and the exit of the process, by Arm's
 * semihosting as defined for RISC-V.
 */
#ifndef MESH_BOARD_SEMIHOSTING_H
#define MESH_BOARD_SEMIHOSTING_H

#include <stddef.h>

/* Opens a file. Returns a descriptor, or -1. */
long semihostingOpen(const char* path, int forWriting);
/*
 * Reads from a file. Returns the number of octets, 0 or less at its end. Blocks; the board's clock
 * stands still meanwhile. semihostingWrite does the same for writing.
 */
long semihostingRead(long file, void* data, size_t size);
long semihostingWrite(long file, const void* data, size_t size);
/* Writes a text to the standard error of the emulator's process. */
void semihostingSay(const char* text);
/* Ends the emulator's process with a status. */
void semihostingExit(int status) __attribute__((noreturn));

#endif
