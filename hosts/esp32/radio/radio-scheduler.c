/* The scheduler of the chip's radio: its time, timer and advertising sets (radio-scheduler.h). */
#include <math.h>
#include <string.h>
#include "xsmc.h"
#include "xsHost.h"
#include "modTimer.h"
#include "mc.xs.h"
#include "radio-nimble.h"
#include "radio-scheduler.h"
#include "../../native/platform.h"

/* Tells the scheduler's advertisements from those of JavaScript, whose numbers are smaller. */
#define SCHEDULED 0x80000000u

static struct {
	AdvertisingScheduler* scheduler;
	modTimer timer;
	/* the latest advertisement, and that of each slot; 0: none */
	uint32_t id, ids[RADIO_SLOTS];
	/* the time in milliseconds, of which the chip has the low 32 bits */
	uint32_t latest;
	double wrapped;
} radio;

AdvertisingScheduler* radioScheduler(void)
{
	return radio.scheduler;
}

double machineNow(void* context)
{
	uint32_t time = (uint32_t)modMilliseconds();
	(void)context;
	if (time < radio.latest)
		radio.wrapped += 4294967296.0;
	radio.latest = time;
	return radio.wrapped + time;
}

static uint32_t randomBits(void* context)
{
	xsMachine* the = context;
	uint32_t bits;
	if (platformRandom(&bits, sizeof(bits)) != 0)
		xsUnknownError("no source of random octets");
	return bits;
}

static void advertise(void* context, unsigned set, const AdvertisingPlace* place, unsigned events)
{
	RadioCommand command = { .kind = COMMAND_ADVERTISE, .number = (uint8_t)set, .length = place->length };
	(void)context;
	radio.id = (radio.id + 1) | SCHEDULED;
	radio.ids[set] = command.id = radio.id;
	command.count = (uint16_t)events;
	command.interval = (uint16_t)place->interval;
	memcpy(command.data, place->data, place->length);
	radioCommand(&command);
}

static void stop(void* context, unsigned set)
{
	RadioCommand command = { .kind = COMMAND_STOP, .number = (uint8_t)set };
	(void)context;
	radio.ids[set] = 0;
	radioCommand(&command);
}

static void stopTimer(void* context)
{
	(void)context;
	if (radio.timer)
		modTimerRemove(radio.timer);
	radio.timer = NULL;
}

static void fire(modTimer timer, void* refcon, int size)
{
	(void)timer, (void)refcon, (void)size;
	/* it runs once, and is freed after this call */
	radio.timer = NULL;
	if (!radio.scheduler)
		return;
	xsBeginHost((xsMachine*)radio.scheduler->context);
	schedulerDue(radio.scheduler);
	xsEndHost(the);
}

static void startTimer(void* context, double delay)
{
	xsMachine* the = context;
	/* a scheduler that was collected has left its own */
	stopTimer(context);
	radio.timer = modTimerAdd((int)ceil(delay), 0, fire, NULL, 0);
	if (!radio.timer)
		xsUnknownError("no memory for a timer");
}

/* ---- of a scheduler whose radio was closed: its sets and timer may be another's ---- */

static void advertiseNothing(void* context, unsigned set, const AdvertisingPlace* place, unsigned events)
{
	(void)context, (void)set, (void)place, (void)events;
}

static void stopNothing(void* context, unsigned set)
{
	(void)context, (void)set;
}

static void startNoTimer(void* context, double delay)
{
	(void)context, (void)delay;
}

static void stopNoTimer(void* context)
{
	(void)context;
}

static const AdvertisingHost closed = { machineNow, randomBits, advertiseNothing, stopNothing, startNoTimer, stopNoTimer };

/* ---- for radio-xs.c ---- */

bool radioSchedulerSent(xsMachine* the, unsigned slot, uint32_t id)
{
	if (!(id & SCHEDULED))
		return false;
	/* one that was stopped meanwhile is not the slot's any longer */
	if (radio.ids[slot] != id)
		return true;
	radio.ids[slot] = 0;
	advertisingSchedulerSent(the, radio.scheduler, slot);
	return true;
}

void radioSchedulerForget(void)
{
	stopTimer(NULL);
	memset(radio.ids, 0, sizeof(radio.ids));
	if (!radio.scheduler)
		return;
	radio.scheduler->user = NULL;
	radio.scheduler->host = &closed;
	radio.scheduler = NULL;
}

/* (capacity, sets, onEnded): a scheduler, or undefined */
void xs_radio_scheduler(xsMachine* the)
{
	static const AdvertisingHost host = { machineNow, randomBits, advertise, stop, startTimer, stopTimer };
	/* what a scheduler that was collected has left on the air */
	for (unsigned set = 0; !radio.scheduler && set < RADIO_SLOTS; set++)
		if (radio.ids[set] != 0)
			stop(NULL, set);
	advertisingSchedulerOpen(the, &host, &radio.scheduler);
}
