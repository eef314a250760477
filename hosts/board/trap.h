/* What the processor refuses, and what the timer is for. */
#ifndef MESH_BOARD_TRAP_H
#define MESH_BOARD_TRAP_H

#include <stdint.h>

/* Traps are reported from now on; the end of the C stack is guarded. */
void trapInstall(void);
/* From now on the frozen root can be read and nothing else, until the next reset. */
void trapLockRoot(void);
/* Bytes of the C stack that were ever in use. */
uint32_t stackHighWater(void);
/* Fills the free part of the C stack, so that its use can be measured. */
void stackPaint(void);

#endif
