/* ESP-IDF's esp_wifi, as far as hosts/esp32/wifi uses it. */
#ifndef MESH_TEST_ESP_WIFI_H
#define MESH_TEST_ESP_WIFI_H

#include <stdint.h>
#include "esp_event.h"

extern esp_event_base_t const WIFI_EVENT;

typedef enum { WIFI_EVENT_STA_DISCONNECTED = 5 } wifi_event_t;

typedef struct {
	uint8_t ssid[32];
	uint8_t ssid_len;
	uint8_t bssid[6];
	uint8_t reason;
	int8_t rssi;
} wifi_event_sta_disconnected_t;

#endif
