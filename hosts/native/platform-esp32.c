/*
 * The platform on ESP-IDF 6: PSA of Mbed TLS 4, whose drivers use the chip's hardware for AES
 * and SHA.
 */
#include "sdkconfig.h"
#include <pthread.h>
#include "esp_random.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "platform.h"

#if !CONFIG_MBEDTLS_THREADING_C
#error "set CONFIG_MBEDTLS_THREADING_C=y in sdkconfig.defaults: P-256 is done in a task of its own"
#endif
#if !CONFIG_MBEDTLS_CMAC_C
#error "set CONFIG_MBEDTLS_CMAC_C=y in sdkconfig.defaults: the mesh derives its keys with AES-CMAC"
#endif
#if !CONFIG_MBEDTLS_CCM_C
#error "set CONFIG_MBEDTLS_CCM_C=y in sdkconfig.defaults: the mesh encrypts with AES-CCM"
#endif

/*
 * Octets of stack of the task for P-256. It used 1.7 kB on a RISC-V without accelerators;
 * frames of Xtensa are larger, and there interrupts save their registers on the task's stack.
 */
#define STACK 4096
/* Below the 4 of JavaScript's task, which thus runs while the worker works, on one core too. */
#define PRIORITY 2

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t workerMutex = PTHREAD_MUTEX_INITIALIZER;

/* Suitable for keys only while the radio is on, as it is whenever a mesh node runs. */
int platformRandom(void* octets, size_t size)
{
	esp_fill_random(octets, size);
	return 0;
}

void platformLock(void)
{
	pthread_mutex_lock(&mutex);
}

void platformUnlock(void)
{
	pthread_mutex_unlock(&mutex);
}

/* Takes no lock: PSA has its own here, and JavaScript can encrypt meanwhile. */
void platformLongLock(void)
{
}

void platformLongUnlock(void)
{
}

void platformWorkerLock(void)
{
	pthread_mutex_lock(&workerMutex);
}

void platformWorkerUnlock(void)
{
	pthread_mutex_unlock(&workerMutex);
}

static void begin(void* run)
{
	((void (*)(void))run)();
	vTaskDelete(NULL);
}

bool platformStartThread(void (*run)(void))
{
	return xTaskCreate(begin, "p256", STACK, (void*)run, PRIORITY, NULL) == pdPASS;
}
