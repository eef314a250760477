/* Native function of hosts/native/octet-text.ts. */
#ifndef MESH_NATIVE_OCTET_TEXT_H
#define MESH_NATIVE_OCTET_TEXT_H

#include "xs.h"

void xs_octet_text(xsMachine* the);

#endif
