/* Where in the bundle a frame stands, read from the line marks in the byte code. */
#ifndef MESH_XS_STACK_H
#define MESH_XS_STACK_H

#include "xsAll.h"

/* What slot memory is filled with before its first use. */
#define MESH_UNTOUCHED 0xA5

/* The byte code after the one at `p`; the code of an inner function counts as codes of its own. */
txByte* nextCode(txByte* p);

/* The line at `code` within the function, and the key of the file's name; 0 and XS_NO_ID where unknown. */
txU4 stackLine(txSlot* function, txByte* code, txID* file);

/* The frames of a machine that cannot go on, as text. Allocates nothing in the machine. */
void stackDescribe(txMachine* the, char* text, size_t size);

/* How far down the C stack an entry that begins here may go. */
char* stackLimit(void);

/* Slots of the stack that were ever in use, or since `stackForget`. */
txSize stackPeak(txMachine* the);
/* Fills the free part of the stack again, so that the peak of what runs next is measured alone. */
void stackForget(txMachine* the);

#endif
