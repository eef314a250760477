/* A machine of the addon with its host's handler in JavaScript. */
#ifndef MESH_XS_ADDON_BRIDGE_H
#define MESH_XS_ADDON_BRIDGE_H

#include <node_api.h>
#include "machine.h"

/* Octets of an event that can be held: one of a dropped PDU is shorter. */
#define HELD_SIZE 96

typedef struct Bridge {
	napi_env env;
	napi_ref handler;
	napi_ref exchange;
	uint8_t* octets;
	Machine* machine;
	/* whether a dropped PDU's event is held until the packet was handled, which saves a call */
	bool holds;
	uint32_t heldLength;
	uint8_t held[HELD_SIZE];
	/* the same of a PDU that C has dropped: its verdict, 0 for none, and its octets */
	int32_t heldVerdict;
	uint32_t heldOctets;
	/* whether the handler was called since this was set to false */
	bool asked;
	/* the machine's place in the group of its environment (addon-group.h); NULL: it has none */
	struct Group* group;
	uint32_t place;
} Bridge;

/* Whether a machine can be run; otherwise, as for NULL, throws: it was freed, or is being run. */
bool bridgeUsable(napi_env env, const Bridge* bridge);
/* The machine of an argument, or NULL after an exception, as above. */
Bridge* bridgeOf(napi_env env, napi_value value);
/*
 * Passes a packet to the machine, of which the packet's data must not be in the exchange buffer. The
 * PacketFate, and above it an event that was held: HeldBits of port.ts. `exchanged` is set to whether
 * something is to be read before another machine runs: the event, whose reader may do anything with
 * other machines, or why the machine is dead.
 */
uint32_t bridgePacket(Bridge* bridge, const Packet* packet, bool* exchanged);

/*
 * Calls the handler with a request of the machine, whose Bridge is the context. The answer is NaN
 * where the host reports an exception in the exchange buffer.
 */
double bridgeAsk(void* context, HostOperation operation, double a, double b, double c, uint32_t length);

#endif
