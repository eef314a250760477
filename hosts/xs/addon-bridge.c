/* How a machine's requests reach its host (addon-bridge.h). */
#include <math.h>
#include <string.h>
#include "addon-bridge.h"

/*
 * Called when the host's handler throws. It should not: it reports the host's exceptions
 * in the exchange buffer itself. Writes such a report and returns NaN.
 */
static double askFailed(Bridge* bridge)
{
	static const char why[] = "Error\nthe host did not answer";
	napi_value exception;
	napi_get_and_clear_last_exception(bridge->env, &exception);
	bridge->octets[0] = sizeof(why) - 1;
	bridge->octets[1] = 0;
	memcpy(bridge->octets + 2, why, sizeof(why) - 1);
	return NAN;
}

static double callHandler(Bridge* bridge, HostOperation operation, double a, double b, double c, uint32_t length)
{
	napi_env env = bridge->env;
	napi_handle_scope scope;
	napi_value handler, self, result, values[5];
	double answer;
	bridge->asked = true;
	napi_open_handle_scope(env, &scope);
	napi_get_reference_value(env, bridge->handler, &handler);
	napi_get_undefined(env, &self);
	napi_create_int32(env, (int32_t)operation, &values[0]);
	napi_create_double(env, a, &values[1]);
	napi_create_double(env, b, &values[2]);
	napi_create_double(env, c, &values[3]);
	napi_create_uint32(env, length, &values[4]);
	if (napi_call_function(env, self, handler, 5, values, &result) != napi_ok
		|| napi_get_value_double(env, result, &answer) != napi_ok)
		answer = askFailed(bridge);
	napi_close_handle_scope(env, scope);
	return answer;
}

static bool isDrop(const uint8_t* event, uint32_t length)
{
	static const char begin[] = "{\"type\":\"drop\"";
	return length <= HELD_SIZE && length >= sizeof(begin) && memcmp(event, begin, sizeof(begin) - 1) == 0;
}

/* Passes the held event on, before another request of the machine. The answer is NaN for an exception. */
static double tellHeld(Bridge* bridge)
{
	uint8_t request[HELD_SIZE];
	int32_t verdict = bridge->heldVerdict;
	bridge->heldVerdict = 0;
	if (verdict < 0)
		return callHandler(bridge, HOST_DROPPED, verdict, bridge->heldOctets, 0, 0);
	uint32_t length = bridge->heldLength;
	bridge->heldLength = 0;
	memcpy(request, bridge->octets, length);
	memcpy(bridge->octets, bridge->held, length);
	double answer = callHandler(bridge, HOST_TRACE, 0, 0, 0, length);
	if (!isnan(answer))
		memcpy(bridge->octets, request, length);
	return answer;
}

bool bridgeUsable(napi_env env, const Bridge* bridge)
{
	if (!bridge || !bridge->machine) {
		napi_throw_error(env, NULL, "the machine is closed");
		return false;
	}
	if (machineBusy(bridge->machine)) {
		napi_throw_error(env, NULL, "the machine is running: it cannot be entered from its own host call");
		return false;
	}
	return true;
}

Bridge* bridgeOf(napi_env env, napi_value value)
{
	void* bridge = NULL;
	napi_get_value_external(env, value, &bridge);
	return bridgeUsable(env, bridge) ? bridge : NULL;
}

/* Where the parts of a packet's result stand above the two bits of its PacketFate: HeldBits of port.ts. */
enum { HELD_LENGTH = 2, HELD_VERDICT = 9, HELD_OCTETS = 13 };

uint32_t bridgePacket(Bridge* bridge, const Packet* packet, bool* exchanged)
{
	bridge->holds = true;
	uint32_t fate = machinePacket(bridge->machine, packet);
	bridge->holds = false;
	memcpy(bridge->octets, bridge->held, bridge->heldLength);
	uint32_t result = fate | bridge->heldLength << HELD_LENGTH
		| (uint32_t)-bridge->heldVerdict << HELD_VERDICT | bridge->heldOctets << HELD_OCTETS;
	*exchanged = bridge->heldLength > 0 || bridge->heldVerdict < 0 || fate == PACKET_FATE_DEAD;
	bridge->heldLength = 0;
	bridge->heldVerdict = 0;
	bridge->heldOctets = 0;
	return result;
}

double bridgeAsk(void* context, HostOperation operation, double a, double b, double c, uint32_t length)
{
	Bridge* bridge = context;
	if (bridge->heldLength > 0 || bridge->heldVerdict < 0) {
		double answer = tellHeld(bridge);
		if (isnan(answer))
			return answer;
	}
	if (bridge->holds && operation == HOST_TRACE && isDrop(bridge->octets, length)) {
		memcpy(bridge->held, bridge->octets, length);
		bridge->heldLength = length;
		return 0;
	}
	if (bridge->holds && operation == HOST_DROPPED) {
		bridge->heldVerdict = (int32_t)a;
		bridge->heldOctets = (uint32_t)b;
		return 0;
	}
	return callHandler(bridge, operation, a, b, c, length);
}
