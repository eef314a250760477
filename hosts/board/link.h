#ifndef MESH_BOARD_LINK_H
#define MESH_BOARD_LINK_H

/* Before the first frame. */
void linkOpen(void);

#endif
