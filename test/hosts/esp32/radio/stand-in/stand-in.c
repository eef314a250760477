/* The system below NimBLE, its host, and the port. */
#include <setjmp.h>
#include <string.h>
#include "parts.h"
#include "nimble/nimble_port.h"
#include "services/gap/ble_svc_gap.h"

static uint32_t time;
static bool isSynced;
/* After a reset, from the end of sync_cb on. */
static bool isInUse;
static int refusals, refusalStatus;
static struct ble_npl_eventq queue;
static struct ble_npl_callout* callouts[4];
static int calloutCount;
/* Events that are made and not given back. */
static int eventCount;
/* NimBLE's task waits; it is at work; where it goes when it shall stand still */
static bool isWaiting, isBusy;
static jmp_buf still;
static int asked;

bool isStill;
uint8_t lastAddress;
uint8_t randomAddress[6];
void (*xsTurn)(void);
int portFailures, portStarts, resetsAsked;
struct ble_hs_cfg ble_hs_cfg;

void ble_svc_gap_init(void) {}
void ble_svc_gatt_init(void);
void ble_svc_gatt_init(void) {}

bool isRefused(int* status)
{
	if (!isSynced) {
		*status = BLE_HS_ENOTSYNCED;
		return true;
	}
	*status = refusalStatus;
	if (refusals == 0)
		return false;
	refusals--;
	return true;
}

void refuse(int calls, int status)
{
	refusals = calls;
	refusalStatus = status;
}

/* ---- the system ---- */

struct ble_npl_eventq* nimble_port_get_dflt_eventq(void)
{
	return &queue;
}

void ble_npl_event_init(struct ble_npl_event* event, ble_npl_event_fn* callback, void* argument)
{
	(void)argument;
	CHECK(!event->callback);
	eventCount++;
	event->callback = callback;
	event->queued = false;
}

void ble_npl_event_deinit(struct ble_npl_event* event)
{
	CHECK(event->callback && radioIsUp());
	eventCount--;
	event->callback = NULL;
}

void ble_npl_eventq_put(struct ble_npl_eventq* q, struct ble_npl_event* event)
{
	CHECK(event->callback && radioIsUp());
	if (event->queued)
		return;
	CHECK(q->count < 8);
	event->queued = true;
	q->events[q->count++] = event;
}

int ble_npl_callout_init(struct ble_npl_callout* callout, struct ble_npl_eventq* q, ble_npl_event_fn* callback, void* argument)
{
	(void)q;
	ble_npl_event_init(&callout->event, callback, argument);
	callout->active = false;
	CHECK(calloutCount < 4);
	callouts[calloutCount++] = callout;
	return 0;
}

void ble_npl_callout_deinit(struct ble_npl_callout* callout)
{
	CHECK(calloutCount == 1 && callouts[0] == callout);
	calloutCount = 0;
	ble_npl_event_deinit(&callout->event);
}

ble_npl_error_t ble_npl_callout_reset(struct ble_npl_callout* callout, ble_npl_time_t ticks)
{
	CHECK(ticks > 0 && callout->event.callback);
	callout->due = time + ticks;
	callout->active = true;
	return BLE_NPL_OK;
}

void ble_npl_callout_stop(struct ble_npl_callout* callout)
{
	callout->active = false;
}

ble_npl_time_t ble_npl_time_get(void)
{
	CHECK(radioIsUp());
	return time;
}

ble_npl_time_t ble_npl_time_ms_to_ticks32(uint32_t milliseconds)
{
	return milliseconds;
}

uint32_t ble_npl_time_ticks_to_ms32(ble_npl_time_t ticks)
{
	return ticks;
}

static void calloutsDue(void)
{
	for (int i = 0; i < calloutCount; i++) {
		if (!callouts[i]->active || callouts[i]->due > time)
			continue;
		callouts[i]->active = false;
		ble_npl_eventq_put(&queue, &callouts[i]->event);
	}
}

void ble_npl_time_delay(ble_npl_time_t ticks)
{
	CHECK(!isWaiting);
	if (!isBusy) {
		/* XS waits: NimBLE's task has its turn */
		advance(ticks);
		return;
	}
	CHECK(ticks > 0);
	while (ticks-- > 0) {
		time++;
		calloutsDue();
	}
	isBusy = false;
	isWaiting = true;
	if (xsTurn)
		xsTurn();
	isWaiting = false;
	isBusy = true;
}

