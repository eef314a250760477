/* Builds NimBLE's definitions of services from the octets that gatt.ts writes. */
#ifndef MESH_RADIO_SERVICE_H
#define MESH_RADIO_SERVICE_H

#include "radio-check.h"
#include "host/ble_hs.h"
#include "radio-nimble.h"

typedef struct {
	/* the value; NULL when it is empty */
	RadioValue* value;
	/* handle of the value's attribute; NimBLE sets it */
	uint16_t handle;
	bool answers;
	/* sends indications instead of notifications */
	bool indicates;
	/* it was written, and its value was not set since */
	bool unanswered;
	/* its value will not be set: the next read fails */
	bool refused;
} Characteristic;

typedef struct {
	uint16_t length;
	const uint8_t* octets;
} DescriptorValue;

/* One block of memory with everything that NimBLE keeps pointers to. */
typedef struct Service {
	struct ble_gatt_svc_def definition[2];
	RadioService* source;
	/* next in the list of services that NimBLE failed to add */
	struct Service* next;
	/* NimBLE has the service */
	bool registered;
	uint8_t count;
	uint8_t numbers[RADIO_CHARACTERISTICS];
} Service;

/* Builds a service; owns `source`. NULL when there is no memory or the octets are invalid. */
Service* serviceBuild(RadioService* source, Characteristic* characteristics, ble_gatt_access_fn* access);
/* Frees a service; does nothing for NULL. */
void serviceFree(Service* service);
bool serviceHas(const Service* service, unsigned characteristic);

#endif
