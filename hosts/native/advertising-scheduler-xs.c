/* The native functions of a radio's scheduler; advertising-scheduler.ts declares their arguments. */
#include <stdlib.h>
#include <string.h>
#include "xsmc.h"
#include "arguments.h"
#include "crypto.h"
#include "advertising-scheduler-xs.h"

#define AD_HEADER 2

/* Properties of an Advertisement. */
enum { PAYLOAD, LENGTH, FIRST, SOURCE, NUMBER, SEGMENT, ON_END, FIELDS };

typedef struct {
	/* JavaScript's scheduler keeps the function */
	xsSlot onEnded;
	xsIdentifier fields[FIELDS];
} SchedulerStates;

static void deleteScheduler(void* data)
{
	schedulerFree(data);
}

void advertisingSchedulerOpen(xsMachine* the, const AdvertisingHost* host, AdvertisingScheduler** place)
{
	static const char* const fields[FIELDS] = { "payload", "length", "first", "source", "number", "segment", "onEnd" };
	xsIntegerValue capacity = xsmcToInteger(xsArg(0));
	xsIntegerValue sets = xsmcToInteger(xsArg(1));
	if (capacity < ADVERTISING_FEWEST || capacity > ADVERTISING_MOST)
		xsRangeError("capacity %d: %d..%d", (int)capacity, ADVERTISING_FEWEST, ADVERTISING_MOST);
	if (*place || sets < 1 || sets > ADVERTISING_SETS)
		return;
	xsResult = xsNewHostObject(deleteScheduler);
	SchedulerStates* states = calloc(1, sizeof(SchedulerStates));
	AdvertisingScheduler* scheduler = states ? schedulerNew(host, the, capacity, (unsigned)sets, place) : NULL;
	if (!scheduler) {
		free(states);
		xsUnknownError("no memory for a queue of %d transmissions", (int)capacity);
	}
	scheduler->states = states;
	xsmcSetHostData(xsResult, scheduler);
	states->onEnded = xsArg(2);
	for (int i = 0; i < FIELDS; i++)
		states->fields[i] = xsID(fields[i]);
}

void advertisingSchedulerSent(xsMachine* the, AdvertisingScheduler* scheduler, unsigned set)
{
	uint32_t ended = scheduler ? schedulerSent(scheduler, set) : 0;
	if (ended == 0)
		return;
	SchedulerStates* states = scheduler->states;
	xsmcSetInteger(xsVar(0), (xsIntegerValue)ended);
	xsCallFunction1(states->onEnded, xsUndefined, xsVar(0));
}

/* The scheduler of the first argument; NULL: it is closed. */
static AdvertisingScheduler* schedulerArgument(xsMachine* the)
{
	return xsmcGetHostData(xsArg(0));
}

static void setTransmission(xsMachine* the, uint32_t transmission)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)transmission);
}

/* The integer of a property of an advertisement, `absent` where it is undefined. */
static xsIntegerValue field(xsMachine* the, const SchedulerStates* states, int which, xsIntegerValue absent)
{
	xsmcGet(xsVar(0), xsArg(1), states->fields[which]);
	return xsmcTypeOf(xsVar(0)) == xsUndefinedType ? absent : xsmcToInteger(xsVar(0));
}

/* Reads an advertisement, (.., advertisement, type, ..), into the place that it is to have. */
static void readAdvertisement(xsMachine* the, const SchedulerStates* states, AdvertisingPlace* place)
{
	xsUnsignedValue size;
	place->source = (uint16_t)field(the, states, SOURCE, 0);
	place->number = (uint32_t)field(the, states, NUMBER, 0);
	place->segment = field(the, states, SEGMENT, 0);
	xsmcGet(xsVar(0), xsArg(1), states->fields[ON_END]);
	place->awaited = xsmcTypeOf(xsVar(0)) != xsUndefinedType;
	xsIntegerValue length = field(the, states, LENGTH, -1);
	xsIntegerValue first = field(the, states, FIRST, -1);
	xsmcGet(xsVar(0), xsArg(1), states->fields[PAYLOAD]);
	const uint8_t* payload = wholeArgument(the, &xsVar(0), &size);
	if (length < 0)
		length = (xsIntegerValue)size;
	if (length > (xsIntegerValue)size || length > ADVERTISING_DATA - AD_HEADER)
		xsRangeError("%d octets of %u: at most %d", (int)length, (unsigned)size, ADVERTISING_DATA - AD_HEADER);
	place->length = (uint8_t)(AD_HEADER + length);
	place->data[0] = (uint8_t)(1 + (first < 0 ? length : first));
	place->data[1] = (uint8_t)xsmcToInteger(xsArg(2));
	memcpy(place->data + AD_HEADER, payload, (size_t)length);
}

