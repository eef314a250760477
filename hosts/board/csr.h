/*
 * For files with instructions on control and status registers, which for the assembler are an
 * extension that has to be enabled.
 */
#ifndef MESH_BOARD_CSR_H
#define MESH_BOARD_CSR_H

__asm__(".option arch, +zicsr");

#endif
