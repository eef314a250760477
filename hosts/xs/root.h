/* The frozen root machine, shared by machine.c and root.c. */
#ifndef MESH_XS_ROOT_H
#define MESH_XS_ROOT_H

#include "xsAll.h"
#include "xsScript.h"
#include "machine.h"

struct Root {
	txMachine* the;
	txScript* script;
	/* reference count: one for the program, one for each machine */
	int references;
	/* used while the root is made: where fxAbort jumps to, as in Machine */
	c_jmp_buf* exit;
	Failure* failure;
};

/*
 * The script from which a root is made: parsed from its text (parser.c), or unpacked from
 * packed byte code on a board (hosts/board/script.c). Throws in the machine.
 */
txScript* rootScript(txMachine* the, const char* source);

/* Freezes the objects that XS's linker freezes for a chip (petrify.c). */
void petrifyRoot(txMachine* the);

#endif
