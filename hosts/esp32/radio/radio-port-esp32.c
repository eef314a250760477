/* Start and end of NimBLE and the controller in ESP-IDF. */
#include <stdatomic.h>
#include "radio-check.h"
#include "nimble/nimble_port.h"
#include "nimble/nimble_port_freertos.h"
#include "radio-nimble.h"

/* Milliseconds within which NimBLE's task must begin, at least. */
#define BEGINNING 100

static atomic_bool hasBegun;

/*
 * NimBLE's task. It ends in radioPortPark and not by nimble_port_stop, which needs a controller
 * that answers and a NimBLE that is not trying to synchronize with it.
 */
static void task(void* argument)
{
	(void)argument;
	atomic_store(&hasBegun, true);
	nimble_port_run();
	radioPortPark();
}

void radioPortPark(void)
{
	for (;;)
		vTaskDelay(portMAX_DELAY);
}

static void end(void)
{
	nimble_port_freertos_deinit();
	radioRelease();
	nimble_port_deinit();
}

static int start(void (*prepare)(void))
{
	esp_err_t status = nimble_port_init();
	if (status != ESP_OK)
		return status;
	prepare();
	atomic_store(&hasBegun, false);
	nimble_port_freertos_init(task);
	/* waits for the task to begin: no other sign shows that there was no memory for its stack */
	for (int left = BEGINNING; left > 0 && !atomic_load(&hasBegun); left--)
		vTaskDelay(1);
	if (atomic_load(&hasBegun))
		return 0;
	end();
	return ESP_ERR_NO_MEM;
}

/* Called in the task of XS: deletes NimBLE's task, which is parked, and ends NimBLE. */
static void stop(void)
{
	/* after an error NimBLE is ended already */
	if (!radioIsUp())
		return;
	radioLeave();
	end();
}

int radioPortStart(void)
{
	return start(radioPrepare);
}

int radioPortRestart(void)
{
	stop();
	return start(radioPrepareAgain);
}

void radioPortStop(void)
{
	stop();
	radioForget();
}
