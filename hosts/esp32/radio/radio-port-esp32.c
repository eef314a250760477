/* How NimBLE is started and ended in ESP-IDF, with the controller. */
#include "radio-check.h"
#include "nimble/nimble_port.h"
#include "nimble/nimble_port_freertos.h"
#include "radio-nimble.h"

static void task(void* argument)
{
	(void)argument;
	nimble_port_run();
	nimble_port_freertos_deinit();
}

int radioPortStart(void)
{
	esp_err_t status = nimble_port_init();
	if (status != ESP_OK)
		return status;
	radioPrepare();
	nimble_port_freertos_init(task);
	return 0;
}

void radioPortStop(void)
{
	if (nimble_port_stop() != 0)
		return;
	nimble_port_deinit();
	radioForget();
}