/* ---- the host ---- */

int ble_hs_synced(void)
{
	return isSynced;
}

void ble_hs_sched_reset(int reason)
{
	asked = reason;
	resetsAsked++;
}

int ble_hs_stop(struct ble_hs_stop_listener* listener, ble_hs_stop_fn* done, void* argument)
{
	CHECK(isStill && !listener && !done && !argument);
	isInUse = false;
	advertisingFails();
	scanningFails();
	return 0;
}

int ble_hs_id_gen_rnd(int private, ble_addr_t* address)
{
	EQUAL(private, 0);
	*address = (ble_addr_t){ 1, { ++lastAddress, 2, 3, 4, 5, 0xc6 } };
	return 0;
}

/* As a controller does, it takes none while it scans or advertises. */
int ble_hs_id_set_rnd(const uint8_t* address)
{
	int status;
	CHECK((address[5] & 0xc0) == 0xc0 || (address[5] & 0xc0) == 0);
	if (isInUse && isRefused(&status))
		return status;
	CHECK(!isInUse || (!scanning && !advertisesAtRandom()));
	memcpy(randomAddress, address, 6);
	return 0;
}

/* What NimBLE's task does; back when it has, or when it stands still. */
static void work(void (*some)(int), int argument)
{
	if (isStill || isBusy || isWaiting)
		return;
	isBusy = true;
	if (setjmp(still) == 0)
		some(argument);
	isBusy = false;
}

static void runQueue(int unused)
{
	(void)unused;
	do {
		while (queue.count > 0) {
			struct ble_npl_event* event = queue.events[0];
			queue.count--;
			memmove(queue.events, queue.events + 1, sizeof(*queue.events) * (size_t)queue.count);
			event->queued = false;
			event->callback(event);
		}
	} while (takeIncoming());
}

void runEvents(void)
{
	work(runQueue, 0);
	while (asked != 0) {
		int reason = asked;
		asked = 0;
		failBecause(reason);
	}
}

static void getInStep(int unused)
{
	(void)unused;
	isSynced = true;
	isInUse = false;
	ble_hs_cfg.sync_cb();
	isInUse = true;
}

void sync(void)
{
	work(getInStep, 0);
	runEvents();
}

/* In the order of ble_hs_reset. */
static void resetHost(int reason)
{
	isSynced = isInUse = false;
	clientsFail();
	advertisingFails();
	scanningFails();
	if (reason != 0)
		ble_hs_cfg.reset_cb(reason);
}

void failBecause(int reason)
{
	work(resetHost, reason);
	runEvents();
}

void fail(void)
{
	failBecause(BLE_HS_ECONTROLLER);
}

void advance(uint32_t milliseconds)
{
	runEvents();
	while (milliseconds-- > 0) {
		time++;
		advertiseAll();
		calloutsDue();
		runEvents();
	}
}

uint32_t now(void)
{
	return time;
}

/* ---- the port ---- */

void radioPortPark(void)
{
	CHECK(isBusy);
	isStill = true;
	longjmp(still, 1);
}

static void end(void)
{
	radioLeave();
	if (!radioIsUp())
		return;
	CHECK(isStill);
	radioRelease();
	queue.count = 0;
	EQUAL(calloutCount, 0);
	EQUAL(eventCount, 0);
	serverForget();
}

int radioPortRestart(void)
{
	end();
	portStarts++;
	if (portFailures > 0) {
		portFailures--;
		return 0x103;
	}
	/* NimBLE keeps saying that it is in step */
	isStill = false;
	radioPrepareAgain();
	return 0;
}

int radioPortStart(void)
{
	isStill = false;
	radioPrepare();
	return 0;
}

void radioPortStop(void)
{
	end();
	radioForget();
}

void beforeScenario(void)
{
	radioPortStart();
}

/* Nothing of NimBLE's is left with the radio. */
void afterScenario(void)
{
	radioPortStop();
	EQUAL(freeBuffers, 36);
}
