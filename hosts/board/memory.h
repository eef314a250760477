/* Memory allocation for XS: for the image of a root, a machine, and short-lived blocks. */
#ifndef MESH_BOARD_MEMORY_H
#define MESH_BOARD_MEMORY_H

#include <stddef.h>

typedef enum {
	/* allocated by the C library, cleared, and freed to it */
	MEMORY_SHARED,
	/* from the image of the root */
	MEMORY_IMAGE,
	/* from RAM, never freed: for the machine's heap; not cleared, as on a chip */
	MEMORY_KEPT,
} MemoryKind;

/* Sets where memory is allocated from now on. */
void memoryFrom(MemoryKind kind);
/* Bytes of the image that are allocated. */
size_t memoryOfImage(void);
/* Bytes of RAM that are allocated. */
size_t memoryTaken(void);

#endif
