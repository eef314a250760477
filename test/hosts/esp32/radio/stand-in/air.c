/* Advertising and scanning, as far as NimBLE does them. */
#include <string.h>
#include "parts.h"

/* On average, what a controller adds to an interval. */
#define DELAY 5
#define INSTANCES 5

SentPacket sentPackets[4096];
int sentCount;
uint32_t shortestInterval;
struct ble_gap_disc_params scanParameters;
bool scanning;
bool endsUntold;
ble_gap_event_fn* connectionCallback;

/* ---- advertising ---- */

typedef struct {
	bool active;
	bool untold;
	/* what the controller knows of it, until it is reset */
	bool configured;
	bool connectable;
	/* of an instance of extended advertising */
	uint8_t address[6];
	uint32_t interval;
	uint32_t next;
	uint32_t deadline;
	int left;
	uint8_t length;
	uint8_t data[RADIO_DATA];
	ble_gap_event_fn* callback;
} Advertiser;

static Advertiser advertisers[INSTANCES];

static void ended(int instance, int reason)
{
	struct ble_gap_event event = { .type = BLE_GAP_EVENT_ADV_COMPLETE };
	event.adv_complete.reason = reason;
#if MYNEWT_VAL(BLE_EXT_ADV)
	event.adv_complete.instance = (uint8_t)instance;
#endif
	advertisers[instance].active = advertisers[instance].untold = false;
	advertisers[instance].callback(&event, NULL);
}

/* All is sent. What was not reported stays as it is in NimBLE. */
static void done(int instance)
{
	if (endsUntold)
		advertisers[instance].untold = true;
	else
		ended(instance, BLE_HS_ETIMEOUT);
}

static void advertise(int instance)
{
	Advertiser* a = &advertisers[instance];
	if (a->untold)
		return;
	if (a->active && now() >= a->next) {
		CHECK(sentCount < 4096);
		SentPacket* packet = &sentPackets[sentCount++];
		packet->time = now();
		packet->connectable = a->connectable;
		memcpy(packet->address, MYNEWT_VAL(BLE_EXT_ADV) ? a->address : randomAddress, sizeof(packet->address));
		packet->length = a->length;
		memcpy(packet->data, a->data, sizeof(packet->data));
		a->next = now() + a->interval + DELAY;
		if (a->left > 0 && --a->left == 0)
			done(instance);
	}
	if (a->active && a->deadline && now() >= a->deadline)
		done(instance);
}

void advertiseAll(void)
{
	for (int i = 0; i < INSTANCES; i++)
		advertise(i);
}

bool advertisesAtRandom(void)
{
	for (int i = 0; i < INSTANCES; i++)
		if (advertisers[i].active && !MYNEWT_VAL(BLE_EXT_ADV))
			return true;
	return false;
}

void advertisingFails(void)
{
	for (int i = 0; i < INSTANCES; i++) {
		advertisers[i].configured = false;
		if (advertisers[i].active)
			ended(i, BLE_HS_ECONTROLLER);
	}
}

/* A client comes by connectable advertising, which ends, or by one that has just ended. */
void connectTo(struct ble_gap_event* event)
{
	for (int i = 0; i < INSTANCES; i++) {
		Advertiser* a = &advertisers[i];
		if (!a->active || !a->connectable)
			continue;
		connectionCallback = a->callback;
		a->active = false;
		connectionCallback(event, NULL);
#if MYNEWT_VAL(BLE_EXT_ADV)
		ended(i, 0);
#endif
		return;
	}
	CHECK(connectionCallback);
	connectionCallback(event, NULL);
}

static int begin(Advertiser* a, uint32_t duration, int events)
{
	int status;
	if (isRefused(&status))
		return status;
	if (a->active)
		return BLE_HS_EALREADY;
	if (a->connectable && !hasSubscriptions())
		return BLE_HS_ENOMEM;
	if (!a->connectable && a->interval < shortestInterval)
		return BLE_HS_HCI_ERR(BLE_ERR_INV_HCI_CMD_PARMS);
	a->active = true;
	/* the controller needs a moment */
	a->next = now() + 1;
	a->deadline = duration ? now() + duration : 0;
	a->left = events;
	return 0;
}

static int stopAdvertiser(Advertiser* a)
{
	int was = a->active ? 0 : BLE_HS_EALREADY;
	a->active = a->untold = false;
	return was;
}

#if MYNEWT_VAL(BLE_EXT_ADV)

int ble_gap_ext_adv_configure(uint8_t instance, const struct ble_gap_ext_adv_params* parameters, int8_t* power,
	ble_gap_event_fn* callback, void* argument)
{
	Advertiser* a = &advertisers[instance];
	(void)power, (void)argument;
	CHECK(instance < INSTANCES && !a->active && parameters->legacy_pdu);
	CHECK(parameters->own_addr_type == BLE_OWN_ADDR_RANDOM);
	CHECK(parameters->connectable == parameters->scannable);
	a->configured = true;
	a->connectable = parameters->connectable;
	a->interval = parameters->itvl_min * 5 / 8;
	a->callback = callback;
	return 0;
}

