/* What Espressif's NimBLE has and Apache's on Linux has not; included before everything else. */
#ifndef MESH_TEST_NIMBLE_MORE_H
#define MESH_TEST_NIMBLE_MORE_H

#include "nimble/nimble_npl.h"
#include "host/ble_hs.h"

void ble_npl_event_deinit(struct ble_npl_event* event);
void ble_npl_callout_deinit(struct ble_npl_callout* callout);
int ble_gatts_add_dynamic_svcs(const struct ble_gatt_svc_def* services);
int ble_gatts_delete_svc(const ble_uuid_t* uuid);

#endif
