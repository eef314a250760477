/* NimBLE's GATT server and its clients. */
#include <string.h>
#include "parts.h"

uint16_t changedFrom, changedTo;
#include "nimble/transport.h"

#define CLIENTS 4

uint16_t clientInterval = 36;
int intervalRequests, intervalRefusals;
uint16_t intervalLeast, intervalMost;
int notified[600];
int notifiedLength, notifications;

typedef struct {
	uint16_t handle;
	const ble_uuid_t* uuid;
	const struct ble_gatt_svc_def* service;
	ble_gatt_access_fn* access;
	void* argument;
	bool descriptor;
} Attribute;

typedef struct {
	bool open;
	bool terminated;
	int status;
	uint8_t octets[700];
	uint16_t length;
} Client;

static Attribute attributes[64];
static int attributeCount;
static uint16_t lastAttribute = 10;
static int changes;
static Client clients[CLIENTS];

/* ---- subscriptions: one of each characteristic for each connection, and one more ---- */

static int reserved, notifying;

static int notifyingOf(const struct ble_gatt_svc_def* service)
{
	int count = 0;
	for (const struct ble_gatt_chr_def* c = service->characteristics; c->uuid; c++)
		count += (c->flags & (BLE_GATT_CHR_F_NOTIFY | BLE_GATT_CHR_F_INDICATE)) != 0;
	return count;
}

int ble_gatts_count_cfg(const struct ble_gatt_svc_def* service)
{
	CHECK(service->characteristics->access_cb);
	reserved += notifyingOf(service);
	return 0;
}

bool hasSubscriptions(void)
{
	int copies = 1;
	for (int i = 0; i < CLIENTS; i++)
		copies += clients[i].open;
	/* Service Changed is NimBLE's own */
	return (reserved + 1) * (MYNEWT_VAL(BLE_MAX_CONNECTIONS) + 1) > (notifying + 1) * copies;
}

/* ---- services ---- */

int ble_uuid_init_from_buf(ble_uuid_any_t* uuid, const void* octets, size_t length)
{
	const uint8_t* p = octets;
	uuid->u.type = (uint8_t)(length * 8);
	if (length == 2)
		uuid->u16.value = (uint16_t)(p[0] | p[1] << 8);
	else
		memcpy(uuid->u128.value, p, 16);
	return length == 2 || length == 16 ? 0 : 3;
}

static uint16_t uuid16(const ble_uuid_t* uuid)
{
	return uuid->type == 16 ? ((const ble_uuid16_t*)(const void*)uuid)->value : 0;
}

/* Service Changed, from the service's declaration to its last attribute. */
static void changed(uint16_t from, uint16_t to)
{
	changes++;
	changedFrom = from;
	changedTo = to;
}

static void add(const Attribute* attribute)
{
	CHECK(attributeCount < 64);
	attributes[attributeCount] = *attribute;
	attributes[attributeCount++].handle = ++lastAttribute;
}

int ble_gatts_add_dynamic_svcs(const struct ble_gatt_svc_def* service)
{
	int status;
	if (isRefused(&status))
		return status;
	CHECK(service->type == BLE_GATT_SVC_TYPE_PRIMARY && service[1].type == 0);
	notifying += notifyingOf(service);
	uint16_t first = ++lastAttribute;
	for (const struct ble_gatt_chr_def* c = service->characteristics; c->uuid; c++) {
		Attribute value = { 0, c->uuid, service, c->access_cb, c->arg, false };
		lastAttribute++;
		add(&value);
		*c->val_handle = lastAttribute;
		for (const struct ble_gatt_dsc_def* d = c->descriptors; d->uuid; d++) {
			Attribute descriptor = { 0, d->uuid, service, d->access_cb, d->arg, true };
			CHECK(d->att_flags == BLE_ATT_F_READ);
			add(&descriptor);
		}
	}
	changed(first, lastAttribute);
	return 0;
}

int ble_gatts_delete_svc(const ble_uuid_t* uuid)
{
	int kept = 0;
	uint16_t first = 0, last = 0;
	const struct ble_gatt_svc_def* service = NULL;
	for (int i = 0; i < attributeCount; i++)
		if (attributes[i].service->uuid != uuid)
			attributes[kept++] = attributes[i];
		else {
			/* two before the first value: declarations of its characteristic and of the service */
			first = service ? first : attributes[i].handle - 2;
			last = attributes[i].handle;
			service = attributes[i].service;
		}
	CHECK(service);
	notifying -= notifyingOf(service);
	attributeCount = kept;
	changed(first, last);
	return 0;
}

