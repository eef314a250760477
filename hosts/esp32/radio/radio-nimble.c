/*
 * The radio in NimBLE's task: its start, what XS asks for, and scanning. What is
 * wanted is kept, so that it can be asked of the controller again after a reset.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "radio-host.h"
#include "services/gap/ble_svc_gap.h"

/* The folder of its header is not among those of the SDK's makefile. */
void ble_svc_gatt_init(void);

/* Scan interval and window of 30 ms in units of 0.625 ms: all the time. */
#define SCAN_INTERVAL 0x30

/* The largest ATT_MTU that a mesh and protocomm ask for. */
#define PREFERRED_MTU 517

static struct ble_npl_event kick;
static struct ble_npl_callout tick;
static bool isTickSet;
static uint32_t tickDue;
static ble_addr_t address;
static bool hasAddress;
/* a post to XS is on its way; set here, cleared by XS */
static atomic_bool posted;
/* one that could not be made */
static bool isPostOwed;
static atomic_uint refused;
static struct {
	uint8_t wanted;
	uint8_t done;
} scan;
static PacketFilter filter;

uint32_t radioNow(void)
{
	return ble_npl_time_ticks_to_ms32(ble_npl_time_get());
}

const ble_addr_t* radioAddress(void)
{
	return &address;
}

/* NimBLE's own functions that tell when a callout is due differ from one system to another. */
void radioTickIn(uint32_t milliseconds)
{
	uint32_t due = radioNow() + milliseconds;
	if (isTickSet && (int32_t)(due - tickDue) >= 0)
		return;
	ble_npl_time_t ticks = ble_npl_time_ms_to_ticks32(milliseconds);
	isTickSet = true;
	tickDue = due;
	ble_npl_callout_reset(&tick, ticks > 0 ? ticks : 1);
}

void radioRefused(void)
{
	atomic_store(&refused, atomic_load(&refused) + 1);
	radioTickIn(RADIO_TICK);
}

/* ---- to XS ---- */

void radioWake(void)
{
	if (atomic_load(&posted))
		return;
	atomic_store(&posted, true);
	isPostOwed = !radioPost();
	if (!isPostOwed)
		return;
	atomic_store(&posted, false);
	radioTickIn(RADIO_TICK);
}

void radioPostTaken(void)
{
	atomic_store(&posted, false);
}

/* ---- scanning ---- */

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

static void scanApply(void)
{
	if (!ble_hs_synced() || scan.done == scan.wanted)
		return;
	if (scan.done != SCAN_OFF) {
		int status = ble_gap_disc_cancel();
		if (status != 0 && status != BLE_HS_EALREADY) {
			radioRefused();
			return;
		}
		scan.done = SCAN_OFF;
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
	if (ble_gap_disc(BLE_OWN_ADDR_RANDOM, BLE_HS_FOREVER, &parameters, scanEvent, NULL) == 0)
		scan.done = scan.wanted;
	else
		radioRefused();
}

static void filterTake(RadioFilter* wanted)
{
	packetFilterBegin(&filter);
	memcpy(filter.types, wanted->types, sizeof(filter.types));
	memcpy(filter.beacons, wanted->beacons, sizeof(filter.beacons));
	memcpy(filter.nids, wanted->nids, sizeof(filter.nids));
	free(wanted);
}

/* ---- commands ---- */

static void run(RadioCommand* command)
{
	void* block = command->block;
	command->block = NULL;
	switch (command->kind) {
	case COMMAND_ADVERTISE:
		advertisingStart(command);
		break;
	case COMMAND_STOP:
		advertisingStop(command->number);
		break;
	case COMMAND_SCAN:
		scan.wanted = command->number;
		scanApply();
		break;
	case COMMAND_FILTER:
		filterTake(block);
		break;
	case COMMAND_CONNECTABLE:
		advertisingConnectable(block);
		break;
	case COMMAND_ADD_SERVICE:
		gattAdd(command->number, block);
		break;
	case COMMAND_REMOVE_SERVICE:
		gattRemove(command->number);
		break;
	case COMMAND_VALUE:
		gattValue(command->number, block);
		break;
	case COMMAND_DISCONNECT:
		gattDisconnect(command->count);
		break;
	}
}

static void kicked(struct ble_npl_event* event)
{
	(void)event;
	for (RadioCommand* command; (command = exchangeCommand()) != NULL; exchangeCommandTaken())
		run(command);
	advertisingProceed();
	gattTick();
}

void radioKick(void)
{
	ble_npl_eventq_put(nimble_port_get_dflt_eventq(), &kick);
}

void radioCommand(const RadioCommand* command)
{
	/* more than the ring holds in one turn of XS: NimBLE's task is of higher priority, so this is short */
	while (!exchangePutCommand(command))
		ble_npl_time_delay(1);
	radioKick();
}

static void ticked(struct ble_npl_event* event)
{
	(void)event;
	isTickSet = false;
	scanApply();
	advertisingProceed();
	gattTick();
	if (isPostOwed)
		radioWake();
}

/* ---- the controller ---- */

static void synced(void)
{
	if (!hasAddress && ble_hs_id_gen_rnd(0, &address) == 0)
		hasAddress = true;
	if (ble_hs_id_set_rnd(address.val) != 0) {
		/* as after a reset: NimBLE calls again when the controller has come back */
		ble_hs_sched_reset(BLE_HS_ECONTROLLER);
		return;
	}
	gattSync();
	advertisingSync();
	scan.done = SCAN_OFF;
	scanApply();
}

static void wasReset(int reason)
{
	(void)reason;
	scan.done = SCAN_OFF;
	gattReset();
}

void radioPrepare(void)
{
	exchangeReset();
	memset(&filter, 0, sizeof(filter));
	scan.wanted = scan.done = SCAN_OFF;
	hasAddress = isTickSet = isPostOwed = false;
	atomic_store(&posted, false);
	atomic_store(&refused, 0);
	ble_hs_cfg.sync_cb = synced;
	ble_hs_cfg.reset_cb = wasReset;
	ble_npl_event_init(&kick, kicked, NULL);
	ble_npl_callout_init(&tick, nimble_port_get_dflt_eventq(), ticked, NULL);
	ble_svc_gap_init();
	ble_svc_gatt_init();
	ble_att_set_preferred_mtu(PREFERRED_MTU);
	advertisingPrepare();
	gattPrepare();
}

void radioForget(void)
{
	ble_npl_callout_stop(&tick);
	advertisingForget();
	gattForget();
	exchangeReset();
}

unsigned radioConnections(void)
{
	return RADIO_CONNECTIONS;
}

uint32_t radioCount(unsigned which)
{
	switch (which) {
	case 0:
		return exchangePacketsLost();
	case 1:
		return gattWritesLost();
	default:
		return atomic_load(&refused);
	}
}

uint32_t radioFiltered(PacketVerdict verdict)
{
	return filter.counts[verdict];
}
