/* The machines of an environment as a group (addon-group.h). */
#include <stdlib.h>
#include <string.h>
#include "addon-group.h"
#include "addon-values.h"

/* As packet-group.ts has them. */
_Static_assert(offsetof(GroupPacket, address) == 16, "address");
_Static_assert(offsetof(GroupPacket, data) == 24, "data");
_Static_assert(offsetof(GroupPacket, places) == 56, "places");

struct Group {
	/* the environment and each machine with a place */
	unsigned users;
	napi_ref octets;
	GroupPacket* packet;
	/* NULL at a place that is free */
	Bridge** bridges;
	uint32_t count;
};

static void release(Group* group)
{
	if (--group->users > 0)
		return;
	free(group->bridges);
	free(group);
}

static void environmentEnds(napi_env env, void* data, void* hint)
{
	(void)env, (void)hint;
	release(data);
}

bool groupOpen(napi_env env)
{
	Group* group = calloc(1, sizeof(Group));
	if (!group)
		return false;
	group->users = 1;
	return napi_set_instance_data(env, group, environmentEnds, NULL) == napi_ok;
}

static Group* groupOf(napi_env env)
{
	void* group = NULL;
	napi_get_instance_data(env, &group);
	return group;
}

bool groupJoin(Bridge* bridge)
{
	Group* group = groupOf(bridge->env);
	uint32_t place = 0;
	while (place < group->count && group->bridges[place])
		place++;
	if (place == group->count) {
		uint32_t count = 2 * group->count + 16;
		Bridge** bridges = realloc(group->bridges, count * sizeof(Bridge*));
		if (!bridges)
			return false;
		memset(bridges + group->count, 0, (count - group->count) * sizeof(Bridge*));
		group->bridges = bridges;
		group->count = count;
	}
	group->bridges[place] = bridge;
	group->users++;
	bridge->group = group;
	bridge->place = place;
	return true;
}

void groupLeave(Bridge* bridge)
{
	Group* group = bridge->group;
	if (!group)
		return;
	bridge->group = NULL;
	group->bridges[bridge->place] = NULL;
	release(group);
}

napi_value groupPlace(napi_env env, napi_callback_info info)
{
	napi_value values[1], result;
	Bridge* bridge;
	arguments(env, info, 1, values);
	bridge = bridgeOf(env, values[0]);
	if (!bridge)
		return NULL;
	napi_create_uint32(env, bridge->place, &result);
	return result;
}

napi_value groupShare(napi_env env, napi_callback_info info)
{
	napi_value values[1];
	void* octets;
	Group* group = groupOf(env);
	arguments(env, info, 1, values);
	if (group->octets)
		napi_delete_reference(env, group->octets);
	napi_create_reference(env, values[0], 1, &group->octets);
	napi_get_typedarray_info(env, values[0], NULL, NULL, &octets, NULL, NULL);
	group->packet = octets;
	return NULL;
}

napi_value groupPackets(napi_env env, napi_callback_info info)
{
	napi_value values[1], result;
	uint8_t octets[MESH_PACKET_SIZE];
	Group* group = groupOf(env);
	GroupPacket* shared = group->packet;
	arguments(env, info, 1, values);
	uint32_t at = (uint32_t)integer(env, values[0]);
	uint32_t count = shared->count < GROUP_CAPACITY ? shared->count : GROUP_CAPACITY;
	Packet packet = { .data = octets, .length = shared->length, .kind = shared->kind, .address = shared->address };
	if (packet.length > MESH_PACKET_SIZE) {
		napi_throw_range_error(env, NULL, "advertising data has 31 octets at most");
		return NULL;
	}
	memcpy(octets, shared->data, packet.length);
	for (bool pause = false; at < count && !pause; at++) {
		uint32_t place = (uint32_t)shared->places[at];
		Bridge* bridge = place < group->count ? group->bridges[place] : NULL;
		shared->current = at;
		shared->results[at] = PACKET_FATE_DROPPED;
		if (!bridge)
			continue;
		if (!bridgeUsable(env, bridge))
			return NULL;
		packet.rssi = shared->rssi[at];
		bridge->asked = false;
		shared->results[at] = bridgePacket(bridge, &packet, &pause);
		pause = pause || bridge->asked;
	}
	napi_create_uint32(env, at, &result);
	return result;
}
