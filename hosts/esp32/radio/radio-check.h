/*
 * Checks that the chip and sdkconfig have what the radio needs. Include it before the headers of
 * NimBLE, which do not exist when Bluetooth is off.
 */
#ifndef MESH_RADIO_CHECK_H
#define MESH_RADIO_CHECK_H

#include "sdkconfig.h"
#include "soc/soc_caps.h"

#if !SOC_BLE_SUPPORTED
#error "this chip has no Bluetooth LE: build for one that has, such as esp32, esp32/esp32c3, esp32/esp32c6 or esp32/esp32s3"
#elif !CONFIG_BT_ENABLED
#error "set CONFIG_BT_ENABLED=y in sdkconfig.defaults (hosts/esp32/sdkconfig.defaults has all that the radio needs)"
#elif !CONFIG_BT_NIMBLE_ENABLED
#error "set CONFIG_BT_NIMBLE_ENABLED=y in sdkconfig.defaults: the radio runs on NimBLE"
#elif !CONFIG_BT_NIMBLE_ROLE_BROADCASTER
#error "set CONFIG_BT_NIMBLE_ROLE_BROADCASTER=y in sdkconfig.defaults: the mesh advertises"
#elif !CONFIG_BT_NIMBLE_ROLE_OBSERVER
#error "set CONFIG_BT_NIMBLE_ROLE_OBSERVER=y in sdkconfig.defaults: the mesh scans"
#elif !CONFIG_BT_NIMBLE_ROLE_PERIPHERAL
#error "set CONFIG_BT_NIMBLE_ROLE_PERIPHERAL=y in sdkconfig.defaults: provisioning and proxy need connections"
#elif !CONFIG_BT_NIMBLE_DYNAMIC_SERVICE
#error "set CONFIG_BT_NIMBLE_DYNAMIC_SERVICE=y in sdkconfig.defaults: the services of the mesh come and go"
#elif CONFIG_BT_NIMBLE_HS_FLOW_CTRL
#error "set CONFIG_BT_NIMBLE_HS_FLOW_CTRL=n in sdkconfig.defaults: it cannot count reads that wait for their answer"
#elif CONFIG_BT_NIMBLE_EXT_ADV && CONFIG_BT_NIMBLE_MAX_EXT_ADV_INSTANCES < 1
#error "set CONFIG_BT_NIMBLE_MAX_EXT_ADV_INSTANCES=4 in sdkconfig.defaults: packets have advertising sets of their own"
#endif

#endif
