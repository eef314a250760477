/* The packed byte code that the host makes of a script for boards, which have no parser. */
#ifndef MESH_XS_COMPILE_H
#define MESH_XS_COMPILE_H

#include "machine.h"

/*
 * First number of packed byte code. After it come the sizes of code and symbols, the code
 * and the symbols; numbers have 32 bits and are little-endian. The format does not depend
 * on the word size (32 or 64 bits).
 */
#define MESH_SCRIPT_MAGIC 0x31425358

/*
 * Parses `source`, which ends with a 0, and returns packed byte code, which the caller frees.
 * `lines`: includes line numbers, for error stacks. On failure returns NULL and fills `failure`.
 */
uint8_t* scriptCompile(const char* source, bool lines, uint32_t* size, Failure* failure);

#endif
