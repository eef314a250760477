/* Functions that hosts/native needs from each platform. */
#ifndef MESH_NATIVE_PLATFORM_H
#define MESH_NATIVE_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

/* Fills `size` octets from a cryptographic source. Returns 0, or -1 when there is none. */
int platformRandom(void* octets, size_t size);

/* Lock for calls of keys.h, and of PSA where its key store is not thread-safe. */
void platformLock(void);
void platformUnlock(void);

/* ---- for worker.h: only on platforms that use it ---- */

/*
 * Lock for long calls of PSA in another thread than JavaScript's: the lock of platformLock, or
 * none where PSA is thread-safe.
 */
void platformLongLock(void);
void platformLongUnlock(void);
/* Lock for the list of jobs, held only for short operations. */
void platformWorkerLock(void);
void platformWorkerUnlock(void);
/*
 * Starts a thread of lower priority than JavaScript's, which ends when `run` returns. False
 * when no thread can be started.
 */
bool platformStartThread(void (*run)(void));

#endif
