/* Definitions of services as NimBLE takes them, made from the octets that gatt.ts writes. */
#ifndef MESH_RADIO_SERVICE_H
#define MESH_RADIO_SERVICE_H

#include "radio-check.h"
#include "host/ble_hs.h"
#include "radio-nimble.h"

typedef struct {
	/* NULL: empty */
	RadioValue* value;
	/* of the attribute with the value; NimBLE fills it in */
	uint16_t handle;
	bool answers;
	/* indications, no notifications */
	bool indicates;
	/* it was written, and has no value since */
	bool unanswered;
	/* there will be none: the next read fails */
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
	/* of those that nothing can be done with any more */
	struct Service* next;
	/* NimBLE has it */
	bool registered;
	uint8_t count;
	uint8_t numbers[RADIO_CHARACTERISTICS];
} Service;

/* Takes `source`. NULL when there is no memory, or the octets are not what they should be. */
Service* serviceBuild(RadioService* source, Characteristic* characteristics, ble_gatt_access_fn* access);
/* Takes NULL too. */
void serviceFree(Service* service);
bool serviceHas(const Service* service, unsigned characteristic);

#endif