int ble_gap_ext_adv_set_addr(uint8_t instance, const ble_addr_t* address)
{
	Advertiser* a = &advertisers[instance];
	unsigned kind = address->val[5] & 0xc0;
	CHECK(instance < INSTANCES && !a->active && address->type == 1);
	CHECK(kind == 0xc0 || (kind == 0 && a->connectable));
	memcpy(a->address, address->val, sizeof(a->address));
	return 0;
}

int ble_gap_ext_adv_set_data(uint8_t instance, struct os_mbuf* data)
{
	Advertiser* a = &advertisers[instance];
	a->length = (uint8_t)data->om_len;
	memcpy(a->data, data->om_data, a->length);
	return os_mbuf_free_chain(data);
}

int ble_gap_ext_adv_rsp_set_data(uint8_t instance, struct os_mbuf* data)
{
	(void)instance;
	return os_mbuf_free_chain(data);
}

int ble_gap_ext_adv_start(uint8_t instance, int duration, int events)
{
	CHECK(duration == 0 && events <= 255 && advertisers[instance].configured);
	return begin(&advertisers[instance], 0, events);
}

int ble_gap_ext_adv_stop(uint8_t instance)
{
	return stopAdvertiser(&advertisers[instance]);
}

#endif

int ble_gap_adv_set_data(const uint8_t* data, int length)
{
	advertisers[0].length = (uint8_t)length;
	memcpy(advertisers[0].data, data, (size_t)length);
	return 0;
}

int ble_gap_adv_rsp_set_data(const uint8_t* data, int length)
{
	(void)data, (void)length;
	return 0;
}

int ble_gap_adv_start(uint8_t address, const ble_addr_t* peer, int32_t duration, const struct ble_gap_adv_params* parameters,
	ble_gap_event_fn* callback, void* argument)
{
	Advertiser* a = &advertisers[0];
	(void)argument;
	CHECK(address == BLE_OWN_ADDR_RANDOM && peer == NULL && !MYNEWT_VAL(BLE_EXT_ADV));
	a->connectable = parameters->conn_mode == BLE_GAP_CONN_MODE_UND;
	a->interval = parameters->itvl_min * 5u / 8;
	a->callback = callback;
	return begin(a, duration == BLE_HS_FOREVER ? 0 : (uint32_t)duration, 0);
}

int ble_gap_adv_stop(void)
{
	return stopAdvertiser(&advertisers[0]);
}

int sentWith(uint8_t first)
{
	int count = 0;
	for (int i = 0; i < sentCount; i++)
		count += !sentPackets[i].connectable && sentPackets[i].data[0] == first;
	return count;
}

int sentConnectable(void)
{
	int count = 0;
	for (int i = 0; i < sentCount; i++)
		count += sentPackets[i].connectable;
	return count;
}

/* ---- scanning ---- */

static ble_gap_event_fn* scanCallback;

int ble_gap_disc(uint8_t address, int32_t duration, const struct ble_gap_disc_params* parameters, ble_gap_event_fn* callback,
	void* argument)
{
	int status;
	(void)argument;
	CHECK(address == BLE_OWN_ADDR_RANDOM && duration == BLE_HS_FOREVER);
	if (isRefused(&status))
		return status;
	if (scanning)
		return BLE_HS_EALREADY;
	scanning = true;
	scanParameters = *parameters;
	scanCallback = callback;
	return 0;
}

int ble_gap_disc_cancel(void)
{
	int was = scanning ? 0 : BLE_HS_EALREADY;
	scanning = false;
	return was;
}

void hear(uint8_t kind, const uint8_t* data, uint8_t length)
{
	struct ble_gap_event event = { 0 };
	ble_addr_t from = { 1, { 6, 5, 4, 3, 2, 1 } };
	if (!scanning)
		return;
#if MYNEWT_VAL(BLE_EXT_ADV)
	event.type = BLE_GAP_EVENT_EXT_DISC;
	event.ext_disc = (struct ble_gap_ext_disc_desc){ BLE_HCI_ADV_LEGACY_MASK, kind, from, -60, length, data };
#else
	event.type = BLE_GAP_EVENT_DISC;
	event.disc = (struct ble_gap_disc_desc){ kind, length, from, -60, data };
#endif
	scanCallback(&event, NULL);
}

void scanningFails(void)
{
	struct ble_gap_event event = { .type = BLE_GAP_EVENT_DISC_COMPLETE };
	if (!scanning)
		return;
	scanning = false;
	scanCallback(&event, NULL);
}
