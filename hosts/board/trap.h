/* Traps of the processor: exceptions, memory protection and the timer's interrupt. */
#ifndef MESH_BOARD_TRAP_H
#define MESH_BOARD_TRAP_H

#include <stdint.h>

/* Installs the trap handler, and the guard at the end of the C stack. */
void trapInstall(void);
/* Makes the frozen root read-only until the next reset. */
void trapLockRoot(void);
/* Peak use of the C stack in bytes, since stackPaint. */
uint32_t stackHighWater(void);
/* Fills the free part of the C stack, so that its use can be measured. */
void stackPaint(void);

#endif
