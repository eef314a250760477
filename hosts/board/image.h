/* The image of a frozen root: what lies at ROOT_BASE. */
#ifndef MESH_BOARD_IMAGE_H
#define MESH_BOARD_IMAGE_H

#include "../xs/machine.h"

#define IMAGE_MAGIC 0x4d52584du

typedef struct {
	uint32_t magic;
	/* octets, this head included */
	uint32_t size;
	Root* root;
} Image;

/* A copy, in RAM, of what cannot be written there: machines count in it. NULL: there is no image. */
Root* imageRoot(void);
/* Completes the image of a root that was made in it. */
const Image* imageFinish(Root* root, uint32_t size);

#endif
