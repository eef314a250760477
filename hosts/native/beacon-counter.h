/*
 * Counts mesh beacons that have exactly the octets of a known one (PacketFilter.countBeacons in
 * modules/host/radio.ts), for a node that needs their number alone: most Secure Network beacons are
 * as the one before. Independent of XS.
 */
#ifndef MESH_NATIVE_BEACON_COUNTER_H
#define MESH_NATIVE_BEACON_COUNTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of a mesh beacon in one AD structure, at most. */
#define LONGEST_BEACON 29

typedef struct {
	/* of the known beacon; 0: none is known */
	uint8_t length;
	uint8_t beacon[LONGEST_BEACON];
	/* since the last call of beaconCounterKnow */
	uint32_t count;
} BeaconCounter;

/*
 * Counts beacons that are equal to this one from now on; a length of 0, and one above LONGEST_BEACON:
 * none. Returns the number of those that were counted since the call before.
 */
uint32_t beaconCounterKnow(BeaconCounter* counter, const uint8_t* beacon, size_t length);
/* Counts no beacons from now on. The number of those that were counted stays. */
void beaconCounterForget(BeaconCounter* counter);
/* Whether a packet is one AD structure with the known beacon; it is counted then, and goes no further. */
bool beaconCounterTakes(BeaconCounter* counter, const uint8_t* data, size_t length);

#endif
