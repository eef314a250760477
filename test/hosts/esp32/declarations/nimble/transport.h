/* See host/ble_hs.h. */
#ifndef MESH_TEST_TRANSPORT_H
#define MESH_TEST_TRANSPORT_H

#include "nimble/os_mbuf.h"

int ble_transport_to_hs_acl(struct os_mbuf* om);

#endif
