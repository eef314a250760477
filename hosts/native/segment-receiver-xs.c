/* Messages that are being reassembled, as JavaScript has them (segment-receiver-xs.h). */
#include <math.h>
#include <stdlib.h>
#include "xsmc.h"
#include "access-receiver-xs.h"
#include "arguments.h"
#include "crypto.h"
#include "network-cipher.h"
#include "segment-receiver-xs.h"

/* incomingMessages of a node, at most. */
#define MOST_MESSAGES 255

/* Properties of the SAR Receiver state, and of a SegmentProgress. */
enum { THRESHOLD, INCREMENT, TIMEOUT, STEP, RETRANSMISSIONS, STATES };
enum { PHASE, REPEATS, LENGTH, RECEIVED, HIGHEST_SEQ, NOW, ACKNOWLEDGMENT_ARMED, ACKNOWLEDGMENT_DUE, DISCARD_ARMED, DISCARD_DUE, USED, FIELDS };

typedef struct {
	xsMachine* the;
	/* the scheduler that judges now, and the clock of the one before */
	const AdvertisingScheduler* scheduler;
	double (*now)(void* context);
	void* clock;
	/* JavaScript's receiver keeps the object, and JavaScript's messages keep the arrays */
	xsSlot sar;
	xsIdentifier sarReceiver, states[STATES], fields[FIELDS];
	xsSlot octets[];
} SegmentStates;

void segmentsSchedule(xsMachine* the, const AccessReceiver* access, const AdvertisingScheduler* scheduler)
{
	if (!access || !access->segments)
		return;
	SegmentStates* states = access->segments->context;
	states->the = the;
	states->scheduler = scheduler;
	if (!scheduler)
		return;
	states->now = scheduler->host->now;
	states->clock = scheduler->context;
}

static int state(xsMachine* the, const SegmentStates* states, int which)
{
	xsmcGet(xsVar(1), xsVar(0), states->states[which]);
	return (int)xsmcToInteger(xsVar(1));
}

static bool timing(void* context, SegmentTiming* timing)
{
	SegmentStates* states = context;
	xsMachine* the = states->the;
	if (!states->scheduler)
		return false;
	timing->now = states->now(states->clock);
	timing->backlog = schedulerBacklog(states->scheduler, PRIORITY_NETWORK);
	xsmcGet(xsVar(0), states->sar, states->sarReceiver);
	timing->segmentsThreshold = state(the, states, THRESHOLD);
	timing->acknowledgmentDelayIncrement = state(the, states, INCREMENT);
	timing->discardTimeout = state(the, states, TIMEOUT);
	timing->receiverSegmentIntervalStep = state(the, states, STEP);
	timing->acknowledgmentRetransmissionsCount = state(the, states, RETRANSMISSIONS);
	return true;
}

static uint8_t* octets(void* context, int place, size_t offset, size_t length)
{
	SegmentStates* states = context;
	return writable(states->the, &states->octets[place], (xsIntegerValue)offset, (xsUnsignedValue)length, "octets");
}

/* (cipher, sar, messages): takes segments of so many messages at once; `sar` has the SAR Receiver state in its `sarReceiver` */
void xs_segment_receiver(xsMachine* the)
{
	static const char* const names[STATES] = { "segmentsThreshold", "acknowledgmentDelayIncrement", "discardTimeout",
		"receiverSegmentIntervalStep", "acknowledgmentRetransmissionsCount" };
	static const char* const fields[FIELDS] = { "phase", "repeats", "length", "received", "highestSeq", "now", "acknowledgmentArmed",
		"acknowledgmentDue", "discardArmed", "discardDue", "used" };
	static const SegmentHost host = { timing, octets };
	AccessReceiver* access = accessArgument(the);
	xsIntegerValue capacity = numberArgument(the, &xsArg(2), 1, MOST_MESSAGES, "messages");
	if (access->segments)
		xsUnknownError("the receiver takes segments already");
	SegmentStates* states = calloc(1, sizeof(SegmentStates) + (size_t)capacity * sizeof(states->octets[0]));
	access->segments = states ? segmentsNew((int)capacity, &host, states) : NULL;
	if (!access->segments) {
		free(states);
		xsUnknownError("no memory for %d messages", (int)capacity);
	}
	states->the = the;
	states->sar = xsArg(1);
	states->sarReceiver = xsID("sarReceiver");
	for (int i = 0; i < STATES; i++)
		states->states[i] = xsID(names[i]);
	for (int i = 0; i < FIELDS; i++)
		states->fields[i] = xsID(fields[i]);
}

static SegmentReceiver* segmentsArgument(xsMachine* the)
{
	SegmentReceiver* segments = accessArgument(the)->segments;
	if (!segments)
		xsUnknownError("the receiver does not take segments");
	return segments;
}

static int placeArgument(xsMachine* the, const SegmentReceiver* segments)
{
	xsIntegerValue place = xsmcToInteger(xsArg(1));
	if (place < 0 || place >= segments->capacity || segments->places[place].src == 0)
		xsRangeError("place %d has no message", (int)place);
	return (int)place;
}

