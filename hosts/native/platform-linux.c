#include "platform.h"
#include <errno.h>
#include <pthread.h>
#include <sys/random.h>
#include <stdint.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

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
