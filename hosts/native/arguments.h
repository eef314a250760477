/*
 * Arguments of native functions. Octets of the machine lie in chunks, which move
 * when something is allocated: pointers to them are fetched last.
 */
#ifndef MESH_NATIVE_ARGUMENTS_H
#define MESH_NATIVE_ARGUMENTS_H

#include "xsmc.h"
#include "keys.h"

/* `bytes[start..end)`. Throws RangeError where that is not there. */
const uint8_t* readable(xsMachine* the, xsSlot* slot, xsIntegerValue start, xsIntegerValue end, const char* name);
/* The place of `length` octets at `offset` of an array that shall be written. Throws RangeError. */
uint8_t* writable(xsMachine* the, xsSlot* slot, xsIntegerValue offset, xsUnsignedValue length, const char* name);
/* All octets of an array, and how many. */
const uint8_t* wholeArgument(xsMachine* the, xsSlot* slot, xsUnsignedValue* length);
/* All octets of an array of that length. Throws RangeError. */
const uint8_t* exactArgument(xsMachine* the, xsSlot* slot, xsUnsignedValue length, const char* name);
/* A key that is open and of this kind. Throws Error or TypeError. */
Key* keyArgument(xsMachine* the, xsSlot* slot, KeyKind kind);
/* Throws Error unless it is success. */
void checkStatus(xsMachine* the, psa_status_t status);

#endif
