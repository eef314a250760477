/*
 * XS machines as a Node-API addon, used by engine.ts only. Arguments are not checked;
 * addon.ts declares them.
 */
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
#include "addon-bridge.h"
#include "addon-group.h"
#include "addon-values.h"
#include "compile.h"
#include "machine.h"

/* ---- the root ---- */

static void finalizeRoot(napi_env env, void* data, void* hint)
{
	(void)env, (void)hint;
	rootRelease(data);
}

/* root(source, creation) */
static napi_value newRoot(napi_env env, napi_callback_info info)
{
	napi_value values[2], result = NULL;
	Failure* failure = malloc(sizeof(Failure));
	arguments(env, info, 2, values);
	Creation creation = creationOf(env, values[1]);
	char* source = text(env, values[0]);
	Root* root = source && failure ? rootNew(source, &creation, failure) : NULL;
	free(source);
	if (root)
		napi_create_external(env, root, finalizeRoot, NULL, &result);
	else if (failure)
		throwFailure(env, failure);
	free(failure);
	return result;
}

/* compile(source, lines): packed byte code */
static napi_value compileSource(napi_env env, napi_callback_info info)
{
	napi_value values[2], result = NULL;
	Failure* failure = malloc(sizeof(Failure));
	bool lines = false;
	uint32_t size = 0;
	arguments(env, info, 2, values);
	napi_get_value_bool(env, values[1], &lines);
	char* source = text(env, values[0]);
	uint8_t* packed = source && failure ? scriptCompile(source, lines, &size, failure) : NULL;
	free(source);
	if (packed)
		napi_create_buffer_copy(env, size, packed, NULL, &result);
	else if (failure)
		throwFailure(env, failure);
	free(packed);
	free(failure);
	return result;
}

/* figures(root) */
static napi_value rootInfo(napi_env env, napi_callback_info info)
{
	napi_value values[1], object;
	void* root;
	double slots, chunks, code;
	arguments(env, info, 1, values);
	napi_get_value_external(env, values[0], &root);
	rootFigures(root, &slots, &chunks, &code);
	napi_create_object(env, &object);
	setNumber(env, object, "slots", slots);
	setNumber(env, object, "chunks", chunks);
	setNumber(env, object, "code", code);
	setNumber(env, object, "checksum", rootChecksum(root));
	return object;
}

/* ---- machines ---- */

static void deleteBridge(Bridge* bridge)
{
	groupLeave(bridge);
	if (bridge->machine)
		machineDelete(bridge->machine);
	bridge->machine = NULL;
	if (bridge->handler)
		napi_delete_reference(bridge->env, bridge->handler);
	if (bridge->exchange)
		napi_delete_reference(bridge->env, bridge->exchange);
	bridge->handler = bridge->exchange = NULL;
}

static void finalizeMachine(napi_env env, void* data, void* hint)
{
	(void)env, (void)hint;
	deleteBridge(data);
	free(data);
}

/* machine(root, creation, handler, exchange) */
static napi_value newMachine(napi_env env, napi_callback_info info)
{
	napi_value values[4], result = NULL;
	void* root;
	void* octets;
	Bridge* bridge = calloc(1, sizeof(Bridge));
	Failure* failure = calloc(1, sizeof(Failure));
	arguments(env, info, 4, values);
	napi_get_value_external(env, values[0], &root);
	if (bridge && failure) {
		Creation creation = creationOf(env, values[1]);
		bridge->env = env;
		napi_create_reference(env, values[2], 1, &bridge->handler);
		napi_create_reference(env, values[3], 1, &bridge->exchange);
		napi_get_typedarray_info(env, values[3], NULL, NULL, &octets, NULL, NULL);
		bridge->octets = octets;
		bridge->machine = machineNew(root, &creation, bridgeAsk, bridge, bridge->octets, failure);
		bool joined = bridge->machine && groupJoin(bridge);
		if (bridge->machine && !joined)
			*failure = (Failure){ .kind = FAILURE_OTHER, .message = "no memory for the machine's place" };
		if (joined) {
			napi_create_external(env, bridge, finalizeMachine, NULL, &result);
			bridge = NULL;
		}
		else
			throwFailure(env, failure);
	}
	if (bridge) {
		deleteBridge(bridge);
		free(bridge);
	}
	free(failure);
	return result;
}

static napi_value boolean(napi_env env, bool value)
{
	napi_value result;
	napi_get_boolean(env, value, &result);
	return result;
}

/* boot(machine, sets, flags, ecdhMilliseconds): whether the machine is still alive */
static napi_value boot(napi_env env, napi_callback_info info)
{
	napi_value values[4];
	arguments(env, info, 4, values);
	Bridge* bridge = bridgeOf(env, values[0]);
	if (!bridge)
		return NULL;
	return boolean(env, machineBoot(bridge->machine, integer(env, values[1]), integer(env, values[2]), integer(env, values[3])));
}

/* timer(machine, timer): whether the machine is still alive */
static napi_value timer(napi_env env, napi_callback_info info)
{
	napi_value values[2];
	arguments(env, info, 2, values);
	Bridge* bridge = bridgeOf(env, values[0]);
	return bridge ? boolean(env, machineTimer(bridge->machine, integer(env, values[1]))) : NULL;
}

/* sent(machine, handle): whether the machine is still alive */
static napi_value sent(napi_env env, napi_callback_info info)
{
	napi_value values[2];
	arguments(env, info, 2, values);
	Bridge* bridge = bridgeOf(env, values[0]);
	return bridge ? boolean(env, machineSent(bridge->machine, integer(env, values[1]))) : NULL;
}

