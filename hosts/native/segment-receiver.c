/* Segments of messages that are being reassembled (segment-receiver.h). */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "access-receiver.h"
#include "segment-receiver.h"

/* Where a segment's header and payload begin in a clear PDU: ClearPdu in modules/host/network-cipher.ts. */
#define HEADER 8
#define PAYLOAD 12
/* SeqZero has the low 13 bits of the first SEQ. */
#define SEQ_ZERO 0x1fff

/* A segment: its header, and where it belongs. */
typedef struct {
	uint16_t header;
	uint8_t segO, segN;
	uint32_t seq;
	size_t length;
} Segment;

SegmentReceiver* segmentsNew(int capacity, const SegmentHost* host, void* context)
{
	SegmentReceiver* segments = calloc(1, sizeof(SegmentReceiver) + (size_t)capacity * sizeof(SegmentPlace));
	if (!segments)
		return NULL;
	segments->host = host;
	segments->context = context;
	segments->capacity = capacity;
	return segments;
}

void segmentsFree(SegmentReceiver* segments)
{
	if (!segments)
		return;
	free(segments->context);
	free(segments);
}

int segmentsBegin(SegmentReceiver* segments, const SegmentPlace* given)
{
	for (int i = 0; i < segments->capacity; i++)
		if (segments->places[i].src == 0) {
			segments->places[i] = *given;
			segmentsUse(segments, i);
			return i;
		}
	return -1;
}

void segmentsEnd(SegmentReceiver* segments, int place)
{
	segments->places[place].src = 0;
}

void segmentsUse(SegmentReceiver* segments, int place)
{
	segments->places[place].used = ++segments->uses;
}

/* As decodeSegmentHeader and sequenceOfFirst in modules/transport/lower-transport-pdu.ts. */
static bool decode(const ReceivedPdu* received, Segment* segment)
{
	const uint8_t* octets = received->clear + HEADER;
	if (received->end <= PAYLOAD || received->end > PAYLOAD + SEGMENT_OCTETS)
		return false;
	segment->length = (size_t)received->end - PAYLOAD;
	uint32_t seqZero = (uint32_t)((octets[1] & 0x7f) << 6 | octets[2] >> 2);
	uint32_t back = (received->seq - seqZero) & SEQ_ZERO;
	segment->segO = (uint8_t)((octets[2] & 3) << 3 | octets[3] >> 5);
	segment->segN = octets[3] & 0x1f;
	segment->header = (uint16_t)SEGMENT_HEADER(octets[0] & 0x7f, octets[1] >> 7, 0, segment->segN);
	if (segment->segO > segment->segN || back > received->seq)
		return false;
	segment->seq = received->seq - back;
	return segment->length == SEGMENT_OCTETS || segment->segO == segment->segN;
}

static int find(const SegmentReceiver* segments, const ReceivedPdu* received, uint32_t seq)
{
	for (int i = 0; i < segments->capacity; i++) {
		const SegmentPlace* place = &segments->places[i];
		if (place->src == received->src && place->dst == received->dst && place->seq == seq
			&& place->ivIndex == received->ivIndex)
			return i;
	}
	return -1;
}

/* Milliseconds from a segment to the acknowledgment: acknowledgmentDelay in modules/transport/sar-configuration.ts. */
static double acknowledgmentDelay(const SegmentTiming* timing, uint8_t segN)
{
	double increment = timing->acknowledgmentDelayIncrement + 1.5;
	return (segN + 0.5 < increment ? segN + 0.5 : increment) * ((timing->receiverSegmentIntervalStep + 1) * 10);
}

/* Takes a segment of a message that is being received: as onSegment in modules/transport/segment-receiver.ts. */
static int add(SegmentReceiver* segments, int at, const ReceivedPdu* received, const Segment* segment)
{
	SegmentPlace* place = &segments->places[at];
	SegmentProgress* progress = &place->progress;
	SegmentTiming timing;
	bool unicast = place->dst < 0x8000;
	uint32_t bit = (uint32_t)1 << segment->segO, after = progress->received | bit;
	if (after == UINT32_MAX >> (31 - segment->segN) || !segments->host->timing(segments->context, &timing))
		return ACCESS_BY_JAVASCRIPT;
	if (after != progress->received) {
		double acknowledgment = timing.now + (acknowledgmentDelay(&timing, segment->segN) + timing.backlog);
		double discard = timing.now + (timing.discardTimeout + 1) * 5000;
		/* a time that is not known is not a number, and fails each comparison */
		if (!(discard >= progress->discardArmed) || (unicast && !(acknowledgment >= progress->acknowledgmentArmed)))
			return ACCESS_BY_JAVASCRIPT;
		uint8_t* octets = segments->host->octets(segments->context, at, (size_t)segment->segO * SEGMENT_OCTETS, segment->length);
		memcpy(octets, received->clear + PAYLOAD, segment->length);
		if (segment->segO == segment->segN)
			progress->length = (uint16_t)(segment->segO * SEGMENT_OCTETS + segment->length);
		progress->received = after;
		progress->discardDue = discard;
		if (unicast)
			progress->acknowledgmentDue = acknowledgment;
	} else if (unicast && !(progress->acknowledgmentArmed < INFINITY))
		return ACCESS_BY_JAVASCRIPT;
	progress->repeats = (uint8_t)(segment->segN > timing.segmentsThreshold ? timing.acknowledgmentRetransmissionsCount : 0);
	return 0;
}

int segmentsTake(SegmentReceiver* segments, const ReplayTable* replay, const ReceivedPdu* received)
{
	Segment segment;
	if (!decode(received, &segment))
		return RECEIVER_SEGMENT_HEADER;
	int at = find(segments, received, segment.seq);
	if (at < 0) {
		/* the last message of its source is acknowledged again, where it is not for a group */
		int step = replaySegmented(replay, received->src, received->ivIndex, segment.seq);
		return step < 0 || (step == 0 && received->dst >= 0x8000) ? RECEIVER_OLD_SEQUENCE : ACCESS_BY_JAVASCRIPT;
	}
	SegmentPlace* place = &segments->places[at];
	segmentsUse(segments, at);
	if (place->header != segment.header)
		return RECEIVER_SEGMENT_MISMATCH;
	if (received->seq > place->progress.highestSeq)
		place->progress.highestSeq = received->seq;
	switch (place->progress.phase) {
	case SEGMENT_RECEIVING:
		return add(segments, at, received, &segment);
	case SEGMENT_IGNORED:
		return 0;
	default:
		return ACCESS_BY_JAVASCRIPT;
	}
}
