/*
 * Segments of access messages for a node (Mesh Protocol 1.1 §3.5.3.4), in C: what
 * modules/transport/reassembly.ts does with a segment that neither begins nor completes a message.
 * Independent of XS.
 *
 * JavaScript decides which messages are reassembled, has their timers and their octets, and gives
 * each a place here. A segment that only adds to such a message is taken here. JavaScript reads
 * what has become of a place before it goes on with the message, and writes it when it has changed it.
 *
 * A timer of JavaScript is armed for a time, and due at that time or later: when it runs too early it is
 * armed again. So a segment needs JavaScript for a timer only where it is due before it is armed.
 */
#ifndef MESH_NATIVE_SEGMENT_RECEIVER_H
#define MESH_NATIVE_SEGMENT_RECEIVER_H

#include "network-receiver.h"
#include "replay-table.h"

/* Octets of an access message in each segment, §3.5.2.2, and in all that it may have. */
#define SEGMENT_OCTETS 12
#define MOST_SEGMENTS 32

/* What a segment of a message means; JavaScript has the same numbers (FollowedPhase). */
enum {
	/* it is missing: the message is being received */
	SEGMENT_RECEIVING,
	/* nothing: the message was discarded, or is complete and was acknowledged a short while ago */
	SEGMENT_IGNORED,
	/* JavaScript acknowledges the message, which is complete */
	SEGMENT_ANSWERED,
	SEGMENT_PHASES
};

/* The header of a segment, §3.5.2.2, but for SegO and SeqZero: what all segments of a message have in common. */
#define SEGMENT_HEADER(type, longMic, control, segN) ((type) | (longMic) << 7 | (control) << 8 | (segN) << 9)

/* What changes of a message. Times are in milliseconds, those of the host's clock. */
typedef struct {
	uint8_t phase;
	/* acknowledgments that are to be repeated */
	uint8_t repeats;
	/* octets of the whole message; of all segments before the last one has come */
	uint16_t length;
	/* bit n: segment n was received */
	uint32_t received;
	uint32_t highestSeq;
	/* the time that each timer is armed for, INFINITY: it does not run; and when it is due */
	double acknowledgmentArmed, acknowledgmentDue, discardArmed, discardDue;
} SegmentProgress;

typedef struct {
	/* 0: the place is free */
	uint16_t src;
	uint16_t dst;
	/* SeqAuth: IV Index, and SEQ of the first segment */
	uint32_t ivIndex, seq;
	uint16_t header;
	/* the greater, the later the message had its latest segment */
	uint32_t used;
	SegmentProgress progress;
} SegmentPlace;

/* The SAR Receiver states of the node, Mesh Protocol 1.1 §4.2.48, and the time. */
typedef struct {
	double now;
	/* milliseconds until all that the node sends has left */
	double backlog;
	int segmentsThreshold, acknowledgmentDelayIncrement, discardTimeout, receiverSegmentIntervalStep,
		acknowledgmentRetransmissionsCount;
} SegmentTiming;

/* What segments need from the host. */
typedef struct {
	/* false: JavaScript has to take the segment */
	bool (*timing)(void* context, SegmentTiming* timing);
	/* `length` octets of a place's message at `offset`, for writing */
	uint8_t* (*octets)(void* context, int place, size_t offset, size_t length);
} SegmentHost;

typedef struct {
	const SegmentHost* host;
	void* context;
	uint32_t uses;
	int capacity;
	SegmentPlace places[];
} SegmentReceiver;

/* `capacity`: messages at once. NULL where there is no memory. `context` is freed with it. */
SegmentReceiver* segmentsNew(int capacity, const SegmentHost* host, void* context);
/* NULL is ignored. */
void segmentsFree(SegmentReceiver* segments);
/* Gives a message a place: `given` has all but `used`. The number of the place, or -1: none is free. */
int segmentsBegin(SegmentReceiver* segments, const SegmentPlace* given);
/* Frees a place. */
void segmentsEnd(SegmentReceiver* segments, int place);
/* Makes a message the one that was used last. */
void segmentsUse(SegmentReceiver* segments, int place);
/*
 * Takes a PDU with SEG that is no replay: 0 where nothing else is to be done, a verdict
 * (RECEIVER_SEGMENT_HEADER and below), or ACCESS_BY_JAVASCRIPT.
 */
int segmentsTake(SegmentReceiver* segments, const ReplayTable* replay, const ReceivedPdu* received);

#endif
