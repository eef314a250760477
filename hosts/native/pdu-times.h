/*
 * The times of the network PDUs that a radio received lately (PduTimes in modules/host/radio.ts), for
 * a node that only asks how many come: they are kept without a call of JavaScript. Independent of XS.
 */
#ifndef MESH_NATIVE_PDU_TIMES_H
#define MESH_NATIVE_PDU_TIMES_H

#include <stddef.h>
#include <stdint.h>

/* Most PDUs whose times are kept; JavaScript has the same number (recent-traffic.ts). */
#define MOST_PDU_TIMES 1024

typedef struct PduTimes {
	/* where a radio points to this; NULL: no radio does any longer */
	struct PduTimes** user;
	/* milliseconds, by the clock of the radio */
	double (*now)(void* context);
	void* context;
	/* a ring: `next` is the oldest time, -INFINITY where fewer PDUs have come */
	unsigned count, next;
	double times[];
} PduTimes;

/* The times of the last `count` PDUs (1..MOST_PDU_TIMES), to which `*user` points then. NULL where there is no memory. */
PduTimes* pduTimesNew(unsigned count, double (*now)(void* context), void* context, PduTimes** user);
/* Frees them; the pointer of the radio becomes NULL. NULL is ignored. */
void pduTimesFree(PduTimes* times);
/* Call when the radio is closed: no PDU comes any longer. NULL is ignored. */
void pduTimesForget(PduTimes* times);
/* A packet has passed the radio's filter: each network PDU in it counts, those of a packet with wrong lengths do not. NULL is ignored. */
void pduTimesPassed(PduTimes* times, const uint8_t* data, size_t length);
/* Milliseconds since the oldest of the PDUs came; INFINITY while there are fewer. */
double pduTimesAge(const PduTimes* times);

#endif
