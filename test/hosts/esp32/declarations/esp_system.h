/* ESP-IDF's esp_system, as far as hosts/esp32/wifi calls it. */
#ifndef MESH_TEST_ESP_SYSTEM_H
#define MESH_TEST_ESP_SYSTEM_H

void esp_restart(void);

#endif
