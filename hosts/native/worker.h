/*
 * Runs jobs that would block JavaScript's thread in a worker thread, one after the other, in
 * the order in which they were started. The thread exists while there are jobs. Independent
 * of XS.
 */
#ifndef MESH_NATIVE_WORKER_H
#define MESH_NATIVE_WORKER_H

#include <stdbool.h>

typedef enum { JOB_WAITS, JOB_RUNS, JOB_DONE } JobState;

typedef struct Job Job;
struct Job {
	/* Called in the worker's thread: does the work. */
	void (*work)(Job* job);
	/* Called in the worker's thread after the work: has the other thread call workerTake. */
	void (*finished)(Job* job);
	/* Called in either thread when the job was cancelled: frees it. */
	void (*discard)(Job* job);

	/* used by worker.c only */
	Job* next;
	JobState state;
	bool cancelled;
};

/* Starts a job. False when no thread can be started; then the job has not changed. */
bool workerStart(Job* job);
/* Cancels a job: it is discarded at once, or when its work is done. */
void workerCancel(Job* job);
/*
 * Call once for each finished job, in the thread that waits for it. False when the job was
 * cancelled meanwhile; then it is discarded.
 */
bool workerTake(Job* job);

#endif