int serviceChanges(void)
{
	return changes;
}

uint16_t attributeOf(uint16_t uuid)
{
	for (int i = 0; i < attributeCount; i++)
		if (uuid16(attributes[i].uuid) == uuid)
			return attributes[i].handle;
	return 0;
}

static const Attribute* attributeBy(uint16_t handle)
{
	for (int i = 0; i < attributeCount; i++)
		if (attributes[i].handle == handle)
			return &attributes[i];
	return NULL;
}

/* As ble_att_svr_rx_read: a response, an error, or nothing. */
static void readRequest(uint16_t handle, uint16_t number)
{
	const Attribute* attribute = attributeBy(number);
	Client* c = &clients[handle];
	struct ble_gatt_access_ctxt context = { 0, os_msys_get_pkthdr(0, 0) };
	const uint8_t opcode = BLE_ATT_OP_READ_RSP;
	int status = 1;
	os_mbuf_append(context.om, &opcode, 1);
	if (attribute) {
		context.op = attribute->descriptor ? BLE_GATT_ACCESS_OP_READ_DSC : BLE_GATT_ACCESS_OP_READ_CHR;
		status = attribute->access(handle, number, &context, attribute->argument);
	}
	if (status == 0) {
		c->length = (uint16_t)(context.om->om_len - 1);
		memcpy(c->octets, context.om->om_data + 1, c->length);
		c->status = 0;
	}
	else if ((uint8_t)status != 0)
		c->status = (uint8_t)status;
	os_mbuf_free_chain(context.om);
}

static struct os_mbuf* incoming[8];
static int incomingCount;

int ble_transport_to_hs_acl(struct os_mbuf* buffer)
{
	CHECK(incomingCount < 8);
	incoming[incomingCount++] = buffer;
	return 0;
}

static void take(struct os_mbuf* buffer)
{
	const uint8_t* p = buffer->om_data;
	uint16_t handle = (uint16_t)(p[0] | (p[1] & 0xf) << 8);
	/* the first fragment, for ATT, a Read Request */
	CHECK(buffer->om_len == 11 && p[1] >> 4 == 2 && p[2] == 7 && p[3] == 0);
	CHECK(p[4] == 3 && p[5] == 0 && p[6] == BLE_L2CAP_CID_ATT && p[7] == 0 && p[8] == BLE_ATT_OP_READ_REQ);
	if (handle < CLIENTS && clients[handle].open)
		readRequest(handle, (uint16_t)(p[9] | p[10] << 8));
	os_mbuf_free_chain(buffer);
}

bool takeIncoming(void)
{
	if (incomingCount == 0)
		return false;
	struct os_mbuf* buffer = incoming[0];
	incomingCount--;
	memmove(incoming, incoming + 1, sizeof(*incoming) * (size_t)incomingCount);
	take(buffer);
	return true;
}

void forgetIncoming(void)
{
	while (incomingCount > 0)
		os_mbuf_free_chain(incoming[--incomingCount]);
}

void serverForget(void)
{
	for (int i = 0; i < CLIENTS; i++)
		clients[i].open = false;
	attributeCount = reserved = notifying = 0;
	forgetIncoming();
}

void clientsFail(void)
{
	for (uint16_t i = 0; i < CLIENTS; i++)
		if (clients[i].open)
			clientGone(i, BLE_HS_ECONTROLLER);
}

uint16_t client(void)
{
	struct ble_gap_event event = { .type = BLE_GAP_EVENT_CONNECT };
	for (uint16_t i = 0; i < CLIENTS; i++) {
		if (clients[i].open)
			continue;
		memset(&clients[i], 0, sizeof(clients[i]));
		clients[i].open = true;
		clients[i].status = NOTHING;
		event.connect.conn_handle = i;
		connectTo(&event);
		runEvents();
		return i;
	}
	CHECK(!"too many clients");
	return 0;
}

