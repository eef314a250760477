/*
 * Segments that are taken in C, with random ones of many messages: each adds exactly its octets to
 * its message and moves the timers, is dropped with the reason that it was made for, or is left to
 * JavaScript, which is a plain list here.
 */
#include <math.h>
#include "../../../hosts/native/access-receiver.h"
#include "scenarios.h"

#define SEGMENTS 1000000
#define CAPACITY 4
#define SENT 9
#define TRANSPORT 8
#define PAYLOAD 12

/* A message of a sender. */
typedef struct {
	uint16_t src, dst;
	uint32_t ivIndex, seq;
	uint8_t type, longMic, segN;
	size_t length;
	uint8_t octets[MOST_SEGMENTS * SEGMENT_OCTETS];
} Sent;

/* A segment, as its maker knows it. */
typedef struct {
	const Sent* sent;
	/* its header is none */
	bool wrong;
	uint8_t segO, segN;
	uint32_t firstSeq;
	ReceivedPdu received;
} Made;

/* A message of JavaScript. */
typedef struct {
	/* in C, or -1 */
	int place;
	uint16_t src, dst, header;
	uint32_t ivIndex, seq;
	SegmentProgress progress;
	/* of exactly the size that the message needs; NULL: it is over */
	uint8_t* octets;
} Message;

static uint32_t state = 5;
static Sent sent[SENT];
static Message messages[CAPACITY];
static SegmentReceiver* segments;
static ReplayTable* replay;
static SegmentTiming timing;
static bool timed;
static uint32_t numbers = 1;
static unsigned taken, ignored, byJavaScript, complete, dropped[3];

static uint32_t next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static bool giveTiming(void* context, SegmentTiming* given)
{
	CHECK(context == messages);
	*given = timing;
	return timed;
}

static uint8_t* giveOctets(void* context, int place, size_t offset, size_t length)
{
	CHECK(context == messages && length > 0);
	for (int i = 0; i < CAPACITY; i++)
		if (messages[i].place == place) {
			CHECK(messages[i].octets);
			return messages[i].octets + offset;
		}
	CHECK(false);
	return NULL;
}

static const SegmentHost host = { giveTiming, giveOctets };

/* The states and the time change at random; at times the timers have to run earlier than before. */
static void changeTiming(void)
{
	timing.now += next() % 50;
	timing.backlog = next() % 4 ? 0 : next() % 200;
	timed = next() % 16 > 0;
	if (next() % 64)
		return;
	timing.segmentsThreshold = next() % 4;
	timing.acknowledgmentDelayIncrement = next() % 8;
	timing.discardTimeout = next() % 3;
	timing.receiverSegmentIntervalStep = next() % 16;
	timing.acknowledgmentRetransmissionsCount = next() % 4;
}

static void newMessage(Sent* message)
{
	static const uint16_t destinations[] = { 0x0100, 0x0100, 0x0101, 0xc000 };
	numbers += 1 + next() % 3;
	*message = (Sent){ .src = (uint16_t)(0x0200 + next() % 3), .dst = destinations[next() % 4], .ivIndex = 7 + next() % 2,
		.seq = numbers, .type = next() % 2 ? 0 : 0x40 | next() % 0x40, .longMic = next() % 2 };
	message->length = 1 + next() % (next() % 8 ? 60 : sizeof(message->octets));
	message->segN = (uint8_t)((message->length - 1) / SEGMENT_OCTETS);
	for (size_t i = 0; i < message->length; i++)
		message->octets[i] = (uint8_t)next();
}

/* A segment of one of the messages that are being sent; a few have another header, or are cut. */
static void makeSegment(Made* made)
{
	if (next() % 20 == 0)
		newMessage(&sent[next() % SENT]);
	const Sent* message = made->sent = &sent[next() % SENT];
	uint8_t segO = (uint8_t)(next() % (message->segN + 1u)), type = message->type, longMic = message->longMic, segN = message->segN;
	size_t length = segO < segN ? SEGMENT_OCTETS : message->length - (size_t)segO * SEGMENT_OCTETS;
	ReceivedPdu* received = &made->received;
	uint32_t seqZero = message->seq & 0x1fff;
	*received = (ReceivedPdu){ .src = message->src, .dst = message->dst, .ivIndex = message->ivIndex };
	/* what SeqZero stands for, up to 8191 numbers later */
	received->seq = message->seq + (next() % 256 ? next() % 500 : 0x1ff0 + next() % 0x20);
	memcpy(received->clear + PAYLOAD, message->octets + (size_t)segO * SEGMENT_OCTETS, length);
	switch (next() % 64) {
	case 0: type ^= (uint8_t)(1 << next() % 7); break;
	case 1: longMic ^= 1; break;
	case 2: segO = next() % 32; break;
	case 3: segN = next() % 32; break;
	case 4: length = next() % (length + 1); break;
	case 5: seqZero = (received->seq + 1 + next() % 5) & 0x1fff; break;
	default: break;
	}
	made->segO = segO;
	made->segN = segN;
	made->firstSeq = received->seq;
	/* straightforwardly: the nearest number at or before that of the segment */
	while ((made->firstSeq & 0x1fff) != seqZero && made->firstSeq != UINT32_MAX)
		made->firstSeq--;
	uint8_t* header = received->clear + TRANSPORT;
	header[0] = 0x80 | type;
	header[1] = (uint8_t)(longMic << 7 | seqZero >> 6);
	header[2] = (uint8_t)((seqZero & 0x3f) << 2 | segO >> 3);
	header[3] = (uint8_t)((segO & 7) << 5 | segN);
	received->end = (uint8_t)(PAYLOAD + length);
	made->wrong = length == 0 || segO > segN || (length < SEGMENT_OCTETS && segO < segN) || made->firstSeq == UINT32_MAX;
}

