/* See freertos/FreeRTOS.h. */
#ifndef MESH_TEST_FREERTOS_TASK_H
#define MESH_TEST_FREERTOS_TASK_H

#include "freertos/FreeRTOS.h"

typedef void (*TaskFunction_t)(void* arg);
typedef struct tskTaskControlBlock* TaskHandle_t;

BaseType_t xTaskCreate(TaskFunction_t pxTaskCode, const char* const pcName, const uint32_t usStackDepth, void* const pvParameters, UBaseType_t uxPriority, TaskHandle_t* const pxCreatedTask);
void vTaskDelete(TaskHandle_t xTaskToDelete);
void vTaskDelay(const TickType_t xTicksToDelay);

#endif
