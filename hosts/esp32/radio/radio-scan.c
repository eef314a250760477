/*
 * Scanning, in NimBLE's task. The scan mode is kept, so that scanning can be started again after a
 * reset of the controller. Received packets go through the filter to XS.
 */
#include <stdlib.h>
#include <string.h>
#include "radio-host.h"

/* Scan interval and window: 30 ms in units of 0.625 ms. As they are equal, it scans always. */
#define SCAN_INTERVAL 0x30

static struct {
	uint8_t wanted;
	uint8_t done;
} scan;
static PacketFilter filter;

void scanPrepare(void)
{
	memset(&filter, 0, sizeof(filter));
	scan.wanted = SCAN_OFF;
}

void scanReset(void)
{
	scan.done = SCAN_OFF;
}

void scanWant(uint8_t how)
{
	scan.wanted = how;
	radioGranted(WISH_SCAN);
	scanApply();
}

static void packetHeard(uint8_t kind, const ble_addr_t* from, int8_t rssi, const uint8_t* data, uint8_t length)
{
	RadioPacket packet = { .kind = kind, .rssi = rssi, .length = length };
	if (length == 0 || length > RADIO_DATA || packetFilterJudge(&filter, data, length) != PACKET_TAKEN)
		return;
	memcpy(packet.address, from->val, sizeof(packet.address));
	memcpy(packet.data, data, length);
	exchangePutPacket(&packet);
	radioWake();
}

static int scanEvent(struct ble_gap_event* event, void* argument)
{
	(void)argument;
	switch (event->type) {
	case BLE_GAP_EVENT_DISC:
		packetHeard(event->disc.event_type, &event->disc.addr, event->disc.rssi, event->disc.data,
			event->disc.length_data);
		break;
#if MYNEWT_VAL(BLE_EXT_ADV)
	case BLE_GAP_EVENT_EXT_DISC:
		if (event->ext_disc.props & BLE_HCI_ADV_LEGACY_MASK)
			packetHeard(event->ext_disc.legacy_event_type, &event->ext_disc.addr, event->ext_disc.rssi,
				event->ext_disc.data, event->ext_disc.length_data);
		break;
#endif
	case BLE_GAP_EVENT_DISC_COMPLETE:
		scan.done = SCAN_OFF;
		radioTickIn(RADIO_TICK);
		break;
	default:
		break;
	}
	return 0;
}

int scanInterrupt(void)
{
	if (scan.done == SCAN_OFF)
		return 0;
	int status = ble_gap_disc_cancel();
	if (status != 0 && status != BLE_HS_EALREADY)
		return status;
	scan.done = SCAN_OFF;
	return 0;
}

void scanApply(void)
{
	if (!radioSynced() || scan.done == scan.wanted)
		return;
	int interrupted = scanInterrupt();
	if (interrupted != 0) {
		radioRefusedWish(WISH_SCAN, interrupted);
		return;
	}
	if (scan.wanted == SCAN_OFF)
		return;
	struct ble_gap_disc_params parameters = {
		.itvl = SCAN_INTERVAL,
		.window = SCAN_INTERVAL,
		.filter_policy = BLE_HCI_SCAN_FILT_NO_WL,
		.passive = scan.wanted == SCAN_PASSIVE,
		.filter_duplicates = 0,
	};
	int status = ble_gap_disc(BLE_OWN_ADDR_RANDOM, BLE_HS_FOREVER, &parameters, scanEvent, NULL);
	if (status != 0) {
		/* a scan runs with unknown parameters */
		if (status == BLE_HS_EALREADY)
			ble_gap_disc_cancel();
		radioRefusedWish(WISH_SCAN, status);
		return;
	}
	scan.done = scan.wanted;
	radioGranted(WISH_SCAN);
}

void scanFilter(RadioFilter* wanted)
{
	packetFilterBegin(&filter);
	memcpy(filter.types, wanted->types, sizeof(filter.types));
	memcpy(filter.beacons, wanted->beacons, sizeof(filter.beacons));
	memcpy(filter.nids, wanted->nids, sizeof(filter.nids));
	free(wanted);
}

uint32_t radioFiltered(PacketVerdict verdict)
{
	return filter.counts[verdict];
}
