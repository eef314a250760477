/* ESP-IDF 6: PSA of Mbed TLS 4, AES and SHA by the chip's hardware through PSA's drivers. */
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
 * Octets of the stack of P-256's task. 1.7 kB was used on a RISC-V without accelerators;
 * Xtensa's frames are larger, and there an interrupt's registers are saved on it.
 */
#define STACK 4096
/* JavaScript has 4: it goes on while the worker works, on a chip of one core too. */
#define PRIORITY 2

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t workerMutex = PTHREAD_MUTEX_INITIALIZER;

/* Good for keys only while the radio is on, which it is when a mesh node runs. */
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

/* PSA has locks of its own here: JavaScript can encrypt meanwhile. */
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
