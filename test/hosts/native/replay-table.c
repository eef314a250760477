/*
 * The table of a replay protection list with random messages: which sources it has, that it takes
 * no number twice, and that each record is the entry's.
 */
#include "../../../hosts/native/replay-table.h"
#include "scenarios.h"

#define OPERATIONS 1000000
#define CAPACITY 13
#define SOURCES 40
#define NUMBERS 64
#define INDEXES 8

static uint32_t state = 11;
static ReplayTable* table;
static bool known[SOURCES], delivered[SOURCES][INDEXES][NUMBERS];
static int lastCopy[SOURCES];
static int answers[8];

static uint32_t next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* The sources collide: 40 of them in 16 chains, from 1 on. */
static uint16_t address(uint32_t source)
{
	return (uint16_t)(1 + source * 3);
}

/* CRC-16/IBM-3740 by its definition, one bit at a time. */
static uint16_t crcOf(const uint8_t* octets, size_t length)
{
	uint16_t crc = 0xffff;
	for (size_t i = 0; i < 8 * length; i++) {
		bool bit = (octets[i / 8] >> (7 - i % 8) & 1) != crc >> 15;
		crc = (uint16_t)(crc << 1 ^ (bit ? 0x1021 : 0));
	}
	return crc;
}

static uint32_t wordOf(const uint8_t* octets)
{
	return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 | octets[3];
}

static void checkRecord(const uint8_t* record, const ReplayMessage* message, const ReplayPlace* place)
{
	EQUAL(record[0], 1);
	EQUAL(wordOf(record + 1), message->ivIndex);
	EQUAL(wordOf(record + 5) & 0xffffff, place->sequence & 0xffffff);
	EQUAL(record[5] & 0xfe, 0);
	CHECK(!(message->kind & REPLAY_TRUSTED) || record[5] == 1);
	EQUAL(record[9] << 8 | record[10], crcOf(record, 9));
}

static void admit(uint32_t source, uint32_t low)
{
	uint8_t* record = malloc(REPLAY_RECORD);
	ReplayMessage message = { .src = address(source), .ivIndex = low + next() % 3 };
	message.seq = next() % NUMBERS;
	message.firstSeq = message.seq;
	message.kind = next() % 4 == 0 ? REPLAY_TRUSTED : 0;
	if (next() % 3 == 0) {
		message.kind |= REPLAY_SEGMENTED | (next() % 2 ? REPLAY_SHORT : 0);
		message.firstSeq = message.seq - next() % (message.seq + 1);
	}
	bool isNew = replayIsNew(table, message.src, message.ivIndex, message.seq);
	int answer = replayAdmit(table, &message, record);
	answers[answer + 4]++;
	EQUAL(answer == REPLAY_UNKNOWN_SOURCE, !known[source]);
	if (!known[source]) {
		CHECK(isNew);
		known[source] = replayAdd(table, message.src) != NULL;
		lastCopy[source] = 1;
		if (known[source])
			answer = replayAdmit(table, &message, record);
		CHECK(!known[source] || answer == 0);
	}
	if (answer >= 0) {
		CHECK(isNew);
		EQUAL(answer, 1 - lastCopy[source]);
		checkRecord(record, &message, replayFind(table, message.src));
		bool* seen = &delivered[source][message.ivIndex % INDEXES][message.firstSeq];
		/* one nonce, delivered as a message of one PDU, is not delivered again as another one */
		CHECK(!*seen || ((message.kind & REPLAY_SEGMENTED) && !(message.kind & REPLAY_SHORT)));
		if (!(message.kind & REPLAY_SEGMENTED))
			*seen = true;
		CHECK(!replayIsNew(table, message.src, message.ivIndex, message.firstSeq));
		if (message.kind & REPLAY_SEGMENTED)
			CHECK(replaySegmented(table, message.src, message.ivIndex, message.firstSeq) <= 0);
		lastCopy[source] = answer;
		if (next() % 16 == 0) {
			replayUnwritten(table, message.src);
			lastCopy[source] = 1 - answer;
		}
	}
	free(record);
}

