/* Why a machine ended. */
#ifndef MESH_XS_FAILURE_H
#define MESH_XS_FAILURE_H

#include "xsAll.h"
#include "machine.h"

/* Fills message and stack from the machine's exception. Runs JavaScript: an error's `stack` is a getter. */
void failureFromException(txMachine* the, Failure* failure);

/* Fills kind, message and stack from the status that the engine passes to fxAbort. */
void failureFromAbort(txMachine* the, int status, Failure* failure);

#endif
