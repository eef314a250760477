/* The native functions of a machine's radio for what has its clock: its scheduler, and the times of PDUs. */
#ifndef MESH_XS_NATIVES_ADVERTISING_H
#define MESH_XS_NATIVES_ADVERTISING_H

#include "xs.h"

void xs_host_scheduler(xsMachine* the);
void xs_host_pdu_times(xsMachine* the);

#endif
