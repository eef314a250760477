/* The scheduler of the chip's radio (hosts/native/advertising-scheduler.h), in the task of XS. */
#ifndef MESH_RADIO_SCHEDULER_H
#define MESH_RADIO_SCHEDULER_H

#include <stdbool.h>
#include <stdint.h>
#include "xsmc.h"
#include "../../native/advertising-scheduler-xs.h"

/* The time of the machine, milliseconds; it takes any context. */
double machineNow(void* context);
/* The scheduler that is open, or NULL. */
AdvertisingScheduler* radioScheduler(void);
/*
 * Takes that the advertisement `id` in a slot was sent; false where it is not the scheduler's. Call
 * inside of xsBeginHost, with one variable.
 */
bool radioSchedulerSent(xsMachine* the, unsigned slot, uint32_t id);
/* Call when the radio is closed: the scheduler is the radio's no longer. */
void radioSchedulerForget(void);

#endif
