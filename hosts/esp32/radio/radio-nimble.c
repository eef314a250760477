/*
 * The radio in NimBLE's task: start and end, timer, and recovery after resets of the controller.
 */
#include <stdatomic.h>
#include "radio-host.h"
#include "services/gap/ble_svc_gap.h"
#include "services/gatt/ble_svc_gatt.h"

/* The largest ATT_MTU that the mesh and protocomm need. */
#define PREFERRED_MTU 517

/* Milliseconds of synchronization after which the controller counts as recovered. */
#define LASTING 10000
/* Milliseconds after which NimBLE, which retries by itself, will not synchronize any more. */
#define LATE 30000
/*
 * Milliseconds to wait after the second reset in a row. The wait doubles with each further reset,
 * DOUBLINGS times at most.
 */
#define FIRST_WAIT 200
#define DOUBLINGS 7
/* The port is restarted after every so many resets in a row: the 4th, the 8th and so on. */
#define RESETS_FOR_PORT 4
/* Milliseconds that peers have to confirm the end of their connections. */
#define LEAVING 1000

static struct ble_npl_event kick;
static struct ble_npl_callout tick;
static bool isTickSet;
static uint32_t tickDue;
static ble_addr_t address;
static bool hasAddress;
/* a post to XS is pending; set here, cleared by XS */
static atomic_bool posted;
/* a post failed and has to be repeated */
static bool isPostOwed;
/* NimBLE is initialized; without it there is no clock */
static bool isUp;
static uint32_t stoodStill;
/* NimBLE and the controller are synchronized, and since when they are or are not */
static bool isSynced;
static uint32_t changed;
/* the controller did not answer: NimBLE will call reset_cb, perhaps with another reason */
static bool isUnanswered;
/* resets in a row, without LASTING milliseconds of synchronization between them */
static unsigned inARow;
static atomic_uint resets, stuck;
/*
 * leaving: set by XS to end NimBLE's task; isPortWanted: set by that task, which wants a restart;
 * isParked: set by that task when it does nothing any more
 */
static atomic_bool leaving, isPortWanted, isParked;
static bool isLeaving;
static uint32_t leavingSince;

uint32_t radioNow(void)
{
	return isUp ? ble_npl_time_ticks_to_ms32(ble_npl_time_get()) : stoodStill;
}

/* Whether `milliseconds` have passed since the time `since`. */
static bool hasPassed(uint32_t since, uint32_t milliseconds)
{
	return radioNow() - since >= milliseconds;
}

/* Does not use ble_hs_synced alone, which still returns true after NimBLE was ended. */
bool radioSynced(void)
{
	return isSynced && !isUnanswered && !atomic_load(&leaving) && ble_hs_synced();
}

const ble_addr_t* radioAddress(void)
{
	return &address;
}

/* Keeps the due time itself: NimBLE's functions for it differ between operating systems. */
void radioTickIn(uint32_t milliseconds)
{
	uint32_t due = radioNow() + milliseconds;
	if (!isUp)
		return;
	if (isTickSet && (int32_t)(due - tickDue) >= 0)
		return;
	ble_npl_time_t ticks = ble_npl_time_ms_to_ticks32(milliseconds);
	isTickSet = true;
	tickDue = due;
	ble_npl_callout_reset(&tick, ticks > 0 ? ticks : 1);
}

