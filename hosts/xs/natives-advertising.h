/* The native function of a machine's radio that opens its scheduler. */
#ifndef MESH_XS_NATIVES_ADVERTISING_H
#define MESH_XS_NATIVES_ADVERTISING_H

#include "xs.h"

void xs_host_scheduler(xsMachine* the);

#endif
