#include "xsmc.h"
#include "xsHost.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "worker-xs.h"

typedef struct {
	void (*deliver)(void* job);
	void* job;
} Delivery;

static void deliver(void* the, void* refcon, uint8_t* message, uint16_t length)
{
	const Delivery* delivery = (const Delivery*)(const void*)message;
	(void)the, (void)refcon, (void)length;
	delivery->deliver(delivery->job);
}

/* Waits for room in the machine's queue, which a worker may do; the message is copied. */
void workerPost(xsMachine* machine, void (*function)(void* job), void* job)
{
	Delivery delivery = { function, job };
	while (modMessagePostToMachine(machine, (uint8_t*)&delivery, sizeof(delivery), deliver, NULL) != 0)
		vTaskDelay(1);
}
