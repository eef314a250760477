/*
 * The table of the firmware's native functions: those that ask the host, which are defined
 * here, and those of the crypto in hosts/native.
 */
#include <string.h>
#include "xsmc.h"
#include "machine.h"
#include "natives-advertising.h"
#include "../native/crypto.h"
#include "../native/network-receiver-xs.h"
#include "../native/replay-table-xs.h"
#ifdef MESH_SERVICES
#include "natives-services.h"
#endif
#ifdef MESH_SESSION_CRYPTO
#include "../native/octet-text.h"
#include "../native/session-crypto.h"
#endif

/* Copies octets to the exchange buffer at `at`; returns their number. */
static uint32_t give(xsMachine* the, uint32_t at, xsSlot* slot)
{
	void* data;
	xsUnsignedValue length;
	xsmcGetBufferReadable(*slot, &data, &length);
	if (length > MESH_EXCHANGE_SIZE - at)
		xsRangeError("%u octets are too many for the host", (unsigned)length);
	memcpy(machineExchange(the) + at, data, length);
	return length;
}

static uint32_t giveText(xsMachine* the, xsSlot* slot)
{
	const char* text = xsmcToString(*slot);
	size_t length = strlen(text);
	if (length > 255)
		xsRangeError("a text of %u octets is too long for the host", (unsigned)length);
	memcpy(machineExchange(the), text, length);
	return (uint32_t)length;
}

/* (): milliseconds */
static void xs_host_now(xsMachine* the)
{
	double now = machineAsk(the, HOST_NOW, 0, 0, 0, 0);
	xsmcSetNumber(xsResult, now);
}

/* (timer, delay) */
static void xs_host_schedule(xsMachine* the)
{
	double timer = xsmcToNumber(xsArg(0));
	machineAsk(the, HOST_SCHEDULE, timer, xsmcToNumber(xsArg(1)), 0, 0);
}

/* (timer) */
static void xs_host_cancel(xsMachine* the)
{
	machineAsk(the, HOST_CANCEL, xsmcToNumber(xsArg(0)), 0, 0, 0);
}

/* (handle, data, events, interval) */
static void xs_host_advertise(xsMachine* the)
{
	double handle = xsmcToNumber(xsArg(0));
	double events = xsmcToNumber(xsArg(2));
	double interval = xsmcToNumber(xsArg(3));
	uint32_t length = give(the, 0, &xsArg(1));
	machineAsk(the, HOST_ADVERTISE, handle, events, interval, length);
}

/* (handle) */
static void xs_host_stop(xsMachine* the)
{
	machineAsk(the, HOST_STOP, xsmcToNumber(xsArg(0)), 0, 0, 0);
}

/* (receiver, buffer) or () */
static void xs_host_scan(xsMachine* the)
{
	xsBooleanValue on = xsmcArgc > 1 && xsmcTypeOf(xsArg(0)) == xsReferenceType;
	machineAsk(the, HOST_SCAN, on, 0, 0, 0);
	xsmcVars(1);
	machineReceiver(the, on ? &xsArg(0) : &xsVar(0), on ? &xsArg(1) : &xsVar(0));
}

/* (types, beacons, nids) */
static void xs_host_filter(xsMachine* the)
{
	void *types, *beacons, *nids;
	xsUnsignedValue typeCount, beaconCount, nidCount;
	PacketFilter* filter = machineFilter(the);
	xsmcGetBufferReadable(xsArg(0), &types, &typeCount);
	xsmcGetBufferReadable(xsArg(1), &beacons, &beaconCount);
	xsmcGetBufferReadable(xsArg(2), &nids, &nidCount);
	packetFilterBegin(filter);
	beaconCounterForget(machineBeacons(the));
	packetFilterWant(filter->types, sizeof(filter->types), types, typeCount);
	packetFilterWant(filter->beacons, sizeof(filter->beacons), beacons, beaconCount);
	packetFilterWant(filter->nids, sizeof(filter->nids), nids, nidCount);
	if (!machineHostFilters(the))
		return;
	uint32_t end = give(the, 0, &xsArg(0));
	end += give(the, end, &xsArg(1));
	end += give(the, end, &xsArg(2));
	machineAsk(the, HOST_FILTER, typeCount, beaconCount, nidCount, end);
}

