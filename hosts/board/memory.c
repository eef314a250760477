#include "memory.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "layout.h"
#include "platform.h"

/* Head of a block of the image or of MEMORY_KEPT: its size. */
typedef struct {
	size_t size;
	size_t padding;
} Block;

/* The next free address of the image. The first octets of the image are its head (image.h). */
static uint8_t* next = (uint8_t*)ROOT_BASE + 64;
static uint8_t* keptFirst;
static uint8_t* keptEnd;
static MemoryKind source;

void memoryFrom(MemoryKind kind)
{
	source = kind;
}

size_t memoryOfImage(void)
{
	return (size_t)(next - (uint8_t*)ROOT_BASE);
}

size_t memoryTaken(void)
{
	extern char __heap_start[];
	return (size_t)((char*)sbrk(0) - __heap_start);
}

static bool isShared(const void* block)
{
	uintptr_t address = (uintptr_t)block;
	return !(address >= ROOT_BASE && address < ROOT_BASE + ROOT_SIZE)
		&& !((uint8_t*)block >= keptFirst && (uint8_t*)block < keptEnd);
}

static Block* take(size_t size)
{
	void* taken;
	if (source == MEMORY_IMAGE) {
		if (size > ROOT_SIZE - memoryOfImage())
			return NULL;
		taken = next;
		next += size;
		return taken;
	}
	taken = sbrk((ptrdiff_t)size);
	if (taken == (void*)-1)
		return NULL;
	keptFirst = keptFirst ? keptFirst : taken;
	keptEnd = (uint8_t*)taken + size;
	return taken;
}

void* memoryAllocate(size_t size)
{
	if (source == MEMORY_SHARED)
		return malloc(size);
	Block* block = size > ROOT_SIZE ? NULL : take(sizeof(Block) + ((size + 7) & ~(size_t)7));
	if (!block)
		return NULL;
	block->size = size;
	return block + 1;
}

void* memoryAllocateZeros(size_t count, size_t size)
{
	void* block = memoryAllocate(count * size);
	if (block && source != MEMORY_SHARED)
		memset(block, 0, count * size);
	return block;
}

void* memoryResize(void* block, size_t size)
{
	if (!block)
		return memoryAllocate(size);
	if (isShared(block))
		return realloc(block, size);
	void* larger = memoryAllocate(size);
	if (larger) {
		size_t old = ((Block*)block - 1)->size;
		memcpy(larger, block, old < size ? old : size);
	}
	return larger;
}

void memoryFree(void* block)
{
	if (isShared(block))
		free(block);
}
