/*
 * Advertising with a controller without extended advertising: it has one advertising set, which
 * packets and connectable advertising share.
 */
#include <string.h>
#include "radio-advertising.h"

#if !MYNEWT_VAL(BLE_EXT_ADV)

#define SETS 1

/*
 * Average random delay in milliseconds that the controller adds to an interval (Core Specification
 * 5.4, Vol 6 Part B, §4.4.2.2).
 */
#define DELAY 5

/*
 * Milliseconds, with a reserve, for one event of connectable advertising, or of a packet whose
 * events are started one by one.
 */
#define TURN 12

/* Below this many ms, controllers of Bluetooth 4 may refuse an interval of advertising that is not connectable. */
#define SLOW_INTERVAL 100

typedef enum { NOBODY, PACKET, CONNECTABLE } Occupant;

static Occupant occupant;
/* when connectable advertising began, and when its last event ended */
static uint32_t connectableSince, connectableUntil;
/* the controller refuses short intervals: each event is started separately */
static bool singly;
static uint32_t noise;
/* the controller's random address */
static uint8_t addressInUse[6];

static bool isDue(uint32_t when)
{
	return (int32_t)(radioNow() - when) >= 0;
}

/* A random delay of 0..10 ms, as a controller would add. */
static uint32_t randomDelay(void)
{
	noise = noise * 1664525 + 1013904223;
	return (noise >> 16) % (2 * DELAY + 1);
}

/* A duration that ends between the last event that is wanted and the next one. */
static int32_t durationOf(unsigned events, unsigned interval)
{
	unsigned mean = interval + DELAY;
	return (int32_t)((events - 1) * mean + mean / 2);
}

static int legacyEvent(struct ble_gap_event* event, void* argument);

static int start(uint8_t mode, uint16_t interval, int32_t duration)
{
	struct ble_gap_adv_params parameters = {
		.conn_mode = mode,
		.disc_mode = mode == BLE_GAP_CONN_MODE_UND ? BLE_GAP_DISC_MODE_GEN : BLE_GAP_DISC_MODE_NON,
		.itvl_min = (uint16_t)UNITS(interval),
		.itvl_max = (uint16_t)UNITS(interval),
	};
	return ble_gap_adv_start(BLE_OWN_ADDR_RANDOM, NULL, duration, &parameters, legacyEvent, NULL);
}

/*
 * The controller has one random address, with which it also scans, and takes another one only while
 * it neither advertises nor scans (Core Specification 5.4, Vol 4 Part E, §7.8.4). So packets
 * have the private address as well while connectable advertising has one, and scanning is
 * interrupted only when that begins, ends or is given another address.
 */
static int setAddress(void)
{
	ble_addr_t wanted = connectableAddress();
	if (memcmp(addressInUse, wanted.val, sizeof(addressInUse)) == 0)
		return 0;
	int status = scanInterrupt();
	if (status == 0)
		status = ble_hs_id_set_rnd(wanted.val);
	if (status == 0)
		memcpy(addressInUse, wanted.val, sizeof(addressInUse));
	scanApply();
	return status;
}

static void startSlot(void)
{
	Slot* slot = &slots[0];
	int status = setAddress();
	if (status == 0)
		status = ble_gap_adv_set_data(slot->data, slot->length);
	if (status == 0 && !singly) {
		status = start(BLE_GAP_CONN_MODE_NON, slot->interval, durationOf(slot->left, slot->interval));
		if (status == BLE_HS_HCI_ERR(BLE_ERR_INV_HCI_CMD_PARMS) && slot->interval < SLOW_INTERVAL)
			singly = true;
	}
	if (singly && (status == 0 || status == BLE_HS_HCI_ERR(BLE_ERR_INV_HCI_CMD_PARMS))) {
		status = start(BLE_GAP_CONN_MODE_NON, slot->interval < SLOW_INTERVAL ? SLOW_INTERVAL : slot->interval, TURN);
		slot->notBefore = radioNow() + slot->interval + randomDelay();
	}
	if (status == 0) {
		slotStarted(0, singly ? 1 : slot->left, slot->interval);
		occupant = PACKET;
	}
	else
		radioRefusedWish(WISH_PACKET, status);
}

static void startConnectable(void)
{
	int status = setAddress();
	if (status == 0)
		status = ble_gap_adv_set_data(connectable->data, connectable->length);
	if (status == 0)
		status = ble_gap_adv_rsp_set_data(connectable->response, connectable->responseLength);
	if (status == 0)
		status = start(BLE_GAP_CONN_MODE_UND, connectable->interval, BLE_HS_FOREVER);
	if (status == 0) {
		occupant = CONNECTABLE;
		connectableSince = radioNow();
		radioGranted(WISH_CONNECTABLE);
	}
	else {
		/* set at once, so that packets that wait for the set are not delayed */
		connectableUntil = radioNow();
		radioRefusedWish(WISH_CONNECTABLE, status);
	}
}

void stopConnectable(void)
{
	if (occupant != CONNECTABLE)
		return;
	ble_gap_adv_stop();
	occupant = NOBODY;
	connectableUntil = radioNow();
}

/*
 * Starts the advertising that uses the set next: packets, except for one event of connectable
 * advertising in each of its intervals.
 */
void advertisingProceed(void)
{
	if (!radioSynced())
		return;
	bool waiting = slots[0].state == SLOT_WAITING && isDue(slots[0].notBefore);
	if (slots[0].state == SLOT_WAITING && !waiting)
		radioTickIn(slots[0].notBefore - radioNow());
	if (occupant == CONNECTABLE) {
		if (!waiting)
			return;
		if (!isDue(connectableSince + TURN)) {
			radioTickIn(connectableSince + TURN - radioNow());
			return;
		}
		stopConnectable();
	}
	if (occupant != NOBODY)
		return;
	if (isConnectableWanted()) {
		uint32_t due = connectableUntil + connectable->interval;
		if (isDue(due))
			startConnectable();
		else if (!waiting)
			radioTickIn(due - radioNow());
		if (occupant == CONNECTABLE) {
			if (waiting)
				radioTickIn(TURN);
			return;
		}
	}
	if (waiting)
		startSlot();
}

static int legacyEvent(struct ble_gap_event* event, void* argument)
{
	(void)argument;
	if (event->type == BLE_GAP_EVENT_ADV_COMPLETE) {
		bool sent = event->adv_complete.reason == BLE_HS_ETIMEOUT;
		if (occupant == PACKET)
			slotEnded(0, sent ? (singly ? 1 : slots[0].left) : 0);
		occupant = NOBODY;
		/* only after success: in a reset every call fails, so it is not repeated at once */
		if (sent)
			advertisingProceed();
		else
			radioTickIn(RADIO_TICK);
		return 0;
	}
	/* a connection ends the advertising by which it was opened */
	if (event->type == BLE_GAP_EVENT_CONNECT && occupant == CONNECTABLE) {
		occupant = NOBODY;
		connectableUntil = radioNow();
	}
	return gattEvent(event);
}

void stopSlot(unsigned index)
{
	(void)index;
	ble_gap_adv_stop();
	occupant = NOBODY;
}

void forgetController(void)
{
	occupant = NOBODY;
	connectableUntil = radioNow() - 0x10000;
	memcpy(&noise, radioAddress()->val, sizeof(noise));
	memcpy(addressInUse, radioAddress()->val, sizeof(addressInUse));
}

unsigned radioSets(void)
{
	return SETS;
}

#endif
