/* A stand-in for XS: what the scheduler of the chip's radio uses of it. A machine is the test's. */
#ifndef MESH_TEST_STAND_IN_XSMC_H
#define MESH_TEST_STAND_IN_XSMC_H

#include <stdint.h>
#include "scenarios.h"

typedef struct xsMachineRecord xsMachine;
typedef struct xsSlotRecord xsSlot;

#define xsBeginHost(machine) \
	do { \
		xsMachine* the = (machine); \
		(void)the
#define xsEndHost(the) \
	} \
	while (0)

/* No scenario lets anything fail that throws. */
#define xsUnknownError(...) \
	do { \
		(void)the; \
		printf(__VA_ARGS__); \
		exit(1); \
	} while (0)

#endif
