/* The segments of a cipher's receiver, as JavaScript and radios have them (segment-receiver.h). */
#ifndef MESH_NATIVE_SEGMENT_RECEIVER_XS_H
#define MESH_NATIVE_SEGMENT_RECEIVER_XS_H

#include "access-receiver.h"
#include "advertising-scheduler-xs.h"

/*
 * Before and after a packet is judged: segments are taken with this scheduler's time and queue;
 * with NULL they are JavaScript's. Two variables are used.
 */
void segmentsSchedule(xsMachine* the, const AccessReceiver* access, const AdvertisingScheduler* scheduler);

#endif
