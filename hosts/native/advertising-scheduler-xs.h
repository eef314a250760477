/* The scheduler of a radio, as JavaScript has it, and its entries for hosts. */
#ifndef MESH_NATIVE_ADVERTISING_SCHEDULER_XS_H
#define MESH_NATIVE_ADVERTISING_SCHEDULER_XS_H

#include "advertising-scheduler.h"
#ifdef __XSALL__
typedef txMachine xsMachine;
typedef txSlot xsSlot;
#else
#include "xsmc.h"
#endif

/*
 * Sets xsResult to a new scheduler with the arguments (capacity, sets, onEnded), to which `*place`
 * points; to undefined where it points to one already, or the radio has no set or too many.
 * `onEnded` gets the number of each transmission that has ended and is awaited.
 */
void advertisingSchedulerOpen(xsMachine* the, const AdvertisingHost* host, AdvertisingScheduler** place);
/*
 * The events of a set were sent: calls JavaScript where it waits for that. Call inside of
 * xsBeginHost, with one variable; NULL is ignored.
 */
void advertisingSchedulerSent(xsMachine* the, AdvertisingScheduler* scheduler, unsigned set);

#endif
