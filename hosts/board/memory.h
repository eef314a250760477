/* Memory of XS: for the image of a root, for a machine, and for short-lived blocks. */
#ifndef MESH_BOARD_MEMORY_H
#define MESH_BOARD_MEMORY_H

#include <stddef.h>

typedef enum {
	/* from the C library, which clears it and takes it back */
	MEMORY_SHARED,
	/* from the image of the root */
	MEMORY_IMAGE,
	/* from RAM, never freed: the machine's heap, which is not cleared on a chip either */
	MEMORY_KEPT,
} MemoryKind;

/* Where memory comes from, from now on. */
void memoryFrom(MemoryKind kind);
/* Bytes of the image so far. */
size_t memoryOfImage(void);
/* Bytes of RAM taken so far. */
size_t memoryTaken(void);

#endif
