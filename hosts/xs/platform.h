/*
 * The platform definitions of XS for a process with many machines: without event loop, exit,
 * debugger and console. xsPlatform.h includes this file.
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

/* With BSD semantics setjmp also saves the signal mask, which takes a system call. */
#define meshSetjmp _setjmp
#define c_setjmp meshSetjmp
#define c_longjmp _longjmp

/* `sharedArray`: an array of the root of which an alias is being made (aliases.c). */
#define mxMachinePlatform \
	int promiseJobs; \
	void* sharedArray; \
	void* waiterCondition; \
	void* waiterData; \
	void* waiterLink;

#define mxUseDefaultMachinePlatform 1
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultChunkAllocation 1
#define mxUseDefaultSharedChunks 1
/* Each entry sets the limit of the C stack: a machine may be entered at any stack depth. */
#define mxUseDefaultCStackLimit 0

#endif
