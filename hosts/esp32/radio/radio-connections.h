/* Connections to the GATT server, between radio-connections.c and radio-gatt.c. */
#ifndef MESH_RADIO_CONNECTIONS_H
#define MESH_RADIO_CONNECTIONS_H

#include <stdatomic.h>
#include "radio-host.h"
#include "radio-service.h"

/* No characteristic. */
#define NONE 0xff

/* Octets in the ring that writes leave to other events, and these to disconnections. */
#define DISCONNECTIONS (RADIO_CONNECTIONS * sizeof(RadioEvent))
#define CONTROL (DISCONNECTIONS + 16 * sizeof(RadioEvent))

typedef struct {
	/* 0 while there is none; written last. XS knows the connection by it. */
	atomic_uint id;
	atomic_uint mtu;
	/* a bit for each characteristic */
	atomic_uint subscribed;
	/* an indication is not confirmed yet */
	atomic_bool indicating;
	/* XS waits for room */
	atomic_bool wantsRoom;
	/* NimBLE's name for it */
	atomic_ushort handle;
	/* the characteristic that a read waits for, or NONE */
	uint8_t awaited;
	uint16_t attribute;
	/* that read shall fail */
	bool late;
	uint32_t deadline;
} Connection;

/* Those that are not open have the id 0. */
extern Connection connections[RADIO_CONNECTIONS];
/* radio-gatt.c: those that no service has have the handle 0. */
extern Characteristic characteristics[RADIO_CHARACTERISTICS];

/* The open connection that NimBLE calls so, or NULL. */
Connection* connectionBy(uint16_t handle);
/* Reports it to XS; false when there is no room, see exchangePutEvent. */
bool connectionTell(RadioEventKind kind, const Connection* connection, uint8_t characteristic, uint16_t value, size_t reserve);
/* Reports to XS that it is closed. `reason`: an error of NimBLE's. */
void connectionClosed(Connection* connection, int reason);
void connectionsPrepare(void);
void connectionsTick(void);

#endif
