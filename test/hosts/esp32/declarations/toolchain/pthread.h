/* Of the threads of Espressif's C library what hosts/native uses, and ESP-IDF's own pthread.h builds on; the compiler's C library has none. */
#ifndef MESH_TEST_PTHREAD_H
#define MESH_TEST_PTHREAD_H

typedef unsigned int pthread_t;
typedef unsigned int pthread_mutex_t;
typedef struct {
	int is_initialized;
} pthread_condattr_t;
struct sched_param;

#define PTHREAD_MUTEX_INITIALIZER 0xffffffff

int pthread_mutex_lock(pthread_mutex_t* mutex);
int pthread_mutex_unlock(pthread_mutex_t* mutex);

#endif
