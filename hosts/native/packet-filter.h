/*
 * What a radio drops before JavaScript wakes: packets without an AD structure that
 * anybody receives, network PDUs of other networks, and those heard octet for
 * octet a moment ago. No part of it knows XS: a radio task may call it.
 */
#ifndef MESH_NATIVE_PACKET_FILTER_H
#define MESH_NATIVE_PACKET_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Network PDUs remembered, a power of two, each whole: a forged one must not hide the true one. */
#define FILTER_REPEATS 32
#define FILTER_PDU 29

typedef enum { PACKET_TAKEN, PACKET_UNKNOWN_TYPE, PACKET_UNKNOWN_NID, PACKET_REPEAT, PACKET_VERDICTS } PacketVerdict;

typedef struct {
	/* while false, everything is taken */
	bool on;
	/* a bit for each AD type, beacon type and NID that is wanted */
	uint8_t types[32];
	uint8_t beacons[32];
	uint8_t nids[16];
	struct {
		uint8_t length;
		uint8_t pdu[FILTER_PDU];
	} repeats[FILTER_REPEATS];
	uint32_t counts[PACKET_VERDICTS];
} PacketFilter;

/* From now on only what is wanted is taken; what was heard is forgotten. */
void packetFilterBegin(PacketFilter* filter);
/* Replaces the numbers in one of the filter's tables of `size` octets. */
void packetFilterWant(uint8_t* table, size_t size, const uint8_t* numbers, size_t count);
/* The verdict on a packet's AD structures, counted. One whose lengths do not fit is taken: JavaScript reports it. */
PacketVerdict packetFilterJudge(PacketFilter* filter, const uint8_t* data, size_t length);

#endif
