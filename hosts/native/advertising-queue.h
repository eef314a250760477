/*
 * What the advertising bearer has to send, and which event of it comes next:
 * modules/bearer/queue.ts in C, with the same order. Independent of XS.
 */
#ifndef MESH_NATIVE_ADVERTISING_QUEUE_H
#define MESH_NATIVE_ADVERTISING_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of advertising data in a legacy PDU, at most. */
#define ADVERTISING_DATA 31
/* Places of a queue. */
#define ADVERTISING_FEWEST 4
#define ADVERTISING_MOST 255
/* In place of a place where there is none. */
#define ADVERTISING_NOWHERE (-1)

/* Priority in modules/host/advertising-scheduler.ts. */
enum { PRIORITY_PROVISIONING, PRIORITY_NETWORK, PRIORITY_RELAY, PRIORITY_BEACON, PRIORITIES };

typedef enum { PLACE_FREE, PLACE_WAITING, PLACE_ON_AIR } PlaceState;

/* One transmission: one or more advertising events with the same octets. */
typedef struct {
	/* time of the next event, and the time between two of them; milliseconds */
	double due, interval;
	/* the number of the transmission; 0: none */
	uint32_t transmission;
	/* order among the PDUs of one source, 31 bits; `source` 0: no order is kept */
	uint32_t number;
	/* decides between events that are due at the same time */
	uint32_t order;
	/* 1 and up: a segment; -1: a Segment Acknowledgment; 0: sent once by the transport layer */
	int32_t segment;
	uint16_t source;
	/* PlaceState */
	uint8_t state;
	uint8_t priority;
	/* events still to be sent, and sent so far */
	uint8_t remaining, sent;
	/* transmissions that must be over before this one begins */
	uint8_t ahead;
	/* JavaScript waits for its end */
	bool awaited;
	uint8_t length;
	uint8_t data[ADVERTISING_DATA];
} AdvertisingPlace;

typedef struct {
	int capacity;
	/* all places from this one on are free */
	int end;
	/* places in use that have a source */
	int ordered;
	uint32_t orders;
	/* when the first place becomes ready that was not when queueNext was asked last; INFINITY: none */
	double nextDue;
	/* events of others that have preceded each class */
	bool somePassedOver;
	uint8_t passedOver[PRIORITIES];
	AdvertisingPlace places[];
} AdvertisingQueue;

/* A new queue, or NULL where there is no memory. `capacity` is within the limits above. */
AdvertisingQueue* queueNew(int capacity);
/* A free place, else that of the transmission which is dropped for one of this class, or nowhere. */
int queueClaim(const AdvertisingQueue* queue, uint8_t priority);
/*
 * Puts a transmission in a free place, due at `now`. The caller has set its number, data and how it
 * is sent.
 */
void queuePut(AdvertisingQueue* queue, int at, double now);
/* Lets a place wait for its next event, from `due` on. */
void queueWait(AdvertisingQueue* queue, int at, double due);
/* The place whose event comes next at `now`, or nowhere. */
int queueNext(AdvertisingQueue* queue, double now);
/*
 * Milliseconds, about, until all of this class and better ones have had their first event.
 * `pace`: from one event to the next.
 */
double queueBacklog(const AdvertisingQueue* queue, uint8_t priority, double pace);
/* Empties a place. */
void queueFree(AdvertisingQueue* queue, int at);

#endif
