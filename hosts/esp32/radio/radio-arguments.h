/* Arguments of the radio's native functions, checked. */
#ifndef MESH_RADIO_ARGUMENTS_H
#define MESH_RADIO_ARGUMENTS_H

#include <stddef.h>
#include <stdint.h>
#include "xsmc.h"

/* The octets of an argument. Throws RangeError for more than `most`. */
const uint8_t* radioOctets(xsMachine* the, xsSlot* slot, size_t most, uint16_t* length);

/* The whole number of an argument, 0 to `most`. Throws RangeError for any other. */
unsigned radioNumber(xsMachine* the, xsSlot* slot, unsigned most);

/* The zeroed block of a command, which NimBLE's task frees. Throws when there is no memory for it. */
void* radioBlock(xsMachine* the, size_t size);

#endif
