/* Of NimBLE's GATT service what the radio calls. */
#ifndef MESH_TEST_BLE_SVC_GATT_H
#define MESH_TEST_BLE_SVC_GATT_H

void ble_svc_gatt_init(void);

#endif
