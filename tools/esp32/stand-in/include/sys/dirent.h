#ifndef MESH_STAND_IN_DIRENT_H
#define MESH_STAND_IN_DIRENT_H

#include <stdint.h>
#include <sys/types.h>

#define DT_UNKNOWN 0
#define DT_REG 1
#define DT_DIR 2

/* The members that ESP-IDF's virtual file system sets. */
typedef struct {
	uint16_t dd_vfs_idx;
	uint16_t dd_rsv;
} DIR;

struct dirent {
	ino_t d_ino;
	uint8_t d_type;
	char d_name[256];
};

#endif
