#ifndef MESH_BOARD_LINK_H
#define MESH_BOARD_LINK_H

/* Opens the pipes. Call before the first frame. */
void linkOpen(void);

#endif