static Message* known(const Made* made)
{
	for (int i = 0; i < CAPACITY; i++)
		if (messages[i].place >= 0 && messages[i].src == made->sent->src && messages[i].dst == made->sent->dst
			&& messages[i].ivIndex == made->sent->ivIndex && messages[i].seq == made->firstSeq)
			return &messages[i];
	return NULL;
}

static void endMessage(Message* message)
{
	segmentsEnd(segments, message->place);
	free(message->octets);
	message->octets = NULL;
	message->place = -1;
}

static Message* beginMessage(const Made* made)
{
	const uint8_t* header = made->received.clear + TRANSPORT;
	Message* message = &messages[next() % CAPACITY];
	if (message->place >= 0)
		endMessage(message);
	*message = (Message){ .src = made->sent->src, .dst = made->sent->dst, .ivIndex = made->sent->ivIndex, .seq = made->firstSeq,
		.header = (uint16_t)SEGMENT_HEADER(header[0] & 0x7f, header[1] >> 7, 0, made->segN) };
	size_t size = (made->segN + 1u) * SEGMENT_OCTETS;
	message->octets = malloc(size);
	message->progress = (SegmentProgress){ .length = (uint16_t)size, .acknowledgmentArmed = INFINITY,
		.acknowledgmentDue = INFINITY, .discardArmed = INFINITY, .discardDue = INFINITY };
	SegmentPlace place = { .src = message->src, .dst = message->dst, .ivIndex = message->ivIndex, .seq = message->seq,
		.header = message->header, .progress = message->progress };
	message->place = segmentsBegin(segments, &place);
	CHECK(message->place >= 0 && message->place < CAPACITY);
	return message;
}

static double acknowledgmentTime(const Made* made)
{
	double half = made->segN + 0.5, increment = 1.5 + timing.acknowledgmentDelayIncrement;
	return timing.now + (fmin(half, increment) * (10 + 10 * timing.receiverSegmentIntervalStep) + timing.backlog);
}

/* What a segment does to a message that is being received; `armed`: it may start timers. */
static void addSegment(Message* message, const Made* made, bool armed)
{
	SegmentProgress* progress = &message->progress;
	bool unicast = message->dst < 0x8000;
	uint32_t bit = (uint32_t)1 << made->segO;
	size_t length = made->received.end - (size_t)PAYLOAD;
	if (!(progress->received & bit)) {
		memcpy(message->octets + (size_t)made->segO * SEGMENT_OCTETS, made->received.clear + PAYLOAD, length);
		progress->received |= bit;
		if (made->segO == made->segN)
			progress->length = (uint16_t)(made->segO * SEGMENT_OCTETS + length);
		progress->discardDue = timing.now + 5000.0 * (1 + timing.discardTimeout);
		if (unicast)
			progress->acknowledgmentDue = acknowledgmentTime(made);
	} else if (unicast && isinf(progress->acknowledgmentArmed))
		progress->acknowledgmentDue = acknowledgmentTime(made);
	progress->repeats = (uint8_t)(made->segN > timing.segmentsThreshold ? timing.acknowledgmentRetransmissionsCount : 0);
	CHECK(armed || (progress->discardDue >= progress->discardArmed && progress->acknowledgmentDue >= progress->acknowledgmentArmed));
	progress->discardArmed = fmin(progress->discardArmed, progress->discardDue);
	progress->acknowledgmentArmed = fmin(progress->acknowledgmentArmed, progress->acknowledgmentDue);
}