/* (beacon), or (undefined): the number of beacons that were counted */
static void xs_host_count_beacons(xsMachine* the)
{
	void* beacon = NULL;
	xsUnsignedValue length = 0;
	if (xsmcTypeOf(xsArg(0)) == xsReferenceType)
		xsmcGetBufferReadable(xsArg(0), &beacon, &length);
	xsmcSetNumber(xsResult, beaconCounterKnow(machineBeacons(the), beacon, length));
}

/* (ids, uuid) of the PB-ADV links that are wanted, undefined where there are none; () for all PDUs */
static void xs_host_links(xsMachine* the)
{
	if (!machineHostFilters(the))
		return;
	bool some = xsmcTypeOf(xsArg(0)) == xsReferenceType;
	bool listens = xsmcTypeOf(xsArg(1)) == xsReferenceType;
	uint32_t length = some ? give(the, 0, &xsArg(0)) : 0;
	int32_t links = some ? (int32_t)(length / 4) : -1;
	if (listens)
		length += give(the, length, &xsArg(1));
	machineAsk(the, HOST_LINKS, links, listens, 0, length);
}

/* (verdict): the number of packets with this verdict */
static void xs_host_filtered(xsMachine* the)
{
	xsIntegerValue verdict = xsmcToInteger(xsArg(0));
	if (verdict < 0 || verdict >= PACKET_VERDICTS)
		xsRangeError("verdict %d: 0..%d", (int)verdict, PACKET_VERDICTS - 1);
	double count = machineFilter(the)->counts[verdict];
	if (machineHostFilters(the))
		count += machineAsk(the, HOST_FILTERED, verdict, 0, 0, 0);
	xsmcSetNumber(xsResult, count);
}

/* (cipher): its receiver judges network PDUs from now on; (undefined): none does */
static void xs_host_receiver(xsMachine* the)
{
	radioReceiverSet(the, machineRadioReceiver(the), &xsArg(0), machineTraced(the));
}

/* (key): an ArrayBuffer or undefined */
static void xs_host_store_read(xsMachine* the)
{
	double length = machineAsk(the, HOST_STORE_READ, 0, 0, 0, giveText(the, &xsArg(0)));
	if (length >= 0)
		xsmcSetArrayBuffer(xsResult, machineExchange(the), (xsIntegerValue)length);
}

/* (key, octets) */
static void xs_host_store_write(xsMachine* the)
{
	uint32_t key = giveText(the, &xsArg(0));
	uint32_t length = give(the, key, &xsArg(1));
	machineAsk(the, HOST_STORE_WRITE, key, 0, 0, key + length);
}

/* (key) */
static void xs_host_store_delete(xsMachine* the)
{
	machineAsk(the, HOST_STORE_DELETE, 0, 0, 0, giveText(the, &xsArg(0)));
}

/* (): the keys, each followed by a line feed */
static void xs_host_store_keys(xsMachine* the)
{
	double length = machineAsk(the, HOST_STORE_KEYS, 0, 0, 0, 0);
	xsmcSetStringBuffer(xsResult, (char*)machineExchange(the), (xsIntegerValue)length);
}

/* (event), a flat object: undefined, or the text that the host has for the event's error */
static void xs_host_trace(xsMachine* the)
{
	uint32_t length = traceWrite(the, &xsArg(0), (char*)machineExchange(the), MESH_EXCHANGE_SIZE);
	double answer = machineAsk(the, HOST_TRACE, 0, 0, 0, length);
	if (answer > 0)
		xsmcSetStringBuffer(xsResult, (char*)machineExchange(the), (xsIntegerValue)answer);
}

