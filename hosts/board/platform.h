/* The platform definitions of XS on bare metal: those of hosts/xs, with memory of memory.c. */
#ifndef MESH_BOARD_PLATFORM_H
#define MESH_BOARD_PLATFORM_H

#include <stddef.h>
#include "../xs/platform.h"

#undef meshSetjmp
#undef c_setjmp
#undef c_longjmp

/* Allocates from the root's image while that is made, else from the C library (memory.c). */
void* memoryAllocate(size_t size);
void* memoryAllocateZeros(size_t count, size_t size);
void* memoryResize(void* block, size_t size);
void memoryFree(void* block);

#define c_malloc memoryAllocate
#define c_calloc memoryAllocateZeros
#define c_realloc memoryResize
#define c_free memoryFree
#define c_malloc_uint32 memoryAllocate
#define c_free_uint32 memoryFree

#endif
