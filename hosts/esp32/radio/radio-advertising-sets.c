/* Advertising by extended advertising: a set for each packet and for connectable advertising. */
#include <string.h>
#include "radio-advertising.h"

#if MYNEWT_VAL(BLE_EXT_ADV)

#define SETS (MYNEWT_VAL(BLE_MULTI_ADV_INSTANCES) < RADIO_SLOTS ? MYNEWT_VAL(BLE_MULTI_ADV_INSTANCES) : RADIO_SLOTS)

/* Instance of connectable advertising, after those of packets. */
#define CONNECTABLE SETS
/* Advertising events that one call can ask for, at most. */
#define MOST_EVENTS 255

/* The interval with which each instance is configured, 0 when it is not configured. */
static uint16_t configured[SETS + 1];
static bool connectableActive;
/* Address of the connectable instance, while that is configured. */
static ble_addr_t connectableHas;

static int setEvent(struct ble_gap_event* event, void* argument);

static int configure(unsigned instance, uint16_t interval)
{
	struct ble_gap_ext_adv_params parameters = {
		.connectable = instance == CONNECTABLE,
		.scannable = instance == CONNECTABLE,
		.legacy_pdu = 1,
		.itvl_min = UNITS(interval),
		.itvl_max = UNITS(interval),
		.own_addr_type = BLE_OWN_ADDR_RANDOM,
		.primary_phy = BLE_HCI_LE_PHY_1M,
		.secondary_phy = BLE_HCI_LE_PHY_1M,
		/* 127: the transmit power that the controller prefers */
		.tx_power = 127,
		.sid = (uint8_t)instance,
	};
	if (configured[instance] == interval)
		return 0;
	int status = ble_gap_ext_adv_configure((uint8_t)instance, &parameters, NULL, setEvent, NULL);
	if (status == 0)
		status = ble_gap_ext_adv_set_addr((uint8_t)instance, radioAddress());
	configured[instance] = status == 0 ? interval : 0;
	if (instance == CONNECTABLE)
		connectableHas = *radioAddress();
	return status;
}

/* An instance has an address of its own: packets and scanning keep the radio's. */
static int setConnectableAddress(void)
{
	ble_addr_t wanted = connectableAddress();
	if (memcmp(connectableHas.val, wanted.val, sizeof(wanted.val)) == 0)
		return 0;
	int status = ble_gap_ext_adv_set_addr(CONNECTABLE, &wanted);
	if (status == 0)
		connectableHas = wanted;
	return status;
}

typedef int (*SetData)(uint8_t instance, struct os_mbuf* data);

static int setData(SetData set, unsigned instance, const uint8_t* data, uint8_t length)
{
	struct os_mbuf* buffer = os_msys_get_pkthdr(length, 0);
	if (!buffer)
		return BLE_HS_ENOMEM;
	if (os_mbuf_append(buffer, data, length) != 0) {
		os_mbuf_free_chain(buffer);
		return BLE_HS_ENOMEM;
	}
	return set((uint8_t)instance, buffer);
}

static void startSlot(unsigned index)
{
	Slot* slot = &slots[index];
	int events = slot->left < MOST_EVENTS ? (int)slot->left : MOST_EVENTS;
	int status = configure(index, slot->interval);
	if (status == 0)
		status = setData(ble_gap_ext_adv_set_data, index, slot->data, slot->length);
	if (status == 0)
		status = ble_gap_ext_adv_start((uint8_t)index, 0, events);
	if (status == 0)
		slotStarted(index, (unsigned)events, slot->interval);
	else
		radioRefusedWish(WISH_PACKET + index, status);
}

static void startConnectable(void)
{
	int status = configure(CONNECTABLE, connectable->interval);
	if (status == 0)
		status = setConnectableAddress();
	if (status == 0)
		status = setData(ble_gap_ext_adv_set_data, CONNECTABLE, connectable->data, connectable->length);
	if (status == 0)
		status = setData(ble_gap_ext_adv_rsp_set_data, CONNECTABLE, connectable->response, connectable->responseLength);
	if (status == 0)
		status = ble_gap_ext_adv_start(CONNECTABLE, 0, 0);
	connectableActive = status == 0;
	if (status == 0)
		radioGranted(WISH_CONNECTABLE);
	else
		radioRefusedWish(WISH_CONNECTABLE, status);
}

void advertisingProceed(void)
{
	if (!radioSynced())
		return;
	for (unsigned i = 0; i < SETS; i++)
		if (slots[i].state == SLOT_WAITING)
			startSlot(i);
	if (!connectableActive && isConnectableWanted())
		startConnectable();
}

static int setEvent(struct ble_gap_event* event, void* argument)
{
	(void)argument;
	if (event->type != BLE_GAP_EVENT_ADV_COMPLETE)
		return gattEvent(event);
	unsigned instance = event->adv_complete.instance;
	if (instance < SETS) {
		/* BLE_HS_ETIMEOUT reports that all events were sent; other reasons are failures */
		bool sent = event->adv_complete.reason == BLE_HS_ETIMEOUT;
		slotEnded(instance, sent ? MOST_EVENTS : 0);
	}
	else
		connectableActive = false;
	/* only after success: during a reset every call fails, so it is not repeated at once */
	if (event->adv_complete.reason == BLE_HS_ETIMEOUT)
		advertisingProceed();
	else
		radioTickIn(RADIO_TICK);
	return 0;
}

void stopSlot(unsigned index)
{
	ble_gap_ext_adv_stop((uint8_t)index);
}

void stopConnectable(void)
{
	if (connectableActive)
		ble_gap_ext_adv_stop(CONNECTABLE);
	connectableActive = false;
}

void forgetController(void)
{
	memset(configured, 0, sizeof(configured));
	connectableActive = false;
}

unsigned radioSets(void)
{
	return SETS;
}

#endif
