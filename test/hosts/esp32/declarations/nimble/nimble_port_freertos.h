/* See host/ble_hs.h. */
#ifndef MESH_TEST_NIMBLE_PORT_FREERTOS_H
#define MESH_TEST_NIMBLE_PORT_FREERTOS_H

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

void nimble_port_freertos_init(TaskFunction_t host_task_fn);
void nimble_port_freertos_deinit(void);

#endif
