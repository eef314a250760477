/* The transmissions of the advertising bearer (advertising-scheduler.h). */
#include <math.h>
#include <stdlib.h>
#include "advertising-scheduler.h"

/* Longest random delay after each event, milliseconds (Core Specification 5.4, Vol 6 Part B, §4.4.2.2.1). */
#define LONGEST_DELAY 10
/* Milliseconds between two advertising events of a busy radio: with one advertising set, and with several. */
#define ONE_SET_PACE 20
#define SEVERAL_SETS_PACE 5
#define LARGEST_TRANSMISSION 0x3fffffff

AdvertisingScheduler* schedulerNew(const AdvertisingHost* host, void* context, int capacity, unsigned sets,
	AdvertisingScheduler** place)
{
	AdvertisingScheduler* scheduler = calloc(1, sizeof(AdvertisingScheduler));
	AdvertisingQueue* queue = queueNew(capacity);
	if (!scheduler || !queue) {
		free(scheduler);
		free(queue);
		return NULL;
	}
	scheduler->host = host;
	scheduler->context = context;
	scheduler->queue = queue;
	scheduler->sets = sets;
	scheduler->timerDue = INFINITY;
	for (unsigned i = 0; i < sets; i++)
		scheduler->set[i].place = ADVERTISING_NOWHERE;
	scheduler->user = place;
	*place = scheduler;
	return scheduler;
}

void schedulerFree(AdvertisingScheduler* scheduler)
{
	if (!scheduler)
		return;
	if (scheduler->user && *scheduler->user == scheduler)
		*scheduler->user = NULL;
	free(scheduler->states);
	free(scheduler->queue);
	free(scheduler);
}

static void setTimer(AdvertisingScheduler* scheduler, double now, double due)
{
	bool runs = scheduler->timerDue < INFINITY;
	if (!(due < scheduler->timerDue || due > scheduler->timerDue))
		return;
	scheduler->timerDue = due;
	if (runs)
		scheduler->host->stopTimer(scheduler->context);
	if (due < INFINITY)
		scheduler->host->startTimer(scheduler->context, due - now);
}

static void start(AdvertisingScheduler* scheduler, int at)
{
	AdvertisingPlace* place = &scheduler->queue->places[at];
	unsigned set = 0;
	while (scheduler->set[set].place != ADVERTISING_NOWHERE)
		set++;
	/*
	 * The radio repeats by itself only while another set stays free: what comes next never waits
	 * for longer than one event.
	 */
	unsigned events = scheduler->sets - scheduler->busy > 1 ? place->remaining : 1;
	place->state = PLACE_ON_AIR;
	scheduler->set[set].place = (int16_t)at;
	scheduler->set[set].events = (uint8_t)events;
	scheduler->busy++;
	scheduler->host->advertise(scheduler->context, set, place, events);
}

void schedulerProceed(AdvertisingScheduler* scheduler)
{
	double now = scheduler->host->now(scheduler->context);
	int at;
	while (scheduler->busy < scheduler->sets && (at = queueNext(scheduler->queue, now)) != ADVERTISING_NOWHERE)
		start(scheduler, at);
	/* while all sets are busy, the end of an event calls this again */
	setTimer(scheduler, now, scheduler->busy < scheduler->sets ? scheduler->queue->nextDue : INFINITY);
}

/* Frees a place, whose events end where it is on the air. */
static void release(AdvertisingScheduler* scheduler, int at)
{
	AdvertisingQueue* queue = scheduler->queue;
	if (queue->places[at].state == PLACE_ON_AIR)
		for (unsigned i = 0; i < scheduler->sets; i++)
			if (scheduler->set[i].place == at) {
				scheduler->set[i].place = ADVERTISING_NOWHERE;
				scheduler->busy--;
				scheduler->host->stop(scheduler->context, i);
			}
	queueFree(queue, at);
}

static void evict(AdvertisingScheduler* scheduler, int at)
{
	const AdvertisingPlace* place = &scheduler->queue->places[at];
	scheduler->evictedOctets = (uint8_t)(place->length - 2);
	scheduler->evicted = place->awaited ? place->transmission : 0;
	release(scheduler, at);
}

