/*
 * The reason why the station was disconnected. Moddable's module only distinguishes a wrong
 * passphrase from all other reasons, by five reason codes, which do not include those of WPA3.
 */
#include "esp_event.h"
#include "esp_system.h"
#include "esp_wifi.h"
#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

static volatile int32_t latest;

static void noteReason(void* argument, esp_event_base_t base, int32_t id, void* data)
{
	(void)argument;
	(void)base;
	if (id == WIFI_EVENT_STA_DISCONNECTED)
		latest = ((wifi_event_sta_disconnected_t*)data)->reason;
}

/*
 * (): starts to record the reason. Called before Moddable's module starts Wi-Fi, so that the
 * reason is recorded before the module reports the event.
 */
void xs_wifi_watch(xsMachine* the)
{
	esp_err_t error = esp_event_loop_create_default();
	if (error == ESP_OK || error == ESP_ERR_INVALID_STATE)
		error = esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, noteReason, NULL);
	if (error != ESP_OK)
		xsUnknownError("the event loop failed with %d", (int)error);
}

/* (): the latest reason, a wifi_err_reason_t; 0 when there was none */
void xs_wifi_reason(xsMachine* the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)latest);
}

/* (): restarts the chip */
void xs_wifi_restart(xsMachine* the)
{
	(void)the;
	esp_restart();
}