static void expire(uint32_t low)
{
	for (uint16_t src; (src = replayExpire(table, low + 1)) != 0;) {
		uint32_t source = (src - 1u) / 3;
		CHECK(known[source] && replayFind(table, src) == NULL);
		known[source] = false;
	}
}

static void messages(void)
{
	uint32_t low = 0;
	for (int i = 0; i < OPERATIONS; i++) {
		if (i % 500 == 499) {
			low++;
			/* the index that enters the window again was used long ago */
			for (int source = 0; source < SOURCES; source++)
				memset(delivered[source][(low + 2) % INDEXES], 0, sizeof(delivered[source][0]));
			expire(low);
		}
		admit(next() % SOURCES, low);
		if (i % 64 != 0)
			continue;
		int size = 0, trusted = 0;
		for (uint32_t source = 0; source < SOURCES; source++) {
			const ReplayPlace* place = replayFind(table, address(source));
			EQUAL(place != NULL, known[source]);
			size += known[source];
			trusted += place && (place->sequence & 0x02000000) != 0;
		}
		EQUAL(table->size, size);
		EQUAL(table->trusted, trusted);
		CHECK(size <= CAPACITY);
	}
	CHECK(answers[REPLAY_REFUSED + 4] > 1000 && answers[4] > 1000 && answers[5] > 1000 && answers[3] > 1000);
}

static void stored(void)
{
	uint8_t record[REPLAY_RECORD];
	ReplayTable* other = replayNew(2);
	CHECK(replayLoad(other, 5, 9, 0xfffffe, REPLAY_SECOND | REPLAY_TRUSTED));
	CHECK(replayLoad(other, 6, 9, -1, REPLAY_UNCERTAIN));
	CHECK(!replayLoad(other, 7, 9, 1, 0) && !replayAdd(other, 7));
	EQUAL(other->trusted, 1);
	ReplayMessage message = { .src = 5, .ivIndex = 9, .seq = 0xfffffe, .firstSeq = 0xfffffe };
	EQUAL(replayAdmit(other, &message, record), REPLAY_REFUSED);
	EQUAL(replaySegmented(other, 5, 9, 0xfffffe), 0);
	message.seq = message.firstSeq = 0xffffff;
	EQUAL(replayAdmit(other, &message, record), 0);
	EQUAL(record[5], 1);
	/* a damaged record: the first message may be the one that it lacks */
	message = (ReplayMessage){ .src = 6, .ivIndex = 9, .seq = 0, .firstSeq = 0 };
	CHECK(replayIsNew(other, 6, 9, 0));
	EQUAL(replayAdmit(other, &message, record), REPLAY_REFUSED_SECOND);
	EQUAL(replayAdmit(other, &message, record), REPLAY_REFUSED);
	message.seq = message.firstSeq = 1;
	EQUAL(replayAdmit(other, &message, record), 0);
	/* the largest IV Index, and what is below it */
	EQUAL(replayExpire(other, UINT32_MAX), 5);
	EQUAL(replayExpire(other, UINT32_MAX), 6);
	EQUAL(replayExpire(other, UINT32_MAX), 0);
	EQUAL(other->trusted + other->size, 0);
	replayFree(other);
	replayFree(NULL);
	ReplayTable* largest = replayNew(REPLAY_LARGEST);
	for (uint16_t src = 1; src <= REPLAY_LARGEST; src++)
		CHECK(replayAdd(largest, src));
	CHECK(!replayAdd(largest, 0x8000) && replayFind(largest, REPLAY_LARGEST));
	replayFree(largest);
}

static void before(void)
{
	table = replayNew(CAPACITY);
}

static void after(void)
{
	replayFree(table);
}

int main(int argc, char** argv)
{
	static const Scenario scenarios[] = {
		{ "a million messages of more sources than there is room for", messages },
		{ "what was stored, the limits of its size and of the IV Index", stored },
		{ NULL, NULL },
	};
	return scenarioMain(argc, argv, scenarios, before, after);
}
