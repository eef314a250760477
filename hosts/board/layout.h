/* Where things are in the address space of QEMU's `virt` machine, and how much of it is used. */
#ifndef MESH_BOARD_LAYOUT_H
#define MESH_BOARD_LAYOUT_H

/* Native code and constants are at 0x80000000; data, heap and stack here (the linker's options in build.ts). */
#define RAM_BASE 0x80400000u
/* What an ESP32-C3 has. */
#define RAM_SIZE 0x00064000u

/* The frozen root, read-only. A power of two in size and alignment, as the memory protection wants it. */
#define ROOT_BASE 0x80800000u
#define ROOT_SIZE 0x00400000u

/* The C stack: that of Moddable's ESP32 task, and a reserve. Natives of XS are stopped before its end, other C by the guard. */
#ifndef BOARD_STACK
#define BOARD_STACK 8192
#endif
#define STACK_GUARD 256

#endif