/*
 * (scheduler, advertisement, type, priority, transmissions, interval): the number of the
 * transmission, below 0 where another one was dropped for it; 0: there is no room
 */
void xs_advertising_enqueue(xsMachine* the)
{
	AdvertisingScheduler* scheduler = schedulerArgument(the);
	AdvertisingPlace place = { 0 };
	if (!scheduler) {
		setTransmission(the, 0);
		return;
	}
	xsmcVars(1);
	xsIntegerValue priority = xsmcToInteger(xsArg(3));
	xsIntegerValue transmissions = xsmcToInteger(xsArg(4));
	if (priority < 0 || priority >= PRIORITIES || transmissions < 1 || transmissions > 255)
		xsRangeError("priority %d: 0..%d; transmissions %d: 1..255", (int)priority, PRIORITIES - 1, (int)transmissions);
	place.priority = (uint8_t)priority;
	place.remaining = (uint8_t)transmissions;
	place.interval = xsmcToNumber(xsArg(5));
	readAdvertisement(the, scheduler->states, &place);
	xsIntegerValue transmission = (xsIntegerValue)schedulerEnqueue(scheduler, &place);
	xsmcSetInteger(xsResult, scheduler->evictedOctets > 0 ? -transmission : transmission);
}

/* (scheduler): 32 times the number of the transmission that was dropped, 0 where it is not awaited, and its octets */
void xs_advertising_evicted(xsMachine* the)
{
	AdvertisingScheduler* scheduler = schedulerArgument(the);
	xsmcSetNumber(xsResult, scheduler ? scheduler->evicted * 32.0 + scheduler->evictedOctets : 0);
}

/* (scheduler, transmission) */
void xs_advertising_cancel(xsMachine* the)
{
	AdvertisingScheduler* scheduler = schedulerArgument(the);
	if (scheduler)
		schedulerCancel(scheduler, (uint32_t)xsmcToInteger(xsArg(1)));
}

/* (scheduler, source, seqZero, bits): the number of a transmission that was ended and is awaited, or 0 */
void xs_advertising_acknowledged(xsMachine* the)
{
	AdvertisingScheduler* scheduler = schedulerArgument(the);
	uint16_t source = (uint16_t)xsmcToInteger(xsArg(1));
	uint32_t seqZero = (uint32_t)xsmcToInteger(xsArg(2));
	uint32_t bits = (uint32_t)(int64_t)xsmcToNumber(xsArg(3));
	setTransmission(the, scheduler ? schedulerAcknowledged(scheduler, source, seqZero, bits, false) : 0);
}

/* (scheduler): the number of a transmission that was dropped and is awaited; 0: all are dropped */
void xs_advertising_clear(xsMachine* the)
{
	AdvertisingScheduler* scheduler = schedulerArgument(the);
	setTransmission(the, scheduler ? schedulerClear(scheduler) : 0);
}

/* (scheduler, priority): milliseconds */
void xs_advertising_backlog(xsMachine* the)
{
	AdvertisingScheduler* scheduler = schedulerArgument(the);
	uint8_t priority = (uint8_t)xsmcToInteger(xsArg(1));
	xsmcSetNumber(xsResult, scheduler ? schedulerBacklog(scheduler, priority) : 0);
}

/* (scheduler): starts what is due */
void xs_advertising_proceed(xsMachine* the)
{
	AdvertisingScheduler* scheduler = schedulerArgument(the);
	if (scheduler)
		schedulerProceed(scheduler);
}

/* (scheduler): the number of PDUs of other nodes that were dropped as the queue was full */
void xs_advertising_full(xsMachine* the)
{
	AdvertisingScheduler* scheduler = schedulerArgument(the);
	xsmcSetNumber(xsResult, scheduler ? scheduler->full : 0);
}

/* (scheduler): ends it; the object remains, closed */
void xs_advertising_close(xsMachine* the)
{
	AdvertisingScheduler* scheduler = schedulerArgument(the);
	if (!scheduler)
		return;
	schedulerClose(scheduler);
	xsmcSetHostData(xsArg(0), NULL);
	schedulerFree(scheduler);
}