void clientGone(uint16_t handle, int reason)
{
	struct ble_gap_event event = { .type = BLE_GAP_EVENT_DISCONNECT };
	event.disconnect.reason = reason;
	event.disconnect.conn.conn_handle = handle;
	clients[handle].open = false;
	connectionCallback(&event, NULL);
	runEvents();
}

int ble_gap_conn_find(uint16_t handle, struct ble_gap_conn_desc* description)
{
	if (handle >= CLIENTS || !clients[handle].open)
		return BLE_HS_ENOTCONN;
	description->conn_handle = handle;
	description->conn_itvl = clientInterval;
	return 0;
}

int ble_gap_update_params(uint16_t handle, const struct ble_gap_upd_params* wanted)
{
	CHECK(handle < CLIENTS && clients[handle].open);
	if (intervalRefusals > 0) {
		intervalRefusals--;
		return BLE_HS_ENOMEM;
	}
	intervalRequests++;
	intervalLeast = wanted->itvl_min;
	intervalMost = wanted->itvl_max;
	/* as the Core Specification wants it: more than two events */
	CHECK(wanted->supervision_timeout * 10 > 2 * wanted->itvl_max * 5 / 4);
	return 0;
}

int ble_gap_terminate(uint16_t handle, uint8_t reason)
{
	CHECK(reason == BLE_ERR_REM_USER_CONN_TERM);
	clients[handle].terminated = true;
	return 0;
}

bool wasTerminated(uint16_t handle)
{
	return clients[handle].terminated;
}

int clientReads(uint16_t handle, uint16_t attribute)
{
	clients[handle].status = NOTHING;
	readRequest(handle, attribute);
	runEvents();
	return clients[handle].status;
}

int response(uint16_t handle, uint8_t* octets, uint16_t* length)
{
	int status = clients[handle].status;
	*length = clients[handle].length;
	memcpy(octets, clients[handle].octets, *length);
	return status;
}

int clientWrites(uint16_t handle, uint16_t number, const uint8_t* data, uint16_t length)
{
	const Attribute* attribute = attributeBy(number);
	struct ble_gatt_access_ctxt context = { BLE_GATT_ACCESS_OP_WRITE_CHR, ble_hs_mbuf_from_flat(data, length) };
	int status = attribute->access(handle, number, &context, attribute->argument);
	os_mbuf_free_chain(context.om);
	return status;
}

void clientSubscribes(uint16_t handle, uint16_t attribute, bool on)
{
	struct ble_gap_event event = { .type = BLE_GAP_EVENT_SUBSCRIBE };
	event.subscribe.conn_handle = handle;
	event.subscribe.attr_handle = attribute;
	event.subscribe.reason = BLE_GAP_SUBSCRIBE_REASON_WRITE;
	event.subscribe.cur_notify = on;
	connectionCallback(&event, NULL);
}

static int notify(uint16_t handle, struct os_mbuf* buffer)
{
	notifiedLength = buffer->om_len;
	for (int i = 0; i < notifiedLength; i++)
		notified[i] = buffer->om_data[i];
	os_mbuf_free_chain(buffer);
	if (!clients[handle].open)
		return BLE_HS_ENOTCONN;
	notifications++;
	return 0;
}

int ble_gatts_notify_custom(uint16_t handle, uint16_t attribute, struct os_mbuf* buffer)
{
	CHECK(attributeBy(attribute));
	return notify(handle, buffer);
}

static void transmitted(uint16_t handle, uint16_t attribute, int status)
{
	struct ble_gap_event event = { .type = BLE_GAP_EVENT_NOTIFY_TX };
	event.notify_tx.status = status;
	event.notify_tx.conn_handle = handle;
	event.notify_tx.attr_handle = attribute;
	event.notify_tx.indication = 1;
	connectionCallback(&event, NULL);
}

int ble_gatts_indicate_custom(uint16_t handle, uint16_t attribute, struct os_mbuf* buffer)
{
	CHECK(attributeBy(attribute));
	int status = notify(handle, buffer);
	if (status == 0)
		transmitted(handle, attribute, 0);
	return status;
}

void confirm(uint16_t handle, uint16_t attribute)
{
	transmitted(handle, attribute, BLE_HS_EDONE);
}

int ble_att_set_preferred_mtu(uint16_t mtu)
{
	EQUAL(mtu, 517);
	return 0;
}
