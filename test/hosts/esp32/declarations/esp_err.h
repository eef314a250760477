/* See host/ble_hs.h. */
#ifndef MESH_TEST_ESP_ERR_H
#define MESH_TEST_ESP_ERR_H

typedef int esp_err_t;

#define ESP_OK 0
#define ESP_ERR_NO_MEM 0x101
#define ESP_ERR_INVALID_STATE 0x103

#endif
