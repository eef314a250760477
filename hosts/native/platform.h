/* What hosts/native needs of the machine it runs on. */
#ifndef MESH_NATIVE_PLATFORM_H
#define MESH_NATIVE_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

/* Fills `size` octets from a cryptographic source. Returns 0, or -1 when there is none. */
int platformRandom(void* octets, size_t size);

/* One caller of keys.h at a time, and of PSA where its key store is not made for several threads. */
void platformLock(void);
void platformUnlock(void);

/* ---- for worker.h: not on machines where nothing uses it ---- */

/* Around calls of PSA that take long, outside of JavaScript's thread: the same lock, but none where PSA needs none. */
void platformLongLock(void);
void platformLongUnlock(void);
/* Around the list of jobs: held for moments. */
void platformWorkerLock(void);
void platformWorkerUnlock(void);
/* Begins a thread that ends when `run` returns, of lower priority than JavaScript's. False when there is none to be had. */
bool platformStartThread(void (*run)(void));

#endif
