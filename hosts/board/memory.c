#include "memory.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "layout.h"
#include "platform.h"

/* A block of the image begins with its size. */
typedef struct {
	uint32_t size;
	uint32_t padding;
} Block;

/* The first octets of the image are its head (image.h). */
#define HEAD 64

static uint8_t* next;

void memoryToImage(void)
{
	next = (uint8_t*)ROOT_BASE + HEAD;
}

size_t memoryFromImage(void)
{
	size_t size = next ? (size_t)(next - (uint8_t*)ROOT_BASE) : 0;
	next = NULL;
	return size;
}

size_t memoryTaken(void)
{
	extern char __heap_start[];
	return (size_t)((char*)sbrk(0) - __heap_start);
}

static bool inImage(const void* block)
{
	return (uintptr_t)block >= ROOT_BASE && (uintptr_t)block < ROOT_BASE + ROOT_SIZE;
}

void* memoryAllocate(size_t size)
{
	Block* block = (Block*)next;
	if (!next)
		return malloc(size);
	if (size > ROOT_SIZE || (uintptr_t)next + size + 16 > ROOT_BASE + ROOT_SIZE)
		return NULL;
	block->size = size;
	next = (uint8_t*)(block + 1) + ((size + 7) & ~(size_t)7);
	return block + 1;
}

void* memoryAllocateZeros(size_t count, size_t size)
{
	void* block = memoryAllocate(count * size);
	if (block)
		memset(block, 0, count * size);
	return block;
}

void* memoryResize(void* block, size_t size)
{
	if (!next)
		return realloc(block, size);
	void* larger = memoryAllocate(size);
	if (larger && block) {
		size_t old = ((Block*)block - 1)->size;
		memcpy(larger, block, old < size ? old : size);
	}
	return larger;
}

/* The image is made once and in one go: what is given back there is not used again. */
void memoryFree(void* block)
{
	if (!inImage(block))
		free(block);
}
