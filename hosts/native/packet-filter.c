#include <string.h>
#include "packet-filter.h"

#define NETWORK_PDU 0x2a
#define BEACON 0x2b
/* Octets of the shortest PDU: NID, header, DST, one octet of transport PDU, NetMIC of 4. */
#define SHORTEST 14

static bool isSet(const uint8_t* bits, unsigned number)
{
	return (bits[number >> 3] >> (number & 7)) & 1;
}

void packetFilterBegin(PacketFilter* filter)
{
	filter->on = true;
	memset(filter->repeats, 0, sizeof(filter->repeats));
}

void packetFilterWant(uint8_t* table, size_t size, const uint8_t* numbers, size_t count)
{
	memset(table, 0, size);
	for (size_t i = 0; i < count; i++)
		if ((size_t)(numbers[i] >> 3) < size)
			table[numbers[i] >> 3] |= (uint8_t)(1 << (numbers[i] & 7));
}

/*
 * Whether the PDU was received recently; remembers it otherwise. Its index in the table is
 * from the last octet of its NetMIC, which is evenly distributed.
 */
static bool isRepeat(PacketFilter* filter, const uint8_t* pdu, size_t length)
{
	size_t at = pdu[length - 1] & (FILTER_REPEATS - 1);
	if (filter->repeats[at].length == length && memcmp(filter->repeats[at].pdu, pdu, length) == 0)
		return true;
	filter->repeats[at].length = (uint8_t)length;
	memcpy(filter->repeats[at].pdu, pdu, length);
	return false;
}

static PacketVerdict judgeStructure(PacketFilter* filter, uint8_t type, const uint8_t* data, size_t length)
{
	if (!isSet(filter->types, type))
		return PACKET_UNKNOWN_TYPE;
	if (type == BEACON)
		return length > 0 && isSet(filter->beacons, data[0]) ? PACKET_TAKEN : PACKET_UNKNOWN_TYPE;
	if (type != NETWORK_PDU || length < SHORTEST || length > FILTER_PDU)
		return PACKET_TAKEN;
	if (!isSet(filter->nids, data[0] & 0x7f))
		return PACKET_UNKNOWN_NID;
	return isRepeat(filter, data, length) ? PACKET_REPEAT : PACKET_TAKEN;
}

/*
 * The verdict on a packet. One AD structure that passes is enough; if none does, it is the
 * verdict on the structure that passed the most checks.
 */
static PacketVerdict judge(PacketFilter* filter, const uint8_t* data, size_t length)
{
	PacketVerdict furthest = PACKET_UNKNOWN_TYPE;
	size_t at = 0;
	while (at < length) {
		size_t size = data[at];
		/* a length of zero ends the significant part of the data early */
		if (size == 0)
			break;
		if (at + 1 + size > length)
			return PACKET_TAKEN;
		PacketVerdict verdict = judgeStructure(filter, data[at + 1], data + at + 2, size - 1);
		if (verdict == PACKET_TAKEN)
			return PACKET_TAKEN;
		if (verdict > furthest)
			furthest = verdict;
		at += 1 + size;
	}
	return at == 0 ? PACKET_TAKEN : furthest;
}

PacketVerdict packetFilterJudge(PacketFilter* filter, const uint8_t* data, size_t length)
{
	if (!filter->on)
		return PACKET_TAKEN;
	PacketVerdict verdict = judge(filter, data, length);
	filter->counts[verdict]++;
	return verdict;
}
