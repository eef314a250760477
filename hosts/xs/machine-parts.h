/* Machines, between machine.c and machine-entry.c. */
#ifndef MESH_XS_MACHINE_PARTS_H
#define MESH_XS_MACHINE_PARTS_H

#include "root.h"

/* The functions of the firmware's main object, then the receiver of packets and its buffer. */
enum { TIMER, SENT, CALL, CLOSE, RECEIVER, PACKET, REMEMBERED };

struct Machine {
	txMachine* the;
	Root* root;
	HostCall host;
	void* context;
	uint8_t* exchange;
	/* where fxAbort goes; NULL while the machine is not being run */
	c_jmp_buf* exit;
	uint32_t budget;
	double instructions;
	char* result;
	Failure failure;
	PacketFilter filter;
	/* what the collector must keep for us */
	txSlot remembered[REMEMBERED];
};

/* An entry like those of machine.h: collects garbage. */
bool machineCollect(Machine* machine);

#endif
