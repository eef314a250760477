/* What hosts/esp32 and hosts/native use of FreeRTOS; see host/ble_hs.h. */
#ifndef MESH_TEST_FREERTOS_H
#define MESH_TEST_FREERTOS_H

#include <stdint.h>

typedef int BaseType_t;
typedef unsigned UBaseType_t;
typedef uint32_t TickType_t;

#define pdTRUE ((BaseType_t)1)
#define pdPASS pdTRUE
#define portMAX_DELAY ((TickType_t)0xffffffffUL)

#endif
