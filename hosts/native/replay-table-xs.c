/* The table of a replay protection list, as JavaScript has it (replay-table-xs.h). */
#include <string.h>
#include "xsmc.h"
#include "arguments.h"
#include "replay-table.h"
#include "replay-table-xs.h"

/* The limit of a store's keys. */
#define KEY_LENGTH 15
#define DIGITS 4

static void deleteTable(void* data)
{
	replayFree(data);
}

static ReplayTable* tableArgument(xsMachine* the)
{
	ReplayTable* table = xsmcGetHostData(xsArg(0));
	if (!table)
		xsUnknownError("no replay table");
	return table;
}

static uint16_t sourceArgument(xsMachine* the)
{
	xsIntegerValue src = xsmcToInteger(xsArg(1));
	if (src < 1 || src > 0xffff)
		xsRangeError("src %d: 1..65535", (int)src);
	return (uint16_t)src;
}

/* A number of 32 bits without a sign; most fit an integer, whose reading is cheaper. */
static uint32_t wordArgument(xsMachine* the, xsSlot* slot)
{
	if (xsmcTypeOf(*slot) == xsIntegerType)
		return (uint32_t)xsmcToInteger(*slot);
	return (uint32_t)xsmcToNumber(*slot);
}

/* (capacity) */
void xs_replay_table(xsMachine* the)
{
	xsIntegerValue capacity = xsmcToInteger(xsArg(0));
	if (capacity < 1 || capacity > REPLAY_LARGEST)
		xsRangeError("capacity %d: 1..%d sources", (int)capacity, REPLAY_LARGEST);
	ReplayTable* table = replayNew((uint16_t)capacity);
	if (!table)
		xsUnknownError("no memory for a replay table of %d sources", (int)capacity);
	xsResult = xsNewHostObject(deleteTable);
	xsmcSetHostData(xsResult, table);
}

/* (table) */
void xs_replay_size(xsMachine* the)
{
	xsmcSetInteger(xsResult, tableArgument(the)->size);
}

/* (table) */
void xs_replay_trusted(xsMachine* the)
{
	xsmcSetInteger(xsResult, tableArgument(the)->trusted);
}

/* (table, src) */
void xs_replay_has(xsMachine* the)
{
	xsmcSetBoolean(xsResult, replayFind(tableArgument(the), sourceArgument(the)) != NULL);
}

/* (table, src, ivIndex, seq, flags) */
void xs_replay_load(xsMachine* the)
{
	ReplayTable* table = tableArgument(the);
	uint16_t src = sourceArgument(the);
	uint32_t ivIndex = wordArgument(the, &xsArg(2));
	int32_t seq = xsmcToInteger(xsArg(3));
	uint8_t flags = (uint8_t)xsmcToInteger(xsArg(4));
	if (!replayLoad(table, src, ivIndex, seq, flags))
		xsRangeError("the replay table has room for %d sources", (int)table->capacity);
}

/* (table, src): whether there was room */
void xs_replay_add(xsMachine* the)
{
	xsmcSetBoolean(xsResult, replayAdd(tableArgument(the), sourceArgument(the)) != NULL);
}

/* (table, src, ivIndex, seq) */
void xs_replay_is_new(xsMachine* the)
{
	const ReplayTable* table = tableArgument(the);
	uint16_t src = sourceArgument(the);
	xsmcSetBoolean(xsResult, replayIsNew(table, src, wordArgument(the, &xsArg(2)), wordArgument(the, &xsArg(3))));
}

/* (table, src, ivIndex, firstSeq) */
void xs_replay_segmented(xsMachine* the)
{
	const ReplayTable* table = tableArgument(the);
	uint16_t src = sourceArgument(the);
	xsmcSetInteger(xsResult, replaySegmented(table, src, wordArgument(the, &xsArg(2)), wordArgument(the, &xsArg(3))));
}

/* Sets the result to the key of a source's record in the store. */
static void setKey(xsMachine* the, xsSlot* start, uint16_t src, int copy)
{
	static const char digits[] = "0123456789abcdef";
	char key[KEY_LENGTH + 1];
	const char* prefix = xsmcToString(*start);
	size_t length = strlen(prefix);
	if (length > KEY_LENGTH - DIGITS - 1)
		xsRangeError("prefix: at most %d characters", KEY_LENGTH - DIGITS - 1);
	memcpy(key, prefix, length);
	for (int shift = 12; shift >= 0; shift -= 4)
		key[length++] = digits[src >> shift & 15];
	if (copy == 1)
		key[length++] = 'b';
	/* the keys are in an array of this function: XS may move its own texts when it makes this one */
	xsmcSetStringBuffer(xsResult, key, (xsIntegerValue)length);
}

/* (table, src, ivIndex, seq, firstSeq, kind, record, prefix): the key of the record, or an answer below 0 */
void xs_replay_admit(xsMachine* the)
{
	ReplayTable* table = tableArgument(the);
	ReplayMessage message = {
		.src = sourceArgument(the),
		.ivIndex = wordArgument(the, &xsArg(2)),
		.seq = wordArgument(the, &xsArg(3)),
		.firstSeq = wordArgument(the, &xsArg(4)),
		.kind = (uint8_t)xsmcToInteger(xsArg(5)),
	};
	uint8_t* record = writable(the, &xsArg(6), 0, REPLAY_RECORD, "record");
	int answer = replayAdmit(table, &message, record);
	if (answer < 0)
		xsmcSetInteger(xsResult, answer);
	else
		setKey(the, &xsArg(7), message.src, answer);
}

/* (table, src) */
void xs_replay_unwritten(xsMachine* the)
{
	replayUnwritten(tableArgument(the), sourceArgument(the));
}

/* (table, ivIndex): a source whose entry was removed, or 0 */
void xs_replay_expire(xsMachine* the)
{
	xsmcSetInteger(xsResult, replayExpire(tableArgument(the), wordArgument(the, &xsArg(1))));
}

/* (prefix, src, copy) */
void xs_replay_key(xsMachine* the)
{
	setKey(the, &xsArg(0), sourceArgument(the), (int)xsmcToInteger(xsArg(2)));
}
