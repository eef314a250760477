/* See host/ble_hs.h. */
#ifndef MESH_TEST_ESP_RANDOM_H
#define MESH_TEST_ESP_RANDOM_H

#include <stddef.h>

void esp_fill_random(void* buf, size_t len);

#endif
