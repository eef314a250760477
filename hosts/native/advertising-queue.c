/* The queue of the advertising bearer (advertising-queue.h); modules/bearer/queue.ts has the reasons. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "advertising-queue.h"

/* Mean of the random milliseconds that are added to an advertising interval (advDelay). */
#define MEAN_DELAY 5

/* Worth of each class when the queue is full. */
static const uint8_t worth[PRIORITIES] = { 3, 2, 0, 1 };
/* Events of other classes that may precede a waiting class before it gets one event. */
static const uint8_t passOverLimits[PRIORITIES] = { 8, 1, 8, 8 };

AdvertisingQueue* queueNew(int capacity)
{
	AdvertisingQueue* queue = calloc(1, sizeof(AdvertisingQueue) + (size_t)capacity * sizeof(AdvertisingPlace));
	if (queue) {
		queue->capacity = capacity;
		queue->nextDue = INFINITY;
	}
	return queue;
}

/* Whether `a` must not begin before `b`, of the same source, has been sent completely. */
static bool mustFollow(const AdvertisingPlace* a, const AdvertisingPlace* b)
{
	return (int32_t)((b->number - a->number) << 1) < 0 && (a->segment == 0 || b->segment == 0);
}

static bool isBefore(const AdvertisingPlace* a, const AdvertisingPlace* b)
{
	if (a->priority != b->priority)
		return a->priority < b->priority;
	if (a->due < b->due || a->due > b->due)
		return a->due < b->due;
	return (int32_t)(a->order - b->order) < 0;
}

/* Of two places, the better one to drop: that with more events sent, then the newer one. */
static bool isLessWorth(const AdvertisingPlace* a, const AdvertisingPlace* b)
{
	if (worth[a->priority] != worth[b->priority])
		return worth[a->priority] < worth[b->priority];
	if (a->sent != b->sent)
		return a->sent > b->sent;
	return (int32_t)(a->order - b->order) > 0;
}

int queueClaim(const AdvertisingQueue* queue, uint8_t priority)
{
	int victim = ADVERTISING_NOWHERE;
	for (int at = 0; at < queue->end; at++) {
		const AdvertisingPlace* place = &queue->places[at];
		if (place->state == PLACE_FREE)
			return at;
		if (place->state == PLACE_ON_AIR || worth[place->priority] >= worth[priority])
			continue;
		if (victim == ADVERTISING_NOWHERE || isLessWorth(place, &queue->places[victim]))
			victim = at;
	}
	return queue->end < queue->capacity ? queue->end : victim;
}

/* Orders a place that was just filled among those of the same source. */
static void join(AdvertisingQueue* queue, AdvertisingPlace* place)
{
	if (queue->ordered++ == 0)
		return;
	for (AdvertisingPlace* other = queue->places; other < queue->places + queue->end; other++) {
		if (other->source != place->source)
			continue;
		if (mustFollow(place, other))
			place->ahead++;
		else if (mustFollow(other, place))
			other->ahead++;
	}
}

/* Takes a place from those that others of its source wait for. */
static void leave(AdvertisingQueue* queue, AdvertisingPlace* place)
{
	uint16_t source = place->source;
	place->source = 0;
	if (--queue->ordered == 0)
		return;
	for (AdvertisingPlace* other = queue->places; other < queue->places + queue->end; other++)
		if (other->source == source && mustFollow(other, place))
			other->ahead--;
}

void queuePut(AdvertisingQueue* queue, int at, double now)
{
	AdvertisingPlace* place = &queue->places[at];
	if (at == queue->end)
		queue->end++;
	place->sent = 0;
	place->ahead = 0;
	queueWait(queue, at, now);
	if (place->source != 0)
		join(queue, place);
}

void queueWait(AdvertisingQueue* queue, int at, double due)
{
	queue->places[at].state = PLACE_WAITING;
	queue->places[at].due = due;
	queue->places[at].order = queue->orders++;
}

/* Counts the classes that wait (a bit each) while an event of another one is sent. */
static void passOver(AdvertisingQueue* queue, unsigned waiting)
{
	queue->somePassedOver = waiting != 0;
	for (int i = 0; i < PRIORITIES; i++) {
		if (!(waiting & 1u << i))
			queue->passedOver[i] = 0;
		else if (queue->passedOver[i] < passOverLimits[i])
			queue->passedOver[i]++;
	}
}

int queueNext(AdvertisingQueue* queue, double now)
{
	int best = ADVERTISING_NOWHERE, starved = ADVERTISING_NOWHERE;
	unsigned waiting = 0;
	queue->nextDue = INFINITY;
	for (int at = 0; at < queue->end; at++) {
		const AdvertisingPlace* place = &queue->places[at];
		/* what waits for others becomes ready by their end */
		if (place->state != PLACE_WAITING || place->ahead > 0)
			continue;
		if (place->due > now) {
			if (place->due < queue->nextDue)
				queue->nextDue = place->due;
			continue;
		}
		waiting |= 1u << place->priority;
		if (best == ADVERTISING_NOWHERE || isBefore(place, &queue->places[best]))
			best = at;
		if (queue->passedOver[place->priority] >= passOverLimits[place->priority]
			&& (starved == ADVERTISING_NOWHERE || isBefore(place, &queue->places[starved])))
			starved = at;
	}
	int chosen = starved != ADVERTISING_NOWHERE ? starved : best;
	if (chosen == ADVERTISING_NOWHERE)
		return ADVERTISING_NOWHERE;
	waiting &= ~(1u << queue->places[chosen].priority);
	/* usually one class waits: counts that are 0 need not be written */
	if (waiting != 0 || queue->somePassedOver)
		passOver(queue, waiting);
	return chosen;
}

/* Milliseconds, about, that those ahead of a place take. */
static double waitOf(const AdvertisingQueue* queue, const AdvertisingPlace* place)
{
	double sum = 0;
	for (int at = 0; at < queue->end; at++) {
		const AdvertisingPlace* other = &queue->places[at];
		if (other->source == place->source && mustFollow(place, other))
			sum += other->remaining * (other->interval + MEAN_DELAY);
	}
	return sum;
}

double queueBacklog(const AdvertisingQueue* queue, uint8_t priority, double pace)
{
	int ready = 0;
	const AdvertisingPlace* last = NULL;
	for (int at = 0; at < queue->end; at++) {
		const AdvertisingPlace* place = &queue->places[at];
		if (place->state != PLACE_WAITING || place->sent > 0 || place->priority > priority)
			continue;
		if (place->ahead == 0)
			ready++;
		else if (!last || place->ahead > last->ahead)
			last = place;
	}
	return pace * (ready > 1 ? ready - 1 : 0) + (last ? waitOf(queue, last) : 0);
}

void queueFree(AdvertisingQueue* queue, int at)
{
	AdvertisingPlace* place = &queue->places[at];
	if (place->source != 0)
		leave(queue, place);
	place->state = PLACE_FREE;
	place->transmission = 0;
	place->awaited = false;
	while (queue->end > 0 && queue->places[queue->end - 1].state == PLACE_FREE)
		queue->end--;
}