void radioNoteStatus(int status)
{
	isUnanswered = isUnanswered || status == BLE_HS_ETIMEOUT_HCI;
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

/* Reports an event to XS. It is dropped when the ring is nearly full; counters are elsewhere. */
static void tell(RadioEventKind kind, unsigned which, unsigned value)
{
	RadioEvent event = { 0, (uint8_t)kind, (uint8_t)which, 0, (uint16_t)value };
	exchangePutEvent(&event, NULL, RADIO_CONNECTIONS * sizeof(RadioEvent));
	radioWake();
}

void radioStuck(unsigned slot, uint32_t milliseconds)
{
	atomic_store(&stuck, atomic_load(&stuck) + 1);
	tell(RADIO_STUCK, slot, milliseconds < UINT16_MAX ? milliseconds : UINT16_MAX);
}

bool radioIsParked(void)
{
	return atomic_load(&isParked);
}

void radioKick(void)
{
	if (!radioIsParked())
		ble_npl_eventq_put(nimble_port_get_dflt_eventq(), &kick);
}

/* ---- the controller ---- */

/* Parks NimBLE's task. Call it where the task holds no lock of NimBLE and no memory of XS. */
static void park(void)
{
	atomic_store(&isParked, true);
	radioPortPark();
}

/* Closes the connections. Parks the task when peers have confirmed that, or after LEAVING. */
static void leave(void)
{
	if (!isLeaving)
		leavingSince = radioNow();
	isLeaving = true;
	if (!isSynced || !gattDisconnectAll() || hasPassed(leavingSince, LEAVING))
		park();
}

/* Waits inside reset_cb: NimBLE synchronizes again as soon as that returns. */
static void pauseFor(uint32_t milliseconds)
{
	uint32_t since = radioNow();
	while (!hasPassed(since, milliseconds) && !atomic_load(&leaving)) {
		ble_npl_time_delay(ble_npl_time_ms_to_ticks32(RADIO_TICK));
		commandsRun();
		if (isPostOwed)
			radioWake();
	}
	if (atomic_load(&leaving))
		park();
}

/* Parks the task and has XS restart the port, which the task cannot do itself. */
static void leaveToXs(void)
{
	atomic_store(&isPortWanted, true);
	for (radioWake(); isPostOwed; radioWake())
		pauseFor(RADIO_TICK);
	park();
}

/* Called when the controller has stopped all activities; what XS wants is kept. */
static void lost(void)
{
	isSynced = isUnanswered = false;
	refusalsForget();
	scanReset();
	gattReset();
	advertisingReset();
}

static void failed(int reason, bool isHopeless)
{
	if (isSynced && hasPassed(changed, LASTING) && !advertisingIsStuck())
		inARow = 0;
	if (isUnanswered)
		reason = BLE_HS_ETIMEOUT_HCI;
	lost();
	inARow++;
	atomic_store(&resets, atomic_load(&resets) + 1);
	tell(RADIO_RESET, inARow < UINT8_MAX ? inARow : UINT8_MAX, (unsigned)reason);
	/* no wait after the first reset, as most are not followed by another */
	pauseFor(inARow < 2 ? 0 : (uint32_t)FIRST_WAIT << (inARow - 2 < DOUBLINGS ? inARow - 2 : DOUBLINGS));
	if (isHopeless || inARow % RESETS_FOR_PORT == 0)
		leaveToXs();
	changed = radioNow();
	radioTickIn(LATE);
}

static void wasReset(int reason)
{
	failed(reason, false);
}

static void synced(void)
{
	/* still set when NimBLE did not call reset_cb, as after some resets */
	if (isSynced)
		lost();
	if (atomic_load(&leaving))
		return;
	if (!hasAddress && ble_hs_id_gen_rnd(0, &address) == 0)
		hasAddress = true;
	if (ble_hs_id_set_rnd(address.val) != 0) {
		/* resets: NimBLE calls this function again when the controller has recovered */
		ble_hs_sched_reset(BLE_HS_ECONTROLLER);
		return;
	}
	/* the controller has no state now */
	advertisingReset();
	isSynced = true;
	changed = radioNow();
	if (inARow > 0)
		radioTickIn(LASTING);
	gattSync();
	advertisingProceed();
	scanApply();
}

static void controllerTick(void)
{
	uint32_t most = isSynced ? LASTING : LATE;
	if (isSynced && inARow == 0)
		return;
	if (!hasPassed(changed, most))
		radioTickIn(most - (radioNow() - changed));
	else if (isSynced && advertisingIsStuck())
		radioTickIn(LASTING);
	else if (isSynced) {
		tell(RADIO_RECOVERED, inARow < UINT8_MAX ? inARow : UINT8_MAX, 0);
		inARow = 0;
	}
	else
		failed(BLE_HS_ENOTSYNCED, true);
}

/* ---- work of the radio in NimBLE's task ---- */

static void proceed(void)
{
	if (atomic_load(&leaving))
		leave();
	advertisingProceed();
	gattTick();
}

static void kicked(struct ble_npl_event* event)
{
	(void)event;
	commandsRun();
	proceed();
}

static void ticked(struct ble_npl_event* event)
{
	(void)event;
	isTickSet = false;
	controllerTick();
	scanApply();
	advertisingWatch();
	proceed();
	if (isPostOwed)
		radioWake();
}

/* ---- start and end ---- */

void radioPrepare(void)
{
	exchangeReset();
	scanPrepare();
	hasAddress = isPostOwed = false;
	inARow = 0;
	atomic_store(&posted, false);
	refusalsPrepare();
	atomic_store(&resets, 0);
	atomic_store(&stuck, 0);
	advertisingPrepare();
	gattPrepare();
	radioPrepareAgain();
}

void radioPrepareAgain(void)
{
	isUp = true;
	isSynced = isUnanswered = isTickSet = isLeaving = false;
	refusalsForget();
	scanReset();
	atomic_store(&leaving, false);
	atomic_store(&isPortWanted, false);
	atomic_store(&isParked, false);
	ble_hs_cfg.sync_cb = synced;
	ble_hs_cfg.reset_cb = wasReset;
	ble_npl_event_init(&kick, kicked, NULL);
	ble_npl_callout_init(&tick, nimble_port_get_dflt_eventq(), ticked, NULL);
	ble_svc_gap_init();
	ble_svc_gatt_init();
	ble_att_set_preferred_mtu(PREFERRED_MTU);
	gattReserve();
	changed = radioNow();
	radioTickIn(LATE);
	/* executes commands that were queued meanwhile */
	radioKick();
}

void radioLeaveSoon(void)
{
	atomic_store(&leaving, true);
	radioKick();
}

void radioLeave(void)
{
	for (radioLeaveSoon(); !atomic_load(&isParked); radioKick())
		ble_npl_time_delay(1);
}

void radioRelease(void)
{
	static const uint8_t any[6] = { 1, 0, 0, 0, 0, 0xc0 };
	if (!isUp)
		return;
	/* fails, but frees an answer of the controller that was not read */
	if (!ble_hs_synced())
		ble_hs_id_set_rnd(any);
	/* stops NimBLE's timer and the controller's activities; nothing is reported */
	ble_hs_stop(NULL, NULL, NULL);
	ble_npl_callout_stop(&tick);
	ble_npl_callout_deinit(&tick);
	ble_npl_event_deinit(&kick);
	stoodStill = radioNow();
	isUp = isSynced = false;
	/* set even if the task never ran */
	atomic_store(&isParked, true);
	gattRelease();
}

bool radioIsUp(void)
{
	return isUp;
}

bool radioPortWanted(void)
{
	return atomic_load(&isPortWanted);
}

void radioForget(void)
{
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
	case 2:
		return refusalsCount();
	case 3:
		return atomic_load(&resets);
	default:
		return atomic_load(&stuck);
	}
}
