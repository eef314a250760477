/* See host/ble_hs.h. */
#define SOC_BLE_SUPPORTED 1
