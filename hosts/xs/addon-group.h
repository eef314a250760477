/*
 * The machines of an environment of Node.js, which a packet reaches in one call (packet-group.ts): in
 * a simulation most of those that hear it drop it in C, where a call of each would take longer.
 */
#ifndef MESH_XS_ADDON_GROUP_H
#define MESH_XS_ADDON_GROUP_H

#include "addon-bridge.h"

/* Machines to which one call hands a packet, at most: capacity of packet-group.ts. */
#define GROUP_CAPACITY 1024

/* What JavaScript and C share, as packet-group.ts has it. */
typedef struct {
	/* which of the machines gets the packet now */
	uint32_t current;
	uint32_t count;
	uint32_t length;
	int32_t kind;
	double address;
	uint8_t data[MESH_PACKET_SIZE + 1];
	int32_t places[GROUP_CAPACITY];
	int32_t rssi[GROUP_CAPACITY];
	/* as the result of `packet` in addon.c */
	uint32_t results[GROUP_CAPACITY];
} GroupPacket;

typedef struct Group Group;

/* Makes the group of an environment. False where there is no memory. */
bool groupOpen(napi_env env);
/* Gives a machine a place in the group of its environment. False where there is no memory. */
bool groupJoin(Bridge* bridge);
/* Takes its place away from a machine that has one. */
void groupLeave(Bridge* bridge);

/* place(machine) */
napi_value groupPlace(napi_env env, napi_callback_info info);
/* share(octets): a GroupPacket, which is kept */
napi_value groupShare(napi_env env, napi_callback_info info);
/*
 * packets(from): hands the shared packet to the machines from this one on, those that were closed
 * excepted, until one has made a request of its host, or has an event; the number of the next one.
 */
napi_value groupPackets(napi_env env, napi_callback_info info);

#endif
