/* Access to the host from the emulator: files and the exit of its process. Arm's semihosting, as RISC-V has it. */
#ifndef MESH_BOARD_SEMIHOSTING_H
#define MESH_BOARD_SEMIHOSTING_H

#include <stddef.h>

/* A descriptor, or -1. */
long semihostingOpen(const char* path, int forWriting);
/* Octets read or written; 0 or less at the end of the file. Blocks, and stops the board's clock meanwhile. */
long semihostingRead(long file, void* data, size_t size);
long semihostingWrite(long file, const void* data, size_t size);
/* To the standard error of the emulator's process. */
void semihostingSay(const char* text);
/* Ends the emulator's process. */
void semihostingExit(int status) __attribute__((noreturn));

#endif
