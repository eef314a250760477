/* Passes a finished job to JavaScript's thread. Each platform has its own worker-post-*.c. */
#ifndef MESH_NATIVE_WORKER_XS_H
#define MESH_NATIVE_WORKER_XS_H

#include "xs.h"

/* Call in the worker's thread: has the thread of `machine` call `deliver` later. */
void workerPost(xsMachine* machine, void (*deliver)(void* job), void* job);

#endif