/*
 * packet(machine, length, rssi, kind, address): the packet is in the exchange buffer. Its PacketFate,
 * and above it an event that was held: its length, where it is in the exchange buffer, or the verdict
 * (without its sign) and the octets of a PDU that C has dropped.
 */
static napi_value packet(napi_env env, napi_callback_info info)
{
	napi_value values[5];
	uint8_t octets[MESH_PACKET_SIZE];
	arguments(env, info, 5, values);
	Bridge* bridge = bridgeOf(env, values[0]);
	if (!bridge)
		return NULL;
	uint32_t length = (uint32_t)integer(env, values[1]);
	if (length > MESH_PACKET_SIZE) {
		napi_throw_range_error(env, NULL, "advertising data has 31 octets at most");
		return NULL;
	}
	/* a copy, because requests of the machine use the exchange buffer */
	memcpy(octets, bridge->octets, length);
	Packet packet = {
		.data = octets,
		.length = length,
		.rssi = integer(env, values[2]),
		.kind = integer(env, values[3]),
	};
	napi_get_value_double(env, values[4], &packet.address);
	napi_value result;
	bool exchanged;
	napi_create_uint32(env, bridgePacket(bridge, &packet, &exchanged), &result);
	return result;
}

/* call(machine, name, argument): the result as JSON, or undefined when the machine is dead */
static napi_value call(napi_env env, napi_callback_info info)
{
	napi_value values[3], result = NULL;
	const char* answer;
	arguments(env, info, 3, values);
	Bridge* bridge = bridgeOf(env, values[0]);
	if (!bridge)
		return NULL;
	char* name = text(env, values[1]);
	char* argument = text(env, values[2]);
	if (name && argument && machineCall(bridge->machine, name, argument, &answer) && answer)
		napi_create_string_utf8(env, answer, NAPI_AUTO_LENGTH, &result);
	free(name);
	free(argument);
	return result;
}

/* heap(machine, collect, forgetStack) */
static napi_value heap(napi_env env, napi_callback_info info)
{
	napi_value values[3], object;
	HeapFigures figures;
	bool collect, forgetStack;
	arguments(env, info, 3, values);
	Bridge* bridge = bridgeOf(env, values[0]);
	if (!bridge)
		return NULL;
	napi_get_value_bool(env, values[1], &collect);
	napi_get_value_bool(env, values[2], &forgetStack);
	machineHeap(bridge->machine, collect, &figures);
	if (forgetStack)
		machineForgetStack(bridge->machine);
	napi_create_object(env, &object);
	setNumber(env, object, "slots", figures.slots);
	setNumber(env, object, "slotsPeak", figures.slotsPeak);
	setNumber(env, object, "slotsSize", figures.slotsSize);
	setNumber(env, object, "chunks", figures.chunks);
	setNumber(env, object, "chunksPeak", figures.chunksPeak);
	setNumber(env, object, "chunksSize", figures.chunksSize);
	setNumber(env, object, "stackPeak", figures.stackPeak);
	setNumber(env, object, "stackSize", figures.stackSize);
	setNumber(env, object, "keys", figures.keys);
	setNumber(env, object, "aliases", figures.aliases);
	setNumber(env, object, "instructions", figures.instructions);
	setNumber(env, object, "slotBytes", figures.slotBytes);
	setNumber(env, object, "holedArrays", figures.holedArrays);
	return object;
}

/* failure(machine): why the machine is dead; undefined while it is alive */
static napi_value failure(napi_env env, napi_callback_info info)
{
	napi_value values[1];
	arguments(env, info, 1, values);
	Bridge* bridge = bridgeOf(env, values[0]);
	if (!bridge || machineFailure(bridge->machine)->kind == FAILURE_NONE)
		return NULL;
	return failureObject(env, machineFailure(bridge->machine));
}

/* close(machine): closes the firmware, then frees everything; whether closing did not fail */
static napi_value closeMachine(napi_env env, napi_callback_info info)
{
	napi_value values[1];
	arguments(env, info, 1, values);
	Bridge* bridge = bridgeOf(env, values[0]);
	return bridge ? boolean(env, machineClose(bridge->machine)) : NULL;
}

/* free(machine): frees everything without closing the firmware; allowed after close, too */
static napi_value freeMachine(napi_env env, napi_callback_info info)
{
	napi_value values[1];
	arguments(env, info, 1, values);
	Bridge* bridge = bridgeOf(env, values[0]);
	if (bridge)
		deleteBridge(bridge);
	return NULL;
}

NAPI_MODULE_INIT()
{
	if (!groupOpen(env))
		napi_throw_error(env, NULL, "no memory for the addon");
	static const struct {
		const char* name;
		napi_callback callback;
	} functions[] = {
		{ "root", newRoot }, { "compile", compileSource }, { "figures", rootInfo }, { "machine", newMachine }, { "boot", boot },
		{ "timer", timer }, { "sent", sent }, { "packet", packet }, { "call", call },
		{ "heap", heap }, { "failure", failure }, { "close", closeMachine }, { "free", freeMachine },
		{ "place", groupPlace }, { "share", groupShare }, { "packets", groupPackets },
	};
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		napi_value function;
		napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].callback, NULL, &function);
		napi_set_named_property(env, exports, functions[i].name, function);
	}
	return exports;
}
