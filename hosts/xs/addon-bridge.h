/* A machine of the addon with its host's handler in JavaScript. */
#ifndef MESH_XS_ADDON_BRIDGE_H
#define MESH_XS_ADDON_BRIDGE_H

#include <node_api.h>
#include "machine.h"

/* Octets of an event that can be held: one of a dropped PDU is shorter. */
#define HELD_SIZE 96

typedef struct {
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
} Bridge;

/*
 * Calls the handler with a request of the machine, whose Bridge is the context. The answer is NaN
 * where the host reports an exception in the exchange buffer.
 */
double bridgeAsk(void* context, HostOperation operation, double a, double b, double c, uint32_t length);

#endif
