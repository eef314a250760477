/*
 * The table of a replay protection list: modules/transport/replay-table.ts in C, with the same
 * answers. A source takes one look-up, however many there are. Independent of XS.
 */
#ifndef MESH_NATIVE_REPLAY_TABLE_H
#define MESH_NATIVE_REPLAY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPLAY_LARGEST 0x7fff
/* A stored record: version, IV Index (4), flags (1), SEQ (3), CRC-16 (2). */
#define REPLAY_RECORD 11

/* Bits of ReplayMessage.kind and of the flags of an entry: ReplayFlag in modules/host/replay-table.ts. */
enum {
	REPLAY_SEGMENTED = 1,
	REPLAY_TRUSTED = 2,
	/* the message would have fitted into one PDU */
	REPLAY_SHORT = 4,
	REPLAY_UNCERTAIN = 8,
	/* the second copy in the store was written last */
	REPLAY_SECOND = 16
};

/* What replayAdmit answers; else the number of the copy to be written, 0 or 1. */
enum {
	REPLAY_UNKNOWN_SOURCE = -1,
	REPLAY_REFUSED = -2,
	/* the record is to be written, too, as copy 0 or 1 */
	REPLAY_REFUSED_FIRST = -3,
	REPLAY_REFUSED_SECOND = -4
};

typedef struct {
	uint32_t ivIndex;
	/* flags, and the highest SEQ of a nonce */
	uint32_t sequence;
	/* one past the SEQ of the last SeqAuth; 0: there was none under the entry's IV Index */
	uint32_t seqAuth;
	/* bit n: a message without segments had the highest SEQ - n */
	uint32_t window;
	/* 0: the place is free */
	uint16_t src;
	/* the next place of the chain or of the free ones, plus 1; 0: none */
	uint16_t next;
} ReplayPlace;

typedef struct {
	uint16_t capacity, size, trusted, free, mask;
	uint16_t* heads;
	ReplayPlace places[];
} ReplayTable;

typedef struct {
	uint16_t src;
	uint32_t ivIndex, seq, firstSeq;
	uint8_t kind;
} ReplayMessage;

/* `capacity`: 1..REPLAY_LARGEST sources. NULL where there is no memory. */
ReplayTable* replayNew(uint16_t capacity);
/* NULL is ignored. */
void replayFree(ReplayTable* table);
/* The entry of a source, or NULL. */
ReplayPlace* replayFind(const ReplayTable* table, uint16_t src);
/* An entry for a source that has none; NULL where no place is free. */
ReplayPlace* replayAdd(ReplayTable* table, uint16_t src);
/* Adds an entry with what was stored; `seq` below 0: it is not known. False where no place is free. */
bool replayLoad(ReplayTable* table, uint16_t src, uint32_t ivIndex, int32_t seq, uint8_t flags);
/* Whether a PDU may be new: its number is above that of the last message of its source. */
bool replayIsNew(const ReplayTable* table, uint16_t src, uint32_t ivIndex, uint32_t seq);
/* Of a segment's message: above 0 it may be new, 0 it is the last that was delivered, below 0 an earlier one. */
int replaySegmented(const ReplayTable* table, uint16_t src, uint32_t ivIndex, uint32_t firstSeq);
/* Enters a message, and writes the record to be stored. */
int replayAdmit(ReplayTable* table, const ReplayMessage* message, uint8_t* record);
/* The record of the last message of a source could not be stored. */
void replayUnwritten(ReplayTable* table, uint16_t src);
/* Removes an entry whose IV Index is below the previous one, and gives its source; 0 where there is none. */
uint16_t replayExpire(ReplayTable* table, uint32_t ivIndex);

#endif
