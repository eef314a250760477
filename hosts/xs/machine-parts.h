/* Declarations that machine.c and machine-entry.c share. */
#ifndef MESH_XS_MACHINE_PARTS_H
#define MESH_XS_MACHINE_PARTS_H

#include "root.h"
#include "../native/advertising-scheduler-xs.h"
#include "../native/access-receiver-xs.h"
#include "../native/beacon-counter.h"
#include "../native/pdu-times.h"

/*
 * Indices of `remembered`: functions of the firmware's main object, then the receiver of
 * packets and its buffer.
 */
enum { TIMER, SENT, CALL, CLOSE, RECEIVER, PACKET, REMEMBERED };

struct Machine {
	txMachine* the;
	Root* root;
	HostCall host;
	void* context;
	uint8_t* exchange;
	/* where fxAbort jumps to; NULL while the machine is not being run */
	c_jmp_buf* exit;
	uint32_t budget;
	double instructions;
	char* result;
	Failure failure;
	PacketFilter filter;
	BeaconCounter beacons;
	/* whether the host has a filter of its own, and takes the trace events of the layers */
	bool hostFilters, traced;
	RadioReceiver radioReceiver;
	AdvertisingScheduler* scheduler;
	/* NULL: none are kept */
	PduTimes* pduTimes;
	/* values that C refers to, which the garbage collector must not free */
	txSlot remembered[REMEMBERED];
};

/* Enters the machine, as the functions of machine.h do, and collects garbage. */
bool machineCollect(Machine* machine);

#endif
