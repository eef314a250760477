/*
 * What the XS engine asks of its platform, for a process that holds many
 * machines: no event loop, no exit, no debugger, no console. xsPlatform.h
 * includes this file.
 */
#ifndef MESH_XS_PLATFORM_H
#define MESH_XS_PLATFORM_H

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/time.h>

#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

/* setjmp would save the signal mask too where BSD semantics are on. */
#define c_setjmp _setjmp
#define c_longjmp _longjmp

#define mxMachinePlatform \
	int promiseJobs; \
	void* waiterCondition; \
	void* waiterData; \
	void* waiterLink;

#define mxUseDefaultMachinePlatform 1
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultChunkAllocation 1
#define mxUseDefaultSharedChunks 1
/* The limit is set again at each entry: a machine may be entered at any depth. */
#define mxUseDefaultCStackLimit 0

#endif
