/* Connections to the GATT server; declarations that radio-connections.c and radio-gatt.c share. */
#ifndef MESH_RADIO_CONNECTIONS_H
#define MESH_RADIO_CONNECTIONS_H

#include <stdatomic.h>
#include "radio-host.h"
#include "radio-service.h"

/* Value of `awaited` for no characteristic. */
#define NONE 0xff

/*
 * Octets of the event ring that are reserved for disconnections. Other events leave them free;
 * writes leave more.
 */
#define DISCONNECTIONS (RADIO_CONNECTIONS * sizeof(RadioEvent))
#define CONTROL (DISCONNECTIONS + 16 * sizeof(RadioEvent))

typedef struct {
	/* number by which XS knows the connection, 0 when it is not open; written last */
	atomic_uint id;
	atomic_uint mtu;
	/* one bit for each characteristic to which the client is subscribed */
	atomic_uint subscribed;
	/* an indication was sent and is not confirmed yet */
	atomic_bool indicating;
	/* XS waits for room to notify */
	atomic_bool wantsRoom;
	/* NimBLE's handle of the connection */
	atomic_ushort handle;
	/* the characteristic whose value a pending read waits for, or NONE */
	uint8_t awaited;
	uint16_t attribute;
	/* the pending read has waited too long and fails */
	bool late;
	uint32_t deadline;
	/* when it was opened, and whether its interval was checked since */
	uint32_t since;
	bool settled;
} Connection;

/* All connections; those that are not open have the id 0. */
extern Connection connections[RADIO_CONNECTIONS];
/* All characteristics, defined in radio-gatt.c; those of no service have the handle 0. */
extern Characteristic characteristics[RADIO_CHARACTERISTICS];

/* The open connection with this handle of NimBLE, or NULL. */
Connection* connectionBy(uint16_t handle);
/* Reports an event to XS; false when there is no room, see exchangePutEvent. */
bool connectionTell(RadioEventKind kind, const Connection* connection, uint8_t characteristic, uint16_t value, size_t reserve);
/* Reports to XS that a connection is closed. `reason` is an error code of NimBLE. */
void connectionClosed(Connection* connection, int reason);
void connectionsPrepare(void);
void connectionsTick(void);

#endif
