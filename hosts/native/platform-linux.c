#include "platform.h"
#include <errno.h>
#include <pthread.h>
#include <sys/random.h>
#include <stdint.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t workerMutex = PTHREAD_MUTEX_INITIALIZER;

int platformRandom(void* octets, size_t size)
{
	uint8_t* p = octets;
	while (size > 0) {
		ssize_t got = getrandom(p, size, 0);
		if (got < 0 && errno != EINTR)
			return -1;
		if (got > 0) {
			p += got;
			size -= (size_t)got;
		}
	}
	return 0;
}

void platformLock(void)
{
	pthread_mutex_lock(&mutex);
}

void platformUnlock(void)
{
	pthread_mutex_unlock(&mutex);
}

/*
 * Takes the lock: the key store of Mbed TLS 2.28 is not thread-safe. A multiplication takes a
 * few milliseconds here.
 */
void platformLongLock(void)
{
	platformLock();
}

void platformLongUnlock(void)
{
	platformUnlock();
}

void platformWorkerLock(void)
{
	pthread_mutex_lock(&workerMutex);
}

void platformWorkerUnlock(void)
{
	pthread_mutex_unlock(&workerMutex);
}

static void* begin(void* run)
{
	((void (*)(void))run)();
	return NULL;
}

bool platformStartThread(void (*run)(void))
{
	pthread_t thread;
	if (pthread_create(&thread, NULL, begin, (void*)run) != 0)
		return false;
	pthread_detach(thread);
	return true;
}