/* (octets): fills them from the host's random source, so that a run can be repeated */
static void xs_host_random(xsMachine* the)
{
	void* data;
	xsUnsignedValue length, done = 0;
	xsmcGetBufferWritable(xsArg(0), &data, &length);
	while (done < length) {
		xsUnsignedValue part = length - done < MESH_EXCHANGE_SIZE ? length - done : MESH_EXCHANGE_SIZE;
		machineAsk(the, HOST_RANDOM, part, 0, 0, 0);
		xsmcGetBufferWritable(xsArg(0), &data, &length);
		memcpy((uint8_t*)data + done, machineExchange(the), part);
		done += part;
	}
}

/* (count): a whole number below it */
static void xs_host_random_below(xsMachine* the)
{
	uint32_t count = randomCount(the);
	machineAsk(the, HOST_RANDOM, 4, 0, 0, 0);
	xsmcSetInteger(xsResult, randomBelow(machineExchange(the), count));
}

const Native meshNatives[] = {
	{ "xs_host_now", xs_host_now, 0 },
	{ "xs_host_schedule", xs_host_schedule, 2 },
	{ "xs_host_cancel", xs_host_cancel, 1 },
	{ "xs_host_advertise", xs_host_advertise, 4 },
	{ "xs_host_stop", xs_host_stop, 1 },
	{ "xs_host_scan", xs_host_scan, 2 },
	{ "xs_host_filter", xs_host_filter, 3 },
	{ "xs_host_count_beacons", xs_host_count_beacons, 1 },
	{ "xs_host_links", xs_host_links, 2 },
	{ "xs_host_filtered", xs_host_filtered, 1 },
	{ "xs_host_receiver", xs_host_receiver, 1 },
	{ "xs_host_store_read", xs_host_store_read, 1 },
	{ "xs_host_store_write", xs_host_store_write, 2 },
	{ "xs_host_store_delete", xs_host_store_delete, 1 },
	{ "xs_host_store_keys", xs_host_store_keys, 0 },
	{ "xs_host_trace", xs_host_trace, 1 },
	{ "xs_host_random", xs_host_random, 1 },
	{ "xs_host_random_below", xs_host_random_below, 1 },
	{ "xs_aes_key", xs_aes_key, 1 },
	{ "xs_aes_encrypt_block", xs_aes_encrypt_block, 5 },
	{ "xs_aes_cmac", xs_aes_cmac, 2 },
	{ "xs_aes_seal", xs_aes_seal, 9 },
	{ "xs_aes_open", xs_aes_open, 9 },
	{ "xs_ecdh_key", xs_ecdh_key, 1 },
	{ "xs_ecdh_public_key", xs_ecdh_public_key, 1 },
	{ "xs_ecdh_shared_secret", xs_ecdh_shared_secret, 2 },
	{ "xs_key_close", xs_key_close, 1 },
	{ "xs_sha256", xs_sha256, 1 },
	{ "xs_hmac_sha256", xs_hmac_sha256, 2 },
	{ "xs_random_fill", xs_random_fill, 1 },
	{ "xs_random_below", xs_random_below, 1 },
	{ "xs_network_cipher", xs_network_cipher, 0 },
	{ "xs_network_cipher_keys", xs_network_cipher_keys, 3 },
	{ "xs_network_cipher_open", xs_network_cipher_open, 7 },
	{ "xs_network_cipher_seal", xs_network_cipher_seal, 7 },
	{ "xs_network_cipher_seal_message", xs_network_cipher_seal_message, 12 },
	{ "xs_network_cipher_close", xs_network_cipher_close, 1 },
	{ "xs_network_receiver", xs_network_receiver, 5 },
	{ "xs_network_receiver_iv_index", xs_network_receiver_iv_index, 2 },
	{ "xs_network_receiver_bearers", xs_network_receiver_bearers, 2 },
	{ "xs_network_receiver_dropped", xs_network_receiver_dropped, 2 },
	{ "xs_network_receive", xs_network_receive, 6 },
	{ "xs_network_receiver_subnets", xs_network_receiver_subnets, 4 },
	{ "xs_access_receiver", xs_access_receiver, 3 },
	{ "xs_access_receiver_keys", xs_access_receiver_keys, 3 },
	{ "xs_access_receiver_groups", xs_access_receiver_groups, 3 },
	{ "xs_segment_receiver", xs_segment_receiver, 3 },
	{ "xs_segment_receiver_begin", xs_segment_receiver_begin, 8 },
	{ "xs_segment_receiver_end", xs_segment_receiver_end, 2 },
	{ "xs_segment_receiver_write", xs_segment_receiver_write, 3 },
	{ "xs_segment_receiver_read", xs_segment_receiver_read, 4 },
	{ "xs_host_scheduler", xs_host_scheduler, 4 },
	{ "xs_advertising_enqueue", xs_advertising_enqueue, 6 },
	{ "xs_advertising_evicted", xs_advertising_evicted, 1 },
	{ "xs_advertising_cancel", xs_advertising_cancel, 2 },
	{ "xs_advertising_acknowledged", xs_advertising_acknowledged, 4 },
	{ "xs_advertising_clear", xs_advertising_clear, 1 },
	{ "xs_advertising_backlog", xs_advertising_backlog, 2 },
	{ "xs_advertising_proceed", xs_advertising_proceed, 1 },
	{ "xs_advertising_full", xs_advertising_full, 1 },
	{ "xs_advertising_close", xs_advertising_close, 1 },
	{ "xs_host_pdu_times", xs_host_pdu_times, 1 },
	{ "xs_pdu_times_age", xs_pdu_times_age, 1 },
	{ "xs_pdu_times_close", xs_pdu_times_close, 1 },
	{ "xs_replay_table", xs_replay_table, 1 },
	{ "xs_replay_size", xs_replay_size, 1 },
	{ "xs_replay_trusted", xs_replay_trusted, 1 },
	{ "xs_replay_has", xs_replay_has, 2 },
	{ "xs_replay_load", xs_replay_load, 5 },
	{ "xs_replay_add", xs_replay_add, 2 },
	{ "xs_replay_is_new", xs_replay_is_new, 4 },
	{ "xs_replay_segmented", xs_replay_segmented, 4 },
	{ "xs_replay_admit", xs_replay_admit, 8 },
	{ "xs_replay_unwritten", xs_replay_unwritten, 2 },
	{ "xs_replay_expire", xs_replay_expire, 2 },
	{ "xs_replay_key", xs_replay_key, 3 },
#ifdef MESH_SERVICES
	{ "xs_host_ask", xs_host_ask, 4 },
	{ "xs_host_octets", xs_host_octets, 2 },
#endif
#ifdef MESH_SESSION_CRYPTO
	{ "xs_sha512", xs_sha512, 1 },
	{ "xs_x25519_public_key", xs_x25519_public_key, 1 },
	{ "xs_x25519", xs_x25519, 2 },
	{ "xs_aes_ctr", xs_aes_ctr, 2 },
	{ "xs_aes_ctr_apply", xs_aes_ctr_apply, 2 },
	{ "xs_aes_ctr_close", xs_aes_ctr_close, 1 },
	{ "xs_aes_gcm", xs_aes_gcm, 1 },
	{ "xs_aes_gcm_seal", xs_aes_gcm_seal, 3 },
	{ "xs_aes_gcm_open", xs_aes_gcm_open, 3 },
	{ "xs_aes_gcm_close", xs_aes_gcm_close, 1 },
	{ "xs_modular_power", xs_modular_power, 3 },
	{ "xs_modular_multiply", xs_modular_multiply, 3 },
	{ "xs_octet_text", xs_octet_text, 1 },
#endif
	{ NULL, NULL, 0 },
};
