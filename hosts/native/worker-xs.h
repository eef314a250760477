/* How a job that has finished comes back to JavaScript: worker-post-*.c, one for each platform. */
#ifndef MESH_NATIVE_WORKER_XS_H
#define MESH_NATIVE_WORKER_XS_H

#include "xs.h"

/* From the worker's thread: calls `deliver` in the thread of `machine`, soon. */
void workerPost(xsMachine* machine, void (*deliver)(void* job), void* job);

#endif
