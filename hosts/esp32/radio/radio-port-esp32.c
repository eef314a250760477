/* How NimBLE is started and ended in ESP-IDF, with the controller. */
#include "radio-check.h"
#include "nimble/nimble_port.h"
#include "nimble/nimble_port_freertos.h"
#include "radio-nimble.h"

/*
 * It ends where radio-nimble.c wants it to, and not by nimble_port_stop, which needs a
 * controller that answers, and a NimBLE that does not try to get in step with it.
 */
static void task(void* argument)
{
	(void)argument;
	nimble_port_run();
	radioPortPark();
}

void radioPortPark(void)
{
	for (;;)
		vTaskDelay(portMAX_DELAY);
}

static int start(void (*prepare)(void))
{
	esp_err_t status = nimble_port_init();
	if (status != ESP_OK)
		return status;
	prepare();
	nimble_port_freertos_init(task);
	return 0;
}

/* In the task of XS: NimBLE's stands still, and is deleted. */
static void end(void)
{
	radioLeave();
	/* after an error there is nothing to end */
	if (!radioIsUp())
		return;
	nimble_port_freertos_deinit();
	radioRelease();
	nimble_port_deinit();
}

int radioPortStart(void)
{
	return start(radioPrepare);
}

int radioPortRestart(void)
{
	end();
	return start(radioPrepareAgain);
}

void radioPortStop(void)
{
	end();
	radioForget();
}
