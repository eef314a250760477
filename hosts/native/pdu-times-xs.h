/* The times of a radio's network PDUs, as JavaScript has them, and their opening for hosts. */
#ifndef MESH_NATIVE_PDU_TIMES_XS_H
#define MESH_NATIVE_PDU_TIMES_XS_H

#include "pdu-times.h"
#include "xsmc.h"

/*
 * Sets xsResult to the times of the last PDUs, as many as the first argument says, by the radio's
 * clock `now`, which gets the machine; `*user` points to them then. To undefined where it points to
 * others.
 */
void pduTimesOpen(xsMachine* the, double (*now)(void* the), PduTimes** user);

#endif
