/*
 * The advertising bearer's transmissions in C: their queue, the radio's advertising sets, and the
 * repeats with their random delays. modules/bearer/transmission-scheduler.ts does the same in
 * TypeScript, with the same events at the same times. Independent of XS.
 */
#ifndef MESH_NATIVE_ADVERTISING_SCHEDULER_H
#define MESH_NATIVE_ADVERTISING_SCHEDULER_H

#include "advertising-queue.h"

/* Advertising sets of a radio that can be used, at most. */
#define ADVERTISING_SETS 8

/* What a scheduler needs from its host; `context` is that of schedulerNew. */
typedef struct {
	/* monotonic time, milliseconds */
	double (*now)(void* context);
	/* 32 random bits */
	uint32_t (*random)(void* context);
	/* begins `events` advertising events by a set, at whose end schedulerSent is called; stop: ends them */
	void (*advertise)(void* context, unsigned set, const AdvertisingPlace* place, unsigned events);
	void (*stop)(void* context, unsigned set);
	/* calls schedulerDue once, in `delay` milliseconds; stopTimer: does not, before it was called */
	void (*startTimer)(void* context, double delay);
	void (*stopTimer)(void* context);
} AdvertisingHost;

typedef struct AdvertisingScheduler AdvertisingScheduler;

struct AdvertisingScheduler {
	const AdvertisingHost* host;
	void* context;
	AdvertisingQueue* queue;
	unsigned sets, busy;
	/* of each set: its place in the queue, or nowhere, and the events that the radio was handed */
	struct {
		int16_t place;
		uint8_t events;
	} set[ADVERTISING_SETS];
	uint32_t transmissions;
	/* when the timer is due; INFINITY: it does not run */
	double timerDue;
	/* what schedulerEnqueue has dropped for the latest transmission: its octets without the AD header, 0 for nothing, and its number where it was awaited */
	uint8_t evictedOctets;
	uint32_t evicted;
	/* transmissions that schedulerRelay has dropped since the queue was full */
	uint32_t full;
	/* what JavaScript's side keeps; freed with the scheduler */
	void* states;
	/* the place that points to this scheduler, such as that of a radio; NULL: none */
	AdvertisingScheduler** user;
};

/*
 * A new scheduler, or NULL where there is no memory. `capacity`: ADVERTISING_FEWEST..ADVERTISING_MOST;
 * `sets`: 1..ADVERTISING_SETS. `*place` points to it until it is freed.
 */
AdvertisingScheduler* schedulerNew(const AdvertisingHost* host, void* context, int capacity, unsigned sets,
	AdvertisingScheduler** place);
/* Frees it, without a call of its host. NULL is ignored. */
void schedulerFree(AdvertisingScheduler* scheduler);
/* Stops its timer and what is on the air, and drops the queue. */
void schedulerClose(AdvertisingScheduler* scheduler);

/*
 * Queues a transmission; `given` has what the caller sets of a place (queuePut). Its number, or 0
 * where there is no room.
 */
uint32_t schedulerEnqueue(AdvertisingScheduler* scheduler, const AdvertisingPlace* given);
/* The same for a PDU of another node, which is counted where there is no room. */
void schedulerRelay(AdvertisingScheduler* scheduler, const AdvertisingPlace* given);
/* Cancels a transmission; one that has ended is ignored. */
void schedulerCancel(AdvertisingScheduler* scheduler, uint32_t transmission);
/*
 * Ends the sending of acknowledged segments: those of the message from `source` with this SeqZero
 * whose bits are set. The number of the first that is awaited, which was ended, or, with `keep`, was
 * left with those behind it; call again until the result is 0.
 */
uint32_t schedulerAcknowledged(AdvertisingScheduler* scheduler, uint16_t source, uint32_t seqZero, uint32_t bits, bool keep);
/* Drops everything. The number of the first that is awaited; call again until the result is 0. */
uint32_t schedulerClear(AdvertisingScheduler* scheduler);
double schedulerBacklog(const AdvertisingScheduler* scheduler, uint8_t priority);

/*
 * The events of a set were sent. The number of the transmission that is over by that and is
 * awaited: call schedulerProceed after its end was reported. 0: nothing is left to do.
 */
uint32_t schedulerSent(AdvertisingScheduler* scheduler, unsigned set);
/* The time that the timer was started for has come. */
void schedulerDue(AdvertisingScheduler* scheduler);
/* Starts the events that are due on the free sets, and the timer for the next one. */
void schedulerProceed(AdvertisingScheduler* scheduler);

#endif
