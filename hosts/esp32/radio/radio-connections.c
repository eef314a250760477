/*
 * Connections: NimBLE's events about them, notifications and indications. Functions run in
 * NimBLE's task unless their comment says otherwise.
 */
#include <string.h>
#include "radio-connections.h"

/* Buffers of NimBLE that notifications leave free for received data. */
#define BUFFERS_LEFT 8
/* Octets that a buffer of NimBLE has at least. */
#define BUFFER 200

/*
 * The interval that is asked for where the client's is shorter, in units of 1.25 ms: connection
 * events interrupt scanning and advertising, and between those of the short intervals that phones
 * begin with few packets of the mesh are heard. 45 to 60 ms are multiples of 15 ms and 15 ms apart,
 * as Apple's devices want it. Milliseconds after the connection began until then: discovery and
 * provisioning have the short interval (Core Specification 5.4, Vol 3 Part C Appendix A,
 * T_GAP(conn_pause_peripheral)). The supervision timeout has units of 10 ms.
 */
#define INTERVAL_LEAST 36
#define INTERVAL_MOST 48
#define SETTLE_TIME 5000
#define SUPERVISION 500

Connection connections[RADIO_CONNECTIONS];
static uint16_t lastId;

Connection* connectionBy(uint16_t handle)
{
	for (Connection* c = connections; c < connections + RADIO_CONNECTIONS; c++)
		if (atomic_load(&c->id) != 0 && c->handle == handle)
			return c;
	return NULL;
}

/* The open connection with this id, or NULL. Can be called in any thread. */
static Connection* byId(uint16_t id)
{
	for (Connection* c = connections; c < connections + RADIO_CONNECTIONS; c++)
		if (id != 0 && atomic_load(&c->id) == id)
			return c;
	return NULL;
}

bool gattHasPlace(void)
{
	for (Connection* c = connections; c < connections + RADIO_CONNECTIONS; c++)
		if (atomic_load(&c->id) == 0)
			return true;
	return false;
}

bool connectionTell(RadioEventKind kind, const Connection* c, uint8_t characteristic, uint16_t value, size_t reserve)
{
	RadioEvent event = { 0, (uint8_t)kind, characteristic, (uint16_t)atomic_load(&c->id), value };
	bool told = exchangePutEvent(&event, NULL, reserve);
	radioWake();
	return told;
}

static void end(uint16_t handle)
{
	ble_gap_terminate(handle, BLE_ERR_REM_USER_CONN_TERM);
}

static void opened(uint16_t handle)
{
	for (Connection* c = connections; c < connections + RADIO_CONNECTIONS; c++) {
		if (atomic_load(&c->id) != 0)
			continue;
		if (++lastId == 0)
			lastId = 1;
		c->handle = handle;
		c->awaited = NONE;
		c->late = false;
		c->since = radioNow();
		c->settled = false;
		radioTickIn(SETTLE_TIME);
		atomic_store(&c->mtu, BLE_ATT_MTU_DFLT);
		atomic_store(&c->subscribed, 0);
		atomic_store(&c->indicating, false);
		atomic_store(&c->wantsRoom, false);
		atomic_store(&c->id, lastId);
		if (connectionTell(RADIO_CONNECTED, c, 0, 0, DISCONNECTIONS))
			return;
		atomic_store(&c->id, 0);
		break;
	}
	end(handle);
}

void connectionClosed(Connection* c, int reason)
{
	/* the HCI error code of an error of HCI; a reset of the controller has none */
	int code = reason >= BLE_HS_ERR_HCI_BASE && reason < BLE_HS_ERR_HCI_BASE + 0x100
		? reason - BLE_HS_ERR_HCI_BASE
		: BLE_ERR_UNSPECIFIED;
	connectionTell(RADIO_DISCONNECTED, c, 0, (uint16_t)code, 0);
	atomic_store(&c->id, 0);
}

void gattDisconnect(uint16_t id)
{
	Connection* c = byId(id);
	if (c)
		end(c->handle);
}

bool gattDisconnectAll(void)
{
	bool any = false;
	for (Connection* c = connections; c < connections + RADIO_CONNECTIONS; c++) {
		if (atomic_load(&c->id) == 0)
			continue;
		end(c->handle);
		any = true;
	}
	return any;
}

static void subscribed(Connection* c, const struct ble_gap_event* event)
{
	for (unsigned i = 0; i < RADIO_CHARACTERISTICS; i++) {
		if (characteristics[i].handle == 0 || characteristics[i].handle != event->subscribe.attr_handle)
			continue;
		unsigned before = atomic_load(&c->subscribed);
		bool on = event->subscribe.cur_notify || event->subscribe.cur_indicate;
		unsigned now = on ? before | 1u << i : before & ~(1u << i);
		atomic_store(&c->subscribed, now);
		if (now != before && event->subscribe.reason != BLE_GAP_SUBSCRIBE_REASON_TERM
			&& !connectionTell(RADIO_SUBSCRIBED, c, (uint8_t)i, on, DISCONNECTIONS))
			/* disconnects, so that XS does not keep a wrong state of the subscription */
			end(c->handle);
	}
}

