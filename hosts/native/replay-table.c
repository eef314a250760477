/* The table of a replay protection list in C (replay-table.h). */
#include <stdlib.h>
#include "replay-table.h"

#define VERSION 1
#define SEQ 0xffffffu
/* In the octet above SEQ: copyFlag, trustedFlag and uncertainFlag in modules/transport/replay-table.ts. */
#define COPY 0x01000000u
#define TRUSTED 0x02000000u
#define UNCERTAIN 0x04000000u
#define WINDOW 32

ReplayTable* replayNew(uint16_t capacity)
{
	uint32_t chains = 1;
	while (chains < capacity)
		chains *= 2;
	ReplayTable* table = calloc(1, sizeof(ReplayTable) + capacity * sizeof(ReplayPlace));
	uint16_t* heads = calloc(chains, sizeof(*heads));
	if (!table || !heads) {
		free(table);
		free(heads);
		return NULL;
	}
	table->capacity = capacity;
	table->mask = (uint16_t)(chains - 1);
	table->heads = heads;
	table->free = 1;
	for (uint32_t at = 1; at < capacity; at++)
		table->places[at - 1].next = (uint16_t)(at + 1);
	return table;
}

void replayFree(ReplayTable* table)
{
	if (table)
		free(table->heads);
	free(table);
}

ReplayPlace* replayFind(const ReplayTable* table, uint16_t src)
{
	for (uint16_t at = table->heads[src & table->mask]; at != 0; at = table->places[at - 1].next)
		if (table->places[at - 1].src == src)
			return (ReplayPlace*)&table->places[at - 1];
	return NULL;
}

ReplayPlace* replayAdd(ReplayTable* table, uint16_t src)
{
	uint16_t at = table->free;
	if (at == 0)
		return NULL;
	ReplayPlace* place = &table->places[at - 1];
	uint16_t* head = &table->heads[src & table->mask];
	table->free = place->next;
	table->size++;
	/* of its two records the first is the one to be written */
	*place = (ReplayPlace){ .src = src, .sequence = COPY, .next = *head };
	*head = at;
	return place;
}

static void removePlace(ReplayTable* table, ReplayPlace* place)
{
	uint16_t number = (uint16_t)(place - table->places + 1);
	uint16_t* link = &table->heads[place->src & table->mask];
	while (*link != number)
		link = &table->places[*link - 1].next;
	*link = place->next;
	*place = (ReplayPlace){ .next = table->free };
	table->free = number;
	table->size--;
}

bool replayLoad(ReplayTable* table, uint16_t src, uint32_t ivIndex, int32_t seq, uint8_t flags)
{
	ReplayPlace* place = replayAdd(table, src);
	if (!place)
		return false;
	place->ivIndex = ivIndex;
	place->sequence = (seq < 0 ? 0 : (uint32_t)seq & SEQ) | (flags & REPLAY_SECOND ? COPY : 0)
		| (flags & REPLAY_TRUSTED ? TRUSTED : 0) | (flags & REPLAY_UNCERTAIN ? UNCERTAIN : 0);
	/*
	 * Which messages were reassembled, and which numbers unsegmented messages had, is not stored:
	 * all messages up to the highest number count as processed.
	 */
	if (seq >= 0) {
		place->seqAuth = (uint32_t)seq + 1;
		place->window = UINT32_MAX;
	}
	if (flags & REPLAY_TRUSTED)
		table->trusted++;
	return true;
}

/* Whether an entry is without a number, as its records were damaged. */
static bool lacksNumber(const ReplayPlace* place)
{
	return (place->sequence & UNCERTAIN) != 0 && place->window == 0;
}

bool replayIsNew(const ReplayTable* table, uint16_t src, uint32_t ivIndex, uint32_t seq)
{
	const ReplayPlace* place = replayFind(table, src);
	if (!place)
		return true;
	if (ivIndex != place->ivIndex)
		return ivIndex > place->ivIndex;
	return seq > (place->sequence & SEQ) || lacksNumber(place);
}

int replaySegmented(const ReplayTable* table, uint16_t src, uint32_t ivIndex, uint32_t firstSeq)
{
	const ReplayPlace* place = replayFind(table, src);
	if (!place)
		return 1;
	if (ivIndex != place->ivIndex)
		return ivIndex > place->ivIndex ? 1 : -1;
	return firstSeq + 1 > place->seqAuth ? 1 : firstSeq + 1 == place->seqAuth ? 0 : -1;
}

