/* The scheduler of a machine's radio: its clock, random numbers and advertising sets are the host's. The times of its PDUs. */
#include <string.h>
#include "xsmc.h"
#include "machine.h"
#include "natives-advertising.h"
#include "../native/advertising-scheduler-xs.h"
#include "../native/pdu-times-xs.h"
#include "../native/platform.h"

static double now(void* the)
{
	return machineAsk(the, HOST_NOW, 0, 0, 0, 0);
}

static uint32_t number(const uint8_t* octets)
{
	return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 | octets[3];
}

/* From the host's random source, so that a run can be repeated. */
static uint32_t hostRandom(void* the)
{
	machineAsk(the, HOST_RANDOM, 4, 0, 0, 0);
	return number(machineExchange(the));
}

static uint32_t systemRandom(void* context)
{
	xsMachine* the = context;
	uint8_t octets[4];
	if (platformRandom(octets, sizeof(octets)) != 0)
		xsUnknownError("no source of random octets");
	return number(octets);
}

static void advertise(void* the, unsigned set, const AdvertisingPlace* place, unsigned events)
{
	memcpy(machineExchange(the), place->data, place->length);
	machineAsk(the, HOST_ADVERTISE, MACHINE_SCHEDULER_SET(set), events, place->interval, place->length);
}

static void stop(void* the, unsigned set)
{
	machineAsk(the, HOST_STOP, MACHINE_SCHEDULER_SET(set), 0, 0, 0);
}

static void startTimer(void* the, double delay)
{
	machineAsk(the, HOST_SCHEDULE, MACHINE_SCHEDULER_TIMER, delay, 0, 0);
}

static void stopTimer(void* the)
{
	machineAsk(the, HOST_CANCEL, MACHINE_SCHEDULER_TIMER, 0, 0, 0);
}

/* (capacity, sets, onEnded, hostRandom): a scheduler, or undefined */
void xs_host_scheduler(xsMachine* the)
{
	static const AdvertisingHost fromHost = { now, hostRandom, advertise, stop, startTimer, stopTimer };
	static const AdvertisingHost fromSystem = { now, systemRandom, advertise, stop, startTimer, stopTimer };
	advertisingSchedulerOpen(the, xsmcToBoolean(xsArg(3)) ? &fromHost : &fromSystem, machineScheduler(the));
}

/* (count): the times of so many network PDUs, or undefined */
void xs_host_pdu_times(xsMachine* the)
{
	pduTimesOpen(the, now, machinePduTimes(the));
}