uint32_t schedulerEnqueue(AdvertisingScheduler* scheduler, const AdvertisingPlace* given)
{
	AdvertisingQueue* queue = scheduler->queue;
	int at = queueClaim(queue, given->priority);
	scheduler->evictedOctets = 0;
	if (at == ADVERTISING_NOWHERE)
		return 0;
	if (at < queue->end && queue->places[at].state != PLACE_FREE)
		evict(scheduler, at);
	uint32_t transmission = (scheduler->transmissions + 1) & LARGEST_TRANSMISSION;
	scheduler->transmissions = transmission ? transmission : 1;
	queue->places[at] = *given;
	queue->places[at].transmission = scheduler->transmissions;
	queuePut(queue, at, scheduler->host->now(scheduler->context));
	/* before an event, at whose end the place may be another's */
	transmission = scheduler->transmissions;
	schedulerProceed(scheduler);
	return transmission;
}

void schedulerRelay(AdvertisingScheduler* scheduler, const AdvertisingPlace* given)
{
	if (schedulerEnqueue(scheduler, given) == 0)
		scheduler->full++;
}

void schedulerCancel(AdvertisingScheduler* scheduler, uint32_t transmission)
{
	AdvertisingQueue* queue = scheduler->queue;
	for (int at = 0; transmission != 0 && at < queue->end; at++)
		if (queue->places[at].transmission == transmission) {
			release(scheduler, at);
			schedulerProceed(scheduler);
			return;
		}
}

uint32_t schedulerAcknowledged(AdvertisingScheduler* scheduler, uint16_t source, uint32_t seqZero, uint32_t bits, bool keep)
{
	AdvertisingQueue* queue = scheduler->queue;
	for (int at = 0; source != 0 && at < queue->end; at++) {
		const AdvertisingPlace* place = &queue->places[at];
		int32_t segO = place->segment - (int32_t)(1 + (seqZero << 5));
		if (place->source != source || segO < 0 || segO > 31 || !(bits >> segO & 1))
			continue;
		uint32_t awaited = place->awaited ? place->transmission : 0;
		if (awaited != 0 && keep)
			return awaited;
		release(scheduler, at);
		if (awaited != 0)
			return awaited;
	}
	schedulerProceed(scheduler);
	return 0;
}

/* Drops places from the last one on, up to one that is awaited, whose number is the result. */
static uint32_t drop(AdvertisingScheduler* scheduler)
{
	AdvertisingQueue* queue = scheduler->queue;
	while (queue->end > 0) {
		const AdvertisingPlace* place = &queue->places[queue->end - 1];
		uint32_t awaited = place->awaited ? place->transmission : 0;
		release(scheduler, queue->end - 1);
		if (awaited != 0)
			return awaited;
	}
	return 0;
}

uint32_t schedulerClear(AdvertisingScheduler* scheduler)
{
	uint32_t awaited = drop(scheduler);
	if (awaited == 0)
		schedulerProceed(scheduler);
	return awaited;
}

void schedulerClose(AdvertisingScheduler* scheduler)
{
	while (drop(scheduler) != 0)
		continue;
	setTimer(scheduler, 0, INFINITY);
}

double schedulerBacklog(const AdvertisingScheduler* scheduler, uint8_t priority)
{
	return queueBacklog(scheduler->queue, priority, scheduler->sets > 1 ? SEVERAL_SETS_PACE : ONE_SET_PACE);
}

uint32_t schedulerSent(AdvertisingScheduler* scheduler, unsigned set)
{
	AdvertisingQueue* queue = scheduler->queue;
	if (set >= scheduler->sets || scheduler->set[set].place == ADVERTISING_NOWHERE)
		return 0;
	int at = scheduler->set[set].place;
	AdvertisingPlace* place = &queue->places[at];
	uint8_t events = scheduler->set[set].events;
	scheduler->set[set].place = ADVERTISING_NOWHERE;
	scheduler->busy--;
	place->sent = (uint8_t)(place->sent + events);
	place->remaining = (uint8_t)(place->remaining - events);
	if (place->remaining > 0) {
		uint32_t random = scheduler->host->random(scheduler->context);
		double gap = place->interval + (double)((uint64_t)random * (LONGEST_DELAY + 1) >> 32);
		queueWait(queue, at, scheduler->host->now(scheduler->context) + gap);
		schedulerProceed(scheduler);
		return 0;
	}
	uint32_t awaited = place->awaited ? place->transmission : 0;
	queueFree(queue, at);
	if (awaited == 0)
		schedulerProceed(scheduler);
	return awaited;
}

void schedulerDue(AdvertisingScheduler* scheduler)
{
	scheduler->timerDue = INFINITY;
	schedulerProceed(scheduler);
}
