/*
 * Arguments of native functions. Octets of the machine are in chunks, which XS moves when
 * something is allocated: call these functions after everything that allocates.
 */
#ifndef MESH_NATIVE_ARGUMENTS_H
#define MESH_NATIVE_ARGUMENTS_H

#include "xsmc.h"
#include "keys.h"

/* Address of the octets from `start` to before `end`. Throws RangeError when out of range. */
const uint8_t* readable(xsMachine* the, xsSlot* slot, xsIntegerValue start, xsIntegerValue end, const char* name);
/* Address of `length` octets at `offset` of an array, for writing. Throws RangeError. */
uint8_t* writable(xsMachine* the, xsSlot* slot, xsIntegerValue offset, xsUnsignedValue length, const char* name);
/* Address of all octets of an array; sets `length` to their number. */
const uint8_t* wholeArgument(xsMachine* the, xsSlot* slot, xsUnsignedValue* length);
/* Address of the octets of an array. Throws RangeError unless it has this length. */
const uint8_t* exactArgument(xsMachine* the, xsSlot* slot, xsUnsignedValue length, const char* name);
/* A whole number. Throws RangeError where it is not in `low`..`high`. */
xsIntegerValue numberArgument(xsMachine* the, xsSlot* slot, xsIntegerValue low, xsIntegerValue high, const char* name);
/* The key of an argument. Throws Error when it is closed, TypeError when of another kind. */
Key* keyArgument(xsMachine* the, xsSlot* slot, KeyKind kind);
/* Throws Error unless `status` is PSA_SUCCESS. */
void checkStatus(xsMachine* the, psa_status_t status);

#endif