/* The message is over; at times its repeats are answered. */
static void finish(Message* message)
{
	complete++;
	ReplayMessage entry = { message->src, message->ivIndex, message->progress.highestSeq, message->seq, REPLAY_SEGMENTED };
	uint8_t record[REPLAY_RECORD];
	if (replayAdmit(replay, &entry, record) == REPLAY_UNKNOWN_SOURCE && replayAdd(replay, message->src))
		replayAdmit(replay, &entry, record);
	message->progress.phase = next() % 2 ? SEGMENT_IGNORED : SEGMENT_ANSWERED;
	free(message->octets);
	message->octets = NULL;
}

static void byScript(const Made* made)
{
	byJavaScript++;
	Message* message = known(made);
	if (!message)
		message = beginMessage(made);
	SegmentProgress* progress = &message->progress;
	if (made->received.seq > progress->highestSeq)
		progress->highestSeq = made->received.seq;
	if (progress->phase == SEGMENT_RECEIVING) {
		addSegment(message, made, true);
		if (progress->received == UINT32_MAX >> (31 - made->segN))
			finish(message);
	} else
		progress->phase = SEGMENT_IGNORED;
	segments->places[message->place].progress = *progress;
}

/* What has to become of a segment: 0 where it is taken. */
static int expected(const Made* made)
{
	if (made->wrong)
		return RECEIVER_SEGMENT_HEADER;
	const Message* message = known(made);
	if (!message) {
		int step = replaySegmented(replay, made->sent->src, made->sent->ivIndex, made->firstSeq);
		return step < 0 || (step == 0 && made->sent->dst == 0xc000) ? RECEIVER_OLD_SEQUENCE : ACCESS_BY_JAVASCRIPT;
	}
	const SegmentProgress* progress = &message->progress;
	const uint8_t* header = made->received.clear + TRANSPORT;
	if (message->header != SEGMENT_HEADER(header[0] & 0x7f, header[1] >> 7, 0, made->segN))
		return RECEIVER_SEGMENT_MISMATCH;
	if (progress->phase != SEGMENT_RECEIVING)
		return progress->phase == SEGMENT_IGNORED ? 0 : ACCESS_BY_JAVASCRIPT;
	uint32_t bit = (uint32_t)1 << made->segO;
	bool unicast = message->dst < 0x8000, fresh = !(progress->received & bit);
	if ((progress->received | bit) == UINT32_MAX >> (31 - made->segN) || !timed)
		return ACCESS_BY_JAVASCRIPT;
	if (fresh && timing.now + 5000.0 * (1 + timing.discardTimeout) < progress->discardArmed)
		return ACCESS_BY_JAVASCRIPT;
	if (unicast && (fresh ? acknowledgmentTime(made) < progress->acknowledgmentArmed : isinf(progress->acknowledgmentArmed)))
		return ACCESS_BY_JAVASCRIPT;
	return 0;
}

/* A timer runs: it is armed again, or is over. */
static void runTimers(Message* message)
{
	SegmentProgress* progress = &message->progress;
	if (message->place < 0 || timing.now < progress->acknowledgmentArmed)
		return;
	progress->acknowledgmentArmed = progress->acknowledgmentDue =
		progress->acknowledgmentDue > timing.now ? progress->acknowledgmentDue : INFINITY;
	segments->places[message->place].progress = *progress;
}

static bool same(const SegmentProgress* a, const SegmentProgress* b)
{
	return a->phase == b->phase && a->repeats == b->repeats && a->length == b->length && a->received == b->received
		&& a->highestSeq == b->highestSeq && !(a->acknowledgmentDue < b->acknowledgmentDue)
		&& !(a->acknowledgmentDue > b->acknowledgmentDue) && !(a->discardDue < b->discardDue) && !(a->discardDue > b->discardDue);
}

/* A message that is not over has the octets of its segments, in C as in the list: one array has both. */
static void take(const Made* made)
{
	int verdict = expected(made);
	Message* message = known(made);
	uint32_t uses = segments->uses;
	uint8_t before[MOST_SEGMENTS * SEGMENT_OCTETS] = { 0 };
	size_t size = message && message->octets ? ((size_t)(message->header >> 9) + 1) * SEGMENT_OCTETS : 0;
	bool adds = verdict == 0 && message->progress.phase == SEGMENT_RECEIVING;
	if (size > 0)
		memcpy(before, message->octets, size);
	EQUAL(segmentsTake(segments, replay, &made->received), verdict);
	/* a message that a segment names is the last that was used */
	EQUAL(segments->uses, uses + (message && !made->wrong));
	if (message && !made->wrong)
		EQUAL(segments->places[message->place].used, segments->uses);
	if (adds) {
		uint8_t after[MOST_SEGMENTS * SEGMENT_OCTETS];
		memcpy(after, message->octets, size);
		memcpy(message->octets, before, size);
		addSegment(message, made, false);
		CHECK(memcmp(after, message->octets, size) == 0);
		taken++;
	} else if (size > 0)
		CHECK(memcmp(before, message->octets, size) == 0);
	if (verdict == 0) {
		if (made->received.seq > message->progress.highestSeq)
			message->progress.highestSeq = made->received.seq;
		CHECK(same(&segments->places[message->place].progress, &message->progress));
		ignored += !adds;
	} else if (verdict == ACCESS_BY_JAVASCRIPT)
		byScript(made);
	else
		dropped[RECEIVER_SEGMENT_HEADER - verdict]++;
}

