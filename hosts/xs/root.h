/* The frozen root machine, shared by machine.c and root.c. */
#ifndef MESH_XS_ROOT_H
#define MESH_XS_ROOT_H

#include "xsAll.h"
#include "xsScript.h"
#include "machine.h"

struct Root {
	txMachine* the;
	txScript* script;
	/* one for the program, one for each machine */
	int references;
	/* the fields below are for failures while the root is made; see Machine */
	c_jmp_buf* exit;
	Failure* failure;
};

/*
 * The script that a root is made of: parsed from its text (parser.c), or unpacked
 * where there is no parser (hosts/board/script.c). Throws in the machine.
 */
txScript* rootScript(txMachine* the, const char* source);

/* Freezes what a chip's linker freezes by itself (petrify.c). */
void petrifyRoot(txMachine* the);

#endif
