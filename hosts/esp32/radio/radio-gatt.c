/*
 * The GATT server: services that can be added and removed, and their values.
 *
 * Reads that have to wait for their value: NimBLE sends a response as soon as the access callback
 * returns, and no response when the callback fails with a code whose lower 8 bits are 0. Such a
 * read fails with such a code. When the value is set, or has not been set in time, the same Read
 * Request is passed to NimBLE again, as if the client had repeated it, and NimBLE builds the
 * response. Nothing blocks meanwhile. The client cannot send another request before it has its
 * response.
 */
#include <stdlib.h>
#include <string.h>
#include "radio-connections.h"
#include "nimble/transport.h"

/* Error code of an access callback with which NimBLE sends no response. */
#define NO_RESPONSE 0x100

/* Milliseconds that a read may wait: well below the timeout of an ATT transaction, 30 s. */
#define ANSWER_TIME 10000

static Service* services[RADIO_SERVICES];
/* services that NimBLE failed to add: it may have pointers to them, so they are not freed */
static Service* doubtful;
Characteristic characteristics[RADIO_CHARACTERISTICS];
static uint8_t written[RADIO_VALUE];
static atomic_uint writesLost;

/* ---- reads that wait ---- */

/*
 * Passes the Read Request to NimBLE again in the form in which the controller does: headers of
 * ACL data and L2CAP, then the PDU.
 */
static void readAgain(Connection* c)
{
	const uint8_t packet[] = {
		(uint8_t)c->handle, (uint8_t)(c->handle >> 8 | 0x20), 7, 0,
		3, 0, BLE_L2CAP_CID_ATT, 0,
		BLE_ATT_OP_READ_REQ, (uint8_t)c->attribute, (uint8_t)(c->attribute >> 8),
	};
	struct os_mbuf* buffer = os_msys_get_pkthdr(sizeof(packet), 0);
	if (!buffer || os_mbuf_append(buffer, packet, sizeof(packet)) != 0) {
		os_mbuf_free_chain(buffer);
		radioRefused(BLE_HS_ENOMEM);
		return;
	}
	c->awaited = NONE;
	ble_transport_to_hs_acl(buffer);
}

static void answersTick(void)
{
	for (Connection* c = connections; c < connections + RADIO_CONNECTIONS; c++) {
		if (atomic_load(&c->id) == 0 || c->awaited == NONE)
			continue;
		if ((int32_t)(radioNow() - c->deadline) >= 0)
			c->late = true;
		if (c->late || characteristics[c->awaited].refused || !characteristics[c->awaited].unanswered)
			readAgain(c);
		else
			radioTickIn(c->deadline - radioNow());
	}
}

static int awaitAnswer(uint16_t handle, const struct os_mbuf* response, unsigned number)
{
	Connection* c = connectionBy(handle);
	/* only a Read Request can be repeated, which the response that NimBLE has begun shows */
	if (!c || c->late || OS_MBUF_PKTLEN(response) != 1 || response->om_data[0] != BLE_ATT_OP_READ_RSP) {
		if (c)
			c->late = false;
		return BLE_ATT_ERR_UNLIKELY;
	}
	c->awaited = (uint8_t)number;
	c->attribute = characteristics[number].handle;
	c->deadline = radioNow() + ANSWER_TIME;
	radioTickIn(ANSWER_TIME);
	return NO_RESPONSE;
}

/* ---- access ---- */

static int append(struct os_mbuf* buffer, const uint8_t* data, size_t length)
{
	return os_mbuf_append(buffer, data, (uint16_t)length) == 0 ? 0 : BLE_ATT_ERR_INSUFFICIENT_RES;
}

static int readValue(uint16_t handle, struct os_mbuf* response, Characteristic* characteristic)
{
	Connection* c = connectionBy(handle);
	if (characteristic->refused) {
		characteristic->refused = characteristic->unanswered = false;
		return BLE_ATT_ERR_UNLIKELY;
	}
	if (characteristic->unanswered)
		return awaitAnswer(handle, response, (unsigned)(characteristic - characteristics));
	/* the value was set just before the read timed out: the read does not fail */
	if (c)
		c->late = false;
	return characteristic->value
		? append(response, characteristic->value->octets, characteristic->value->length)
		: 0;
}

static int writeValue(uint16_t handle, const struct os_mbuf* value, Characteristic* characteristic)
{
	Connection* c = connectionBy(handle);
	RadioEvent event = { 0, RADIO_WRITTEN, (uint8_t)(characteristic - characteristics), 0, 0 };
	if (!c)
		return BLE_ATT_ERR_UNLIKELY;
	if (OS_MBUF_PKTLEN(value) > RADIO_VALUE)
		return BLE_ATT_ERR_INVALID_ATTR_VALUE_LEN;
	if (ble_hs_mbuf_to_flat(value, written, sizeof(written), &event.length) != 0)
		return BLE_ATT_ERR_UNLIKELY;
	event.connection = (uint16_t)atomic_load(&c->id);
	if (!exchangePutEvent(&event, written, CONTROL)) {
		atomic_store(&writesLost, atomic_load(&writesLost) + 1);
		return BLE_ATT_ERR_INSUFFICIENT_RES;
	}
	characteristic->unanswered = characteristic->answers;
	characteristic->refused = false;
	radioWake();
	return 0;
}

