/* Of ESP-IDF's pthread what hosts/native uses; see host/ble_hs.h. */
#ifndef MESH_TEST_PTHREAD_H
#define MESH_TEST_PTHREAD_H

typedef unsigned int pthread_mutex_t;

#define PTHREAD_MUTEX_INITIALIZER 0xffffffff

int pthread_mutex_lock(pthread_mutex_t* mutex);
int pthread_mutex_unlock(pthread_mutex_t* mutex);

#endif
