/* For files with instructions on control and status registers, which the assembler counts as an extension of its own. */
#ifndef MESH_BOARD_CSR_H
#define MESH_BOARD_CSR_H

__asm__(".option arch, +zicsr");

#endif