int gattEvent(struct ble_gap_event* event)
{
	Connection* c;
	switch (event->type) {
	case BLE_GAP_EVENT_CONNECT:
		if (event->connect.status == 0)
			opened(event->connect.conn_handle);
		advertisingConnections();
		break;
	case BLE_GAP_EVENT_DISCONNECT:
		c = connectionBy(event->disconnect.conn.conn_handle);
		if (c)
			connectionClosed(c, event->disconnect.reason);
		advertisingConnections();
		break;
	case BLE_GAP_EVENT_MTU:
		c = connectionBy(event->mtu.conn_handle);
		if (c)
			atomic_store(&c->mtu, event->mtu.value);
		break;
	case BLE_GAP_EVENT_SUBSCRIBE:
		c = connectionBy(event->subscribe.conn_handle);
		if (c)
			subscribed(c, event);
		break;
	case BLE_GAP_EVENT_NOTIFY_TX:
		c = connectionBy(event->notify_tx.conn_handle);
		/* status 0: it was sent; any other: it was confirmed, or will never be */
		if (c && event->notify_tx.indication && event->notify_tx.status != 0) {
			atomic_store(&c->indicating, false);
			gattTick();
		}
		break;
	default:
		break;
	}
	return 0;
}

/* Whether a notification of this length can be sent. Can be called in any thread. */
static bool hasRoom(size_t length)
{
	return os_msys_num_free() > (int)(BUFFERS_LEFT + length / BUFFER);
}

/* Asks for a longer interval where it is short. A client that refuses keeps its own. */
static void settle(Connection* c)
{
	static const struct ble_gap_upd_params wanted = {
		.itvl_min = INTERVAL_LEAST, .itvl_max = INTERVAL_MOST, .supervision_timeout = SUPERVISION,
	};
	struct ble_gap_conn_desc description;
	int32_t left = (int32_t)(c->since + SETTLE_TIME - radioNow());
	if (left > 0) {
		radioTickIn((uint32_t)left);
		return;
	}
	int status = ble_gap_conn_find(c->handle, &description);
	if (status == 0 && description.conn_itvl < INTERVAL_LEAST)
		status = ble_gap_update_params(c->handle, &wanted);
	if (status == BLE_HS_ENOMEM)
		radioRefused(status);
	else
		c->settled = true;
}

void connectionsTick(void)
{
	for (Connection* c = connections; c < connections + RADIO_CONNECTIONS; c++) {
		if (atomic_load(&c->id) != 0 && !c->settled)
			settle(c);
		if (atomic_load(&c->id) == 0 || !atomic_load(&c->wantsRoom))
			continue;
		if (atomic_load(&c->indicating))
			continue;
		/* room for the largest value: XS is notified only when its PDU fits */
		if (hasRoom(RADIO_VALUE) && connectionTell(RADIO_ROOM, c, 0, 0, DISCONNECTIONS))
			atomic_store(&c->wantsRoom, false);
		else
			radioTickIn(RADIO_TICK);
	}
}

/* Called in the task of XS. */
bool radioNotify(uint16_t connection, unsigned number, const uint8_t* data, size_t length)
{
	Connection* c = byId(connection);
	if (!c || !(atomic_load(&c->subscribed) >> number & 1))
		return false;
	uint16_t handle = c->handle;
	bool indicate = characteristics[number].indicates;
	if (atomic_load(&c->id) != connection)
		return false;
	bool room = !(indicate && atomic_load(&c->indicating)) && hasRoom(length);
	struct os_mbuf* buffer = room ? ble_hs_mbuf_from_flat(data, (uint16_t)length) : NULL;
	if (buffer) {
		if (indicate)
			atomic_store(&c->indicating, true);
		int status = indicate
			? ble_gatts_indicate_custom(handle, characteristics[number].handle, buffer)
			: ble_gatts_notify_custom(handle, characteristics[number].handle, buffer);
		if (status == 0)
			return true;
		if (indicate)
			atomic_store(&c->indicating, false);
		if (status == BLE_HS_ENOTCONN)
			return false;
	}
	atomic_store(&c->wantsRoom, true);
	radioKick();
	return false;
}

/* Called in the task of XS. */
uint16_t radioMtu(uint16_t connection)
{
	const Connection* c = byId(connection);
	return c ? (uint16_t)atomic_load(&c->mtu) : 0;
}

void connectionsPrepare(void)
{
	memset(connections, 0, sizeof(connections));
	lastId = 0;
}
