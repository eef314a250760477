/* A service with all kinds of characteristics, and a client, for the tests of the GATT server. */
#ifndef MESH_TEST_GATT_RIG_H
#define MESH_TEST_GATT_RIG_H

#include "stand-in/stand-in.h"

/* UUIDs of the characteristics, in their order, and of the descriptor. */
#define READ 0x2a01
#define WRITE 0x2a02
#define ANSWERS 0x2a03
#define NOTIFY 0x2a04
#define INDICATE 0x2a05
#define DESCRIPTOR 0x2901

/* The event that was taken last, and the octets of it or of a response. */
extern uint8_t octets[600];
extern RadioEvent event;

/* XS asks for a service; `service` is handed over. */
void askService(uint8_t number, RadioService* service);
/* Five characteristics, of the numbers `first` and on; the first has a descriptor. */
void addService(uint8_t number, unsigned uuid, uint8_t first);
/* Adds such a service, of the number 0, and lets a client connect: its handle. `event` tells of the connection. */
uint16_t openConnection(void);

#endif
