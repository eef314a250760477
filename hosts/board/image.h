/* The image of a frozen root, in the memory at ROOT_BASE. */
#ifndef MESH_BOARD_IMAGE_H
#define MESH_BOARD_IMAGE_H

#include "../xs/machine.h"

#define IMAGE_MAGIC 0x4d52584du

typedef struct {
	uint32_t magic;
	/* octets of the image, with this head */
	uint32_t size;
	Root* root;
} Image;

/*
 * The root of the image: a copy in RAM, because machines change its reference count and the image
 * is read-only. NULL when there is no image.
 */
Root* imageRoot(void);
/* Writes the head of an image after its root was made. */
const Image* imageFinish(Root* root, uint32_t size);

#endif
