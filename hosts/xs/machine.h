/*
 * XS machines for a host program: one root holds the parsed and evaluated
 * firmware, read-only; each machine is a clone of it with a heap of its own.
 * Nothing here exits, prints, or waits. A machine that fails is dead, the rest goes on.
 *
 * Used by the Node-API addon (addon.c) and the plain executable (runner.c).
 */
#ifndef MESH_XS_MACHINE_H
#define MESH_XS_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../native/packet-filter.h"

/* The engine's own view of itself and the one for hosts cannot be included together. */
#ifdef __XSALL__
typedef txMachine xsMachine;
typedef txSlot xsSlot;
typedef txCallback xsCallback;
#else
#include "xs.h"
#endif

/* C stack that an entry may use: well below what a thread of Node.js has. */
#ifndef MESH_C_STACK
#define MESH_C_STACK (256 * 1024)
#endif

/* The bundle's name in error stacks. */
#define MESH_BUNDLE_NAME "firmware.js"

/* The size of the buffer that octets and texts go through, between a machine and its host. */
#define MESH_EXCHANGE_SIZE 16384

/* Advertising data of a legacy PDU. */
#define MESH_PACKET_SIZE 31

typedef enum {
	FAILURE_NONE,
	FAILURE_EXCEPTION,
	FAILURE_REJECTION,
	FAILURE_METERING,
	FAILURE_STACK,
	FAILURE_HEAP,
	FAILURE_KEYS,
	FAILURE_OTHER,
	FAILURE_TRAP,
} FailureKind;

/* failure.c: the kinds by name. */
extern const char* const failureKinds[];

typedef struct {
	FailureKind kind;
	char message[512];
	char stack[4096];
} Failure;

/* Sizes of a heap: chunks in bytes, slots and stack in slots. An increment of 0 means: does not grow. */
typedef struct {
	int32_t chunks;
	int32_t chunksIncrement;
	int32_t slots;
	int32_t slotsIncrement;
	int32_t stack;
	/* byte codes that one entry may run; 0 for no limit */
	uint32_t budget;
} Creation;

typedef struct {
	double slots, slotsPeak, slotsSize;
	double chunks, chunksPeak, chunksSize;
	double stackPeak, stackSize;
	double keys, aliases;
	/* byte codes run so far */
	double instructions;
	double slotBytes;
} HeapFigures;

/* What a machine asks of its host. Octets and texts are in the exchange buffer. */
typedef enum {
	HOST_NOW,
	HOST_SCHEDULE,
	HOST_CANCEL,
	HOST_ADVERTISE,
	HOST_STOP,
	HOST_SCAN,
	HOST_STORE_READ,
	HOST_STORE_WRITE,
	HOST_STORE_DELETE,
	HOST_STORE_KEYS,
	HOST_TRACE,
	HOST_RANDOM,
	/* this and all that follow: services.ts */
	HOST_SERVICES,
} HostOperation;

/*
 * The host's side of such a request: `length` octets of the exchange buffer go
 * with it. Returns the answer, or NaN for an exception; then the exchange buffer
 * holds a length (16 bits, little-endian) and "Name\nmessage" in UTF-8.
 */
typedef double (*HostCall)(void* context, HostOperation operation, double a, double b, double c, uint32_t length);

typedef struct Root Root;
typedef struct Machine Machine;

/* Loads `source` (a text that ends in 0; byte code where there is no parser), runs it in a root machine, then freezes it. NULL with `failure` filled when that cannot be. */
Root* rootNew(const char* source, const Creation* creation, Failure* failure);
/* Gives the root back; what its machines need stays until the last of them is gone. */
void rootRelease(Root* root);
/* A sum over what the machines share; it never changes. */
uint32_t rootChecksum(const Root* root);
/* Bytes of the frozen root: slots, chunks, byte code. */
void rootFigures(const Root* root, double* slots, double* chunks, double* code);

/* A clone of the root. `exchange` holds MESH_EXCHANGE_SIZE octets and outlives the machine. NULL with `failure` filled when the heap is too small. */
Machine* machineNew(Root* root, const Creation* creation, HostCall host, void* context, uint8_t* exchange, Failure* failure);
void machineDelete(Machine* machine);

/* Each of these enters the machine, runs promise jobs until there are none, and returns whether it still lives. */
bool machineBoot(Machine* machine, int32_t sets, int32_t flags, int32_t ecdhMilliseconds);
bool machineTimer(Machine* machine, int32_t timer);
bool machineSent(Machine* machine, int32_t handle);
/* What a machine's radio hears. `kind`: a PacketKind, or below 0 where the air knows neither that nor the address. */
typedef struct {
	const uint8_t* data;
	/* at most MESH_PACKET_SIZE */
	uint32_t length;
	int32_t rssi;
	int32_t kind;
	/* of the sender, 48 bits */
	double address;
} Packet;

/* What became of a packet, in the order of port.ts: the machine is dead, did not wake, or had it. */
typedef enum { PACKET_FATE_DEAD, PACKET_FATE_DROPPED, PACKET_FATE_HANDLED } PacketFate;

/* Does nothing while the machine does not scan, or does not want the packet. */
PacketFate machinePacket(Machine* machine, const Packet* packet);
/* `result` is the answer's JSON, good until the next entry. */
bool machineCall(Machine* machine, const char* name, const char* argument, const char** result);
bool machineClose(Machine* machine);

/* Whether the machine is being run at this moment: it cannot be entered twice. */
bool machineBusy(const Machine* machine);
const Failure* machineFailure(const Machine* machine);
void machineHeap(Machine* machine, bool collect, HeapFigures* figures);
/* From here on the stack's peak is that of what comes. The machine must not be running. */
void machineForgetStack(Machine* machine);

/* For natives: asks the host, and throws in the machine what the host threw. */
double machineAsk(xsMachine* the, HostOperation operation, double a, double b, double c, uint32_t length);
uint8_t* machineExchange(xsMachine* the);
/* For natives: what the machine's radio drops. */
PacketFilter* machineFilter(xsMachine* the);
/* For natives: the receiver and its buffer, or two times undefined. */
void machineReceiver(xsMachine* the, xsSlot* receiver, xsSlot* buffer);

/* For the platform: what fxAbort does. */
void machineAbort(xsMachine* the, int status) XS_FUNCTION_NORETURN;
/* For the platform: the processor refused what a machine that is being run did. */
void machineFault(xsMachine* the, const char* message) XS_FUNCTION_NORETURN;

/* trace.c: writes the own properties of a flat object as JSON; returns its length. */
uint32_t traceWrite(xsMachine* the, xsSlot* event, char* text, uint32_t size);

/* natives.c: the table of native functions by name, ended by a name of NULL. */
typedef struct {
	const char* name;
	xsCallback callback;
	int length;
} Native;
extern const Native meshNatives[];

#endif
