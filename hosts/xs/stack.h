/*
 * Error stacks, with the line of the bundle of each frame, which is read from the line
 * instructions in the byte code; and the use of stack memory.
 */
#ifndef MESH_XS_STACK_H
#define MESH_XS_STACK_H

#include "xsAll.h"

/* Value of the octets with which stack memory is filled before its first use. */
#define MESH_UNTOUCHED 0xA5

/*
 * The address of the instruction after the one at `p`. Of an instruction with an inner
 * function, that is the beginning of the function's code.
 */
txByte* nextCode(txByte* p);

/* The line at `code` in the function, and the key of its file's name; 0 and XS_NO_ID if unknown. */
txU4 stackLine(txSlot* function, txByte* code, txID* file);

/* Writes the frames of a machine that is aborted as text. Allocates nothing in the machine. */
void stackDescribe(txMachine* the, char* text, size_t size);

/* The lowest address of the C stack that an entry which begins here may use. */
char* stackLimit(void);

/* Peak use of the stack in slots, since its allocation or the latest stackForget. */
txSize stackPeak(txMachine* the);
/* Fills the free part of the stack again, so that stackPeak measures only what runs from now on. */
void stackForget(txMachine* the);

#endif
