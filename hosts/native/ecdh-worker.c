/*
 * P-256 in a thread other than JavaScript's; hosts/native/ecdh-worker.ts declares the arguments
 * of the native functions.
 */
#include <stdlib.h>
#include <string.h>
#include "xsmc.h"
#include "arguments.h"
#include "ecdh.h"
#include "keys.h"
#include "worker-xs.h"

typedef struct {
	EcdhJob ecdh;
	xsMachine* the;
	/* the callback and the handle, which the collector must not free before the result */
	xsSlot done;
	xsSlot handle;
} Task;

/* The task of a job: `ecdh.job` is its first member. */
static Task* taskOf(Job* job)
{
	return (Task*)(void*)job;
}

static void discard(Job* job)
{
	ecdhClear(&taskOf(job)->ecdh);
	free(job);
}

/* Removes the references between the machine and the task. */
static void letGo(xsMachine* the, Task* task)
{
	xsmcSetHostData(task->handle, NULL);
	xsForget(task->handle);
	xsForget(task->done);
}

/* Called when the machine is deleted; with data, the job of the handle is not finished. */
static void handleGone(void* data)
{
	if (data)
		workerCancel(&((Task*)data)->ecdh.job);
}

static void deliver(void* data)
{
	Task* task = data;
	EcdhJob* ecdh = &task->ecdh;
	if (!workerTake(&ecdh->job))
		return;
	xsBeginHost(task->the);
	{
		psa_status_t status = ecdh->status;
		xsmcVars(2);
		xsVar(0) = task->done;
		letGo(the, task);
		if (status == PSA_SUCCESS) {
			if (ecdh->secret)
				xsmcSetArrayBuffer(xsVar(1), ecdh->point, ECDH_COORDINATE);
			else
				xsmcSetArrayBuffer(xsVar(1), ecdh->point + 1, ECDH_POINT - 1);
		}
		discard(&ecdh->job);
		if (status != PSA_ERROR_INVALID_ARGUMENT)
			checkStatus(the, status);
		xsCallFunction1(xsVar(0), xsUndefined, xsVar(1));
	}
	xsEndHost(the);
}

static void finished(Job* job)
{
	workerPost(taskOf(job)->the, deliver, job);
}

/* (key, peer or undefined, done): a handle; undefined when no thread can be started */
void xs_ecdh_start(xsMachine* the)
{
	Key* key = keyArgument(the, &xsArg(0), KEY_P256);
	void* peer = NULL;
	xsUnsignedValue length = ECDH_POINT - 1;
	if (xsmcTypeOf(xsArg(1)) != xsUndefinedType)
		xsmcGetBufferReadable(xsArg(1), &peer, &length);
	if (length != ECDH_POINT - 1)
		xsRangeError("a point of %u octets", (unsigned)length);
	Task* task = calloc(1, sizeof(Task));
	if (!task)
		return;
	task->ecdh.job.work = ecdhWork;
	task->ecdh.job.finished = finished;
	task->ecdh.job.discard = discard;
	task->ecdh.secret = peer != NULL;
	memcpy(task->ecdh.privateKey, key->octets, ECDH_COORDINATE);
	task->ecdh.point[0] = 4;
	if (peer)
		memcpy(task->ecdh.point + 1, peer, ECDH_POINT - 1);
	xsResult = xsNewHostObject(handleGone);
	task->the = the;
	task->done = xsArg(2);
	task->handle = xsResult;
	xsRemember(task->done);
	xsRemember(task->handle);
	xsmcSetHostData(xsResult, task);
	if (workerStart(&task->ecdh.job))
		return;
	letGo(the, task);
	discard(&task->ecdh.job);
	xsmcSetUndefined(xsResult);
}

/* (handle): cancels the job; its `done` is not called */
void xs_ecdh_cancel(xsMachine* the)
{
	Task* task = xsmcGetHostData(xsArg(0));
	if (!task)
		return;
	letGo(the, task);
	workerCancel(&task->ecdh.job);
}
