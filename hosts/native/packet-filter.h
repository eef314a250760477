/*
 * Filter by which a radio drops packets before JavaScript runs: those without an AD structure
 * that has a receiver, network PDUs of other networks, and network PDUs equal in every octet to
 * one received recently. Independent of XS, so that the radio's task can call it.
 */
#ifndef MESH_NATIVE_PACKET_FILTER_H
#define MESH_NATIVE_PACKET_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Network PDUs that are remembered, a power of two. All octets are compared, so that a forged
 * PDU does not make the filter drop the authentic one.
 */
#define FILTER_REPEATS 32
#define FILTER_PDU 29

/* The last is of a filter outside of the machine alone, which knows the node's PB-ADV links (hosts/xs/host-filter.ts). */
typedef enum { PACKET_TAKEN, PACKET_UNKNOWN_TYPE, PACKET_UNKNOWN_NID, PACKET_REPEAT, PACKET_OTHER_LINK, PACKET_VERDICTS } PacketVerdict;

typedef struct {
	/* false: every packet passes */
	bool on;
	/* one bit for each AD type, beacon type and NID that passes */
	uint8_t types[32];
	uint8_t beacons[32];
	uint8_t nids[16];
	struct {
		uint8_t length;
		uint8_t pdu[FILTER_PDU];
	} repeats[FILTER_REPEATS];
	uint32_t counts[PACKET_VERDICTS];
} PacketFilter;

/* Turns the filter on, and forgets the network PDUs that were remembered. */
void packetFilterBegin(PacketFilter* filter);
/* Replaces the numbers that pass in one of the filter's tables, of `size` octets. */
void packetFilterWant(uint8_t* table, size_t size, const uint8_t* numbers, size_t count);
/*
 * Returns the verdict on a packet's AD structures, and counts it. A packet with wrong lengths
 * passes, so that JavaScript reports it.
 */
PacketVerdict packetFilterJudge(PacketFilter* filter, const uint8_t* data, size_t length);

#endif
