#include <stddef.h>
#include "platform.h"
#include "worker.h"

static Job* first;
static bool running;

static void run(void)
{
	platformWorkerLock();
	while (first) {
		Job* job = first;
		first = job->next;
		job->state = JOB_RUNS;
		platformWorkerUnlock();
		job->work(job);
		platformWorkerLock();
		bool cancelled = job->cancelled;
		if (!cancelled)
			job->state = JOB_DONE;
		platformWorkerUnlock();
		/* from here on only the other thread changes the job's state */
		if (cancelled)
			job->discard(job);
		else
			job->finished(job);
		platformWorkerLock();
	}
	running = false;
	platformWorkerUnlock();
}

bool workerStart(Job* job)
{
	Job** last = &first;
	job->next = NULL;
	job->state = JOB_WAITS;
	job->cancelled = false;
	platformWorkerLock();
	bool started = running || platformStartThread(run);
	if (started) {
		running = true;
		while (*last)
			last = &(*last)->next;
		*last = job;
	}
	platformWorkerUnlock();
	return started;
}

void workerCancel(Job* job)
{
	Job** at = &first;
	platformWorkerLock();
	bool waits = job->state == JOB_WAITS;
	job->cancelled = true;
	if (waits) {
		while (*at != job)
			at = &(*at)->next;
		*at = job->next;
	}
	platformWorkerUnlock();
	if (waits)
		job->discard(job);
}

bool workerTake(Job* job)
{
	platformWorkerLock();
	bool cancelled = job->cancelled;
	platformWorkerUnlock();
	if (cancelled)
		job->discard(job);
	return !cancelled;
}
