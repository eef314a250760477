/* What hosts/native needs of the machine it runs on. */
#ifndef MESH_NATIVE_PLATFORM_H
#define MESH_NATIVE_PLATFORM_H

#include <stddef.h>

/* Fills `size` octets from a cryptographic source. Returns 0, or -1 when there is none. */
int platformRandom(void* octets, size_t size);

/* One caller of PSA at a time: its key store is not made for several threads everywhere. */
void platformLock(void);
void platformUnlock(void);

#endif