static double number(xsMachine* the, const SegmentStates* states, xsSlot* progress, int field)
{
	xsmcGet(xsVar(0), *progress, states->fields[field]);
	return xsmcToNumber(xsVar(0));
}

/*
 * How far the clock of a JavaScript SegmentProgress, which has the time, is ahead of the scheduler's;
 * not a number before the first packet was judged: what is written then has no times.
 */
static double ahead(xsMachine* the, const SegmentStates* states, xsSlot* progress)
{
	return states->now ? number(the, states, progress, NOW) - states->now(states->clock) : NAN;
}

static void readProgress(xsMachine* the, const SegmentStates* states, xsSlot* slot, SegmentProgress* progress)
{
	double offset = ahead(the, states, slot);
	progress->phase = (uint8_t)number(the, states, slot, PHASE);
	progress->repeats = (uint8_t)number(the, states, slot, REPEATS);
	progress->length = (uint16_t)number(the, states, slot, LENGTH);
	progress->received = (uint32_t)number(the, states, slot, RECEIVED);
	progress->highestSeq = (uint32_t)number(the, states, slot, HIGHEST_SEQ);
	progress->acknowledgmentArmed = number(the, states, slot, ACKNOWLEDGMENT_ARMED) - offset;
	progress->acknowledgmentDue = number(the, states, slot, ACKNOWLEDGMENT_DUE) - offset;
	progress->discardArmed = number(the, states, slot, DISCARD_ARMED) - offset;
	progress->discardDue = number(the, states, slot, DISCARD_DUE) - offset;
}

/*
 * (cipher, src, dst, ivIndex, seq, header, octets, progress): the number of the place that a message
 * got, or -1; `octets` has to exist as long as the message is being received
 */
void xs_segment_receiver_begin(xsMachine* the)
{
	SegmentReceiver* segments = segmentsArgument(the);
	SegmentStates* states = segments->context;
	SegmentPlace given = { .src = (uint16_t)xsmcToInteger(xsArg(1)), .dst = (uint16_t)xsmcToInteger(xsArg(2)),
		.ivIndex = (uint32_t)xsmcToNumber(xsArg(3)), .seq = (uint32_t)xsmcToInteger(xsArg(4)),
		.header = (uint16_t)xsmcToInteger(xsArg(5)) };
	xsmcVars(1);
	readProgress(the, states, &xsArg(7), &given.progress);
	size_t size = ((size_t)(given.header >> 9) + 1) * SEGMENT_OCTETS;
	/* control messages have smaller segments, and are JavaScript's */
	if (given.progress.phase == SEGMENT_RECEIVING && (given.header & 0x100) == 0)
		writable(the, &xsArg(6), 0, (xsUnsignedValue)size, "octets");
	int place = segmentsBegin(segments, &given);
	if (place >= 0)
		states->octets[place] = xsArg(6);
	xsmcSetInteger(xsResult, place);
}

/* (cipher, place): the message goes */
void xs_segment_receiver_end(xsMachine* the)
{
	SegmentReceiver* segments = segmentsArgument(the);
	segmentsEnd(segments, placeArgument(the, segments));
}

/* (cipher, place, progress): JavaScript has changed the message */
void xs_segment_receiver_write(xsMachine* the)
{
	SegmentReceiver* segments = segmentsArgument(the);
	int place = placeArgument(the, segments);
	xsmcVars(1);
	readProgress(the, segments->context, &xsArg(2), &segments->places[place].progress);
}

static void setNumber(xsMachine* the, const SegmentStates* states, int field, double value)
{
	if (value == floor(value) && fabs(value) <= INT32_MAX)
		xsmcSetInteger(xsVar(0), (xsIntegerValue)value);
	else
		xsmcSetNumber(xsVar(0), value);
	xsmcSet(xsArg(2), states->fields[field], xsVar(0));
}

/* (cipher, place, progress, use): sets `progress` to what has become of a message, which is the latest that was used where `use` */
void xs_segment_receiver_read(xsMachine* the)
{
	SegmentReceiver* segments = segmentsArgument(the);
	const SegmentStates* states = segments->context;
	int at = placeArgument(the, segments);
	xsmcVars(1);
	double offset = ahead(the, states, &xsArg(2));
	if (xsmcToBoolean(xsArg(3)))
		segmentsUse(segments, at);
	const SegmentPlace* place = &segments->places[at];
	const SegmentProgress* progress = &place->progress;
	setNumber(the, states, REPEATS, progress->repeats);
	setNumber(the, states, LENGTH, progress->length);
	setNumber(the, states, RECEIVED, progress->received);
	setNumber(the, states, HIGHEST_SEQ, progress->highestSeq);
	setNumber(the, states, ACKNOWLEDGMENT_DUE, progress->acknowledgmentDue + offset);
	setNumber(the, states, DISCARD_DUE, progress->discardDue + offset);
	setNumber(the, states, USED, place->used);
}
