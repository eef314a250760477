/* The memory layout of the board in the address space of QEMU's `virt` machine. */
#ifndef MESH_BOARD_LAYOUT_H
#define MESH_BOARD_LAYOUT_H

/*
 * Start of RAM with data, heap and stack. Native code and constants are at 0x80000000; build.ts
 * passes both addresses to the linker.
 */
#define RAM_BASE 0x80400000u
/* Octets of RAM: as many as an ESP32-C3 has. */
#define RAM_SIZE 0x00064000u

/*
 * The frozen root, which is read-only. Size and alignment are a power of two, as the memory
 * protection needs.
 */
#define ROOT_BASE 0x80800000u
#define ROOT_SIZE 0x00400000u

/* Where frames with byte code are read to, behind the samples of a profile. */
#define FRAMES_BASE 0x82000000u
#define FRAMES_SIZE 0x01000000u

/*
 * Octets of the C stack: as many as Moddable's task on the ESP32 has, and a reserve. Native
 * functions of XS are stopped before its end, other C code by the guard.
 */
#ifndef BOARD_STACK
#define BOARD_STACK 8192
#endif
#define STACK_GUARD 256

#endif
