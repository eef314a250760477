/* Memory while the root is made, and after. */
#ifndef MESH_BOARD_MEMORY_H
#define MESH_BOARD_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From now on all memory of XS comes from the image of the root. */
void memoryToImage(void);
/* From now on it comes from the C library again. Returns the bytes of the image. */
size_t memoryFromImage(void);
/* Bytes that the C library took from RAM so far. */
size_t memoryTaken(void);

#endif
