/* The native functions of machines whose host has services. */
#ifndef MESH_XS_NATIVES_SERVICES_H
#define MESH_XS_NATIVES_SERVICES_H

#include "xs.h"

void xs_host_ask(xsMachine* the);
void xs_host_octets(xsMachine* the);

#endif
