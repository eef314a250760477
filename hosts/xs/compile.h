/* Byte code as it is handed to where there is no parser. */
#ifndef MESH_XS_COMPILE_H
#define MESH_XS_COMPILE_H

#include "machine.h"

/*
 * Packed byte code: this number, the sizes of code and symbols, code, symbols;
 * numbers of 32 bits, little-endian. The same for words of 32 and of 64 bits.
 */
#define MESH_SCRIPT_MAGIC 0x31425358

/* Parses `source` (ends in 0): packed byte code, to be freed. `lines`: with line numbers, for stacks. NULL with `failure` filled. */
uint8_t* scriptCompile(const char* source, bool lines, uint32_t* size, Failure* failure);

#endif
