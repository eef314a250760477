/* What hosts/esp32 and hosts/native use of Moddable's platform for the ESP32; see host/ble_hs.h. */
#ifndef MESH_TEST_XS_HOST_H
#define MESH_TEST_XS_HOST_H

#include <stdint.h>

uint32_t modMilliseconds(void);

typedef void (*modMessageDeliver)(void* the, void* refcon, uint8_t* message, uint16_t messageLength);

int modMessagePostToMachine(xsMachine* the, uint8_t* message, uint16_t messageLength, modMessageDeliver callback, void* refcon);
int modMessagePostToMachineFromISR(xsMachine* the, modMessageDeliver callback, void* refcon);

#endif
