/*
 * Work that would hold up the thread of JavaScript, in a thread of its own: one job
 * after the other, in the order in which they come. The thread is there while there
 * is work. No part of it knows XS.
 */
#ifndef MESH_NATIVE_WORKER_H
#define MESH_NATIVE_WORKER_H

#include <stdbool.h>

typedef enum { JOB_WAITS, JOB_RUNS, JOB_DONE } JobState;

typedef struct Job Job;
struct Job {
	/* In the worker's thread. */
	void (*work)(Job* job);
	/* In the worker's thread, when the work is done: lets the thread that waits call workerTake. */
	void (*finished)(Job* job);
	/* In either thread: nobody needs the job any more. */
	void (*discard)(Job* job);

	/* the worker's own */
	Job* next;
	JobState state;
	bool cancelled;
};

/* Begins a job. False when no thread can be had; then nothing happened. */
bool workerStart(Job* job);
/* Nobody waits for the job any more: it is discarded, at once or when it is no longer worked on. */
void workerCancel(Job* job);
/* In the thread that waits, once for each job that has finished. False when it was cancelled meanwhile, and is discarded. */
bool workerTake(Job* job);

#endif