/*
 * Whether the octets of a segmented message were delivered before as a message without segments:
 * the two have the same nonce, and an attacker with the NetKey can make one of the other.
 */
static bool cameUnsegmented(const ReplayMessage* message, uint32_t highest, uint32_t window)
{
	if (!(message->kind & REPLAY_SHORT) || message->firstSeq > highest)
		return false;
	uint32_t back = highest - message->firstSeq;
	return back >= WINDOW || (window >> back & 1) != 0;
}

/* CRC-16/IBM-3740, as crc16 in modules/base/records.ts. */
static uint16_t crc16(const uint8_t* octets, size_t length)
{
	uint32_t crc = 0xffff;
	for (size_t i = 0; i < length; i++) {
		uint32_t octet = (crc >> 8 ^ octets[i]) & 0xff;
		octet ^= octet >> 4;
		crc = (crc << 8 ^ octet << 12 ^ octet << 5 ^ octet) & 0xffff;
	}
	return (uint16_t)crc;
}

static void writeRecord(const ReplayPlace* place, uint8_t* record)
{
	uint32_t number = (place->sequence & SEQ) | (place->sequence & TRUSTED ? 1u << 24 : 0);
	record[0] = VERSION;
	for (int i = 0; i < 4; i++) {
		record[1 + i] = (uint8_t)(place->ivIndex >> (24 - 8 * i));
		record[5 + i] = (uint8_t)(number >> (24 - 8 * i));
	}
	uint16_t crc = crc16(record, REPLAY_RECORD - 2);
	record[9] = (uint8_t)(crc >> 8);
	record[10] = (uint8_t)crc;
}

int replayAdmit(ReplayTable* table, const ReplayMessage* message, uint8_t* record)
{
	ReplayPlace* place = replayFind(table, message->src);
	if (!place)
		return REPLAY_UNKNOWN_SOURCE;
	bool segmented = (message->kind & REPLAY_SEGMENTED) != 0;
	uint32_t before = place->sequence, window = 0;
	/*
	 * Of a segmented message only the first number is in its nonce and so authentic: with the
	 * others an attacker with the NetKey could block the source for as many numbers as SeqZero spans.
	 */
	uint32_t entered = segmented ? message->firstSeq : message->seq;
	if (message->ivIndex == place->ivIndex) {
		uint32_t highest = before & SEQ;
		window = place->window;
		/* an entry that was just added has had no message */
		bool fresh = window == 0 && place->seqAuth == 0 && !(before & UNCERTAIN);
		if (!fresh) {
			if (message->seq <= highest && !lacksNumber(place))
				return REPLAY_REFUSED;
			if (segmented && cameUnsegmented(message, highest, window))
				return REPLAY_REFUSED;
			if (entered < highest)
				entered = highest;
		}
		window = entered - highest < WINDOW ? window << (entered - highest) : 0;
	} else {
		if (message->ivIndex < place->ivIndex)
			return REPLAY_REFUSED;
		place->seqAuth = 0;
	}
	place->ivIndex = message->ivIndex;
	place->window = segmented ? window : window | 1;
	if (segmented && message->firstSeq >= place->seqAuth)
		place->seqAuth = message->firstSeq + 1;
	uint32_t kind = before & TRUSTED;
	if ((message->kind & REPLAY_TRUSTED) && kind == 0) {
		kind = TRUSTED;
		table->trusted++;
	}
	/* the older one of the two records is written */
	int copy = before & COPY ? 0 : 1;
	place->sequence = entered | kind | (copy == 1 ? COPY : 0);
	writeRecord(place, record);
	/* it may be the message that the damaged record lacks */
	return before & UNCERTAIN ? REPLAY_REFUSED_FIRST - copy : copy;
}

void replayUnwritten(ReplayTable* table, uint16_t src)
{
	ReplayPlace* place = replayFind(table, src);
	if (place)
		place->sequence ^= COPY;
}

uint16_t replayExpire(ReplayTable* table, uint32_t ivIndex)
{
	for (size_t at = 0; at < table->capacity; at++) {
		ReplayPlace* place = &table->places[at];
		uint16_t src = place->src;
		if (src == 0 || (uint64_t)place->ivIndex + 1 >= ivIndex || lacksNumber(place))
			continue;
		if (place->sequence & TRUSTED)
			table->trusted--;
		removePlace(table, place);
		return src;
	}
	return 0;
}
