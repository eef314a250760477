/* See host/ble_hs.h. */
#ifndef MESH_TEST_BLE_SVC_GAP_H
#define MESH_TEST_BLE_SVC_GAP_H

void ble_svc_gap_init(void);

#endif