static int access(uint16_t handle, uint16_t attribute, struct ble_gatt_access_ctxt* context, void* argument)
{
	const DescriptorValue* descriptor;
	(void)attribute;
	switch (context->op) {
	case BLE_GATT_ACCESS_OP_READ_CHR:
		return readValue(handle, context->om, argument);
	case BLE_GATT_ACCESS_OP_WRITE_CHR:
		return writeValue(handle, context->om, argument);
	case BLE_GATT_ACCESS_OP_READ_DSC:
		descriptor = argument;
		return append(context->om, descriptor->octets, descriptor->length);
	default:
		return BLE_ATT_ERR_UNLIKELY;
	}
}

void gattValue(unsigned number, RadioValue* value)
{
	Characteristic* characteristic = &characteristics[number];
	if (!value) {
		/* a value that was set before is kept */
		characteristic->refused = characteristic->unanswered;
		return;
	}
	free(characteristic->value);
	characteristic->value = value;
	characteristic->unanswered = characteristic->refused = false;
}

/* ---- services ---- */

static void serviceFailed(unsigned number, int status)
{
	RadioEvent event = { 0, RADIO_SERVICE_FAILED, (uint8_t)number, 0, (uint16_t)status };
	exchangePutEvent(&event, NULL, DISCONNECTIONS);
	radioWake();
}

static void registerService(unsigned number)
{
	Service* service = services[number];
	if (!service || service->registered || !radioSynced())
		return;
	int status = ble_gatts_add_dynamic_svcs(service->definition);
	service->registered = status == 0;
	if (status == 0)
		return;
	services[number] = NULL;
	service->next = doubtful;
	doubtful = service;
	serviceFailed(number, status);
}

void gattAdd(unsigned number, RadioService* source)
{
	gattRemove(number);
	services[number] = serviceBuild(source, characteristics, access);
	if (services[number])
		registerService(number);
	else
		serviceFailed(number, BLE_HS_ENOMEM);
}

/* After the removal of a characteristic, NimBLE sends an error to a client whose read waits. */
static void characteristicGone(unsigned number)
{
	for (Connection* c = connections; c < connections + RADIO_CONNECTIONS; c++) {
		if (atomic_load(&c->id) == 0)
			continue;
		atomic_store(&c->subscribed, atomic_load(&c->subscribed) & ~(1u << number));
		if (c->awaited == number)
			readAgain(c);
	}
	free(characteristics[number].value);
	memset(&characteristics[number], 0, sizeof(characteristics[number]));
}

void gattRemove(unsigned number)
{
	Service* service = services[number];
	if (!service)
		return;
	services[number] = NULL;
	int status = service->registered ? ble_gatts_delete_svc(service->definition[0].uuid) : 0;
	for (unsigned i = 0; i < service->count; i++)
		characteristicGone(service->numbers[i]);
	if (status == 0) {
		serviceFree(service);
		return;
	}
	service->next = doubtful;
	doubtful = service;
}

void gattSync(void)
{
	for (unsigned i = 0; i < RADIO_SERVICES; i++)
		registerService(i);
}

/*
 * After a reset: NimBLE has reported each lost connection. Ends connections that are still
 * open here, as they would never be reported.
 */
void gattReset(void)
{
	for (Connection* c = connections; c < connections + RADIO_CONNECTIONS; c++)
		if (atomic_load(&c->id) != 0)
			connectionClosed(c, BLE_HS_ENOTCONN);
}

void gattTick(void)
{
	answersTick();
	connectionsTick();
}

uint32_t gattWritesLost(void)
{
	return atomic_load(&writesLost);
}

/*
 * NimBLE allocates a pool of subscriptions when it starts, sized for the services that exist
 * then. When the pool is empty it uses the heap, but refuses connectable advertising. So it
 * starts with as many notifying characteristics as there may be later.
 */
void gattReserve(void)
{
	static const ble_uuid16_t uuid = { { BLE_UUID_TYPE_16 }, 0 };
	struct ble_gatt_chr_def notifying[RADIO_NOTIFYING + 1];
	const struct ble_gatt_svc_def service[] = {
		{ .type = BLE_GATT_SVC_TYPE_PRIMARY, .uuid = &uuid.u, .characteristics = notifying },
		{ .type = 0 },
	};
	memset(notifying, 0, sizeof(notifying));
	for (unsigned i = 0; i < RADIO_NOTIFYING; i++) {
		notifying[i].uuid = &uuid.u;
		notifying[i].access_cb = access;
		notifying[i].flags = BLE_GATT_CHR_F_NOTIFY;
	}
	ble_gatts_count_cfg(service);
}

static void forget(void)
{
	connectionsPrepare();
	memset(characteristics, 0, sizeof(characteristics));
	memset(services, 0, sizeof(services));
	atomic_store(&writesLost, 0);
}

void gattPrepare(void)
{
	forget();
}

/* Called before NimBLE ends: none of the services is registered any more. */
void gattRelease(void)
{
	for (unsigned i = 0; i < RADIO_SERVICES; i++)
		if (services[i])
			services[i]->registered = false;
	for (unsigned i = 0; i < RADIO_CHARACTERISTICS; i++)
		characteristics[i].handle = 0;
	while (doubtful) {
		Service* service = doubtful;
		doubtful = service->next;
		serviceFree(service);
	}
}

void gattForget(void)
{
	for (unsigned i = 0; i < RADIO_SERVICES; i++)
		serviceFree(services[i]);
	for (unsigned i = 0; i < RADIO_CHARACTERISTICS; i++)
		free(characteristics[i].value);
	forget();
}