static void segmentsOfMany(void)
{
	for (int i = 0; i < SENT; i++)
		newMessage(&sent[i]);
	for (int i = 0; i < SEGMENTS; i++) {
		Made made;
		changeTiming();
		for (int at = 0; at < CAPACITY; at++)
			runTimers(&messages[at]);
		makeSegment(&made);
		take(&made);
		if (next() % 200 == 0 && messages[i % CAPACITY].place >= 0)
			endMessage(&messages[i % CAPACITY]);
		if (numbers > 0xff0000)
			numbers = 1;
	}
	CHECK(taken > SEGMENTS / 20 && ignored > SEGMENTS / 100 && byJavaScript > SEGMENTS / 20 && complete > SEGMENTS / 1000);
	for (int i = 0; i < 3; i++)
		CHECK(dropped[i] > SEGMENTS / 1000);
}

/* The segments of a message in any order, but for the last to come, without JavaScript: its octets are those that were sent. */
static void wholeMessages(void)
{
	for (int round = 0; round < 20000; round++) {
		Made made = { .sent = &sent[0] };
		newMessage(&sent[0]);
		const Sent* message = &sent[0];
		timing = (SegmentTiming){ .now = round };
		timed = true;
		made.segN = message->segN;
		made.firstSeq = message->seq;
		made.received.clear[TRANSPORT] = 0x80 | message->type;
		made.received.clear[TRANSPORT + 1] = (uint8_t)(message->longMic << 7);
		Message* list = beginMessage(&made);
		list->progress.acknowledgmentArmed = list->progress.discardArmed = round;
		segments->places[list->place].progress = list->progress;
		uint32_t left = UINT32_MAX >> (31 - message->segN), at = next();
		while (left & (left - 1)) {
			while (!(left >> (at % 32) & 1))
				at += 7;
			uint8_t segO = at % 32, *clear = made.received.clear;
			size_t length = segO < message->segN ? SEGMENT_OCTETS : message->length - (size_t)segO * SEGMENT_OCTETS;
			left &= ~((uint32_t)1 << segO);
			made.received.src = message->src, made.received.dst = message->dst, made.received.ivIndex = message->ivIndex;
			made.received.seq = message->seq;
			clear[TRANSPORT + 1] = (uint8_t)(message->longMic << 7 | (message->seq & 0x1fff) >> 6);
			clear[TRANSPORT + 2] = (uint8_t)((message->seq & 0x3f) << 2 | segO >> 3);
			clear[TRANSPORT + 3] = (uint8_t)((segO & 7) << 5 | message->segN);
			memcpy(clear + PAYLOAD, message->octets + (size_t)segO * SEGMENT_OCTETS, length);
			made.received.end = (uint8_t)(PAYLOAD + length);
			EQUAL(segmentsTake(segments, replay, &made.received), 0);
			CHECK(memcmp(list->octets + (size_t)segO * SEGMENT_OCTETS, message->octets + (size_t)segO * SEGMENT_OCTETS, length) == 0);
			EQUAL(segments->places[list->place].progress.length, segO == message->segN ? message->length
				: segments->places[list->place].progress.length);
		}
		EQUAL(segments->places[list->place].progress.received | left, UINT32_MAX >> (31 - message->segN));
		endMessage(list);
	}
}

static void before(void)
{
	segments = segmentsNew(CAPACITY, &host, messages);
	replay = replayNew(2);
	for (int i = 0; i < CAPACITY; i++)
		messages[i].place = -1;
}

static void after(void)
{
	for (int i = 0; i < CAPACITY; i++)
		if (messages[i].place >= 0)
			endMessage(&messages[i]);
	segments->context = NULL;
	segmentsFree(segments);
	replayFree(replay);
}

int main(int argc, char** argv)
{
	static const Scenario scenarios[] = {
		{ "a million segments, taken, dropped or left to JavaScript", segmentsOfMany },
		{ "messages of every length, their segments in any order", wholeMessages },
		{ NULL, NULL },
	};
	return scenarioMain(argc, argv, scenarios, before, after);
}
