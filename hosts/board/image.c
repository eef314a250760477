#include "../xs/root.h"
#include "image.h"
#include "layout.h"

Root* imageRoot(void)
{
	static Root root;
	const Image* image = (const Image*)ROOT_BASE;
	if (image->magic != IMAGE_MAGIC)
		return NULL;
	root = *image->root;
	return &root;
}

const Image* imageFinish(Root* root, uint32_t size)
{
	Image* image = (Image*)ROOT_BASE;
	image->magic = IMAGE_MAGIC;
	image->size = size;
	image->root = root;
	return image;
}
