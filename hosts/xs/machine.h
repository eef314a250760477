/*
 * XS machines for a host program: one root holds the parsed and evaluated firmware,
 * read-only; each machine is a clone of it with its own heap. No function here exits,
 * prints or waits. A machine that fails is dead; the other machines continue.
 *
 * Used by the Node-API addon (addon.c) and the plain executable (runner.c).
 */
#ifndef MESH_XS_MACHINE_H
#define MESH_XS_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../native/beacon-counter.h"
#include "../native/packet-filter.h"

/* The engine's internal header and xs.h, which is for hosts, cannot be included together. */
#ifdef __XSALL__
typedef txMachine xsMachine;
typedef txSlot xsSlot;
typedef txCallback xsCallback;
#else
#include "xs.h"
#endif

/* Bytes of C stack that an entry may use: well below the stack size of a Node.js thread. */
#ifndef MESH_C_STACK
#define MESH_C_STACK (256 * 1024)
#endif

/* The bundle's name in error stacks. */
#define MESH_BUNDLE_NAME "firmware.js"

/* Size of the exchange buffer, through which octets and texts pass between machine and host. */
#define MESH_EXCHANGE_SIZE 16384

/* Octets of advertising data in a legacy PDU, at most. */
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

/* Names of the failure kinds, by kind; defined in failure.c. */
extern const char* const failureKinds[];

typedef struct {
	FailureKind kind;
	char message[512];
	char stack[4096];
} Failure;

/*
 * Sizes of a heap: chunks in bytes, slots and stack in slots. With an increment of 0 that
 * part does not grow.
 */
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
	/* arrays that have holes, counted where garbage was collected; 0 otherwise */
	double holedArrays;
} HeapFigures;

/* Requests of a machine to its host. Octets and texts are in the exchange buffer. */
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
	/* what the filter of the host passes: so many AD types, beacon types and NIDs */
	HOST_FILTER,
	/* so many Link IDs, or -1: all; whether a UUID follows */
	HOST_LINKS,
	/* number of packets that the filter of the host dropped with a verdict of packet-filter.h */
	HOST_FILTERED,
	/* an event for the trace: C has dropped a network PDU with a verdict of network-receiver.h, of so many octets */
	HOST_DROPPED,
	/* first of the requests to services; services.ts has them by number */
	HOST_SERVICES,
} HostOperation;

/*
 * The host's function that answers a machine's request. `length` octets of the exchange buffer
 * belong to the request. Returns the answer, or NaN for an exception; then the exchange
 * buffer holds a length (16 bits, little-endian) and "Name\nmessage" in UTF-8.
 */
typedef double (*HostCall)(void* context, HostOperation operation, double a, double b, double c, uint32_t length);

/*
 * Bits of the flags of machineBoot, of BootFlag in port.ts: the host takes the trace events of the
 * layers; it has a filter of its own.
 */
#define BOOT_TRACED 1
#define BOOT_FILTER 16

/*
 * The numbers by which the radio's scheduler in C asks for its timer and for the advertisement of
 * each advertising set; JavaScript's are above 0.
 */
#define MACHINE_SCHEDULER_TIMER (-1)
#define MACHINE_SCHEDULER_SET(set) (-1 - (int32_t)(set))

typedef struct Root Root;
typedef struct Machine Machine;

/*
 * Loads `source` (a text that ends with a 0; packed byte code where there is no parser), runs
 * it in a root machine, then freezes that. On failure returns NULL and fills `failure`.
 */
Root* rootNew(const char* source, const Creation* creation, Failure* failure);
/* Releases the root. Its memory is freed when its last machine is freed, too. */
void rootRelease(Root* root);
/* Visits each area of the memory that the machines share: slots, chunks and byte code. */
typedef void (*RootVisit)(void* context, uint8_t* start, size_t size);
void rootAreas(const Root* root, RootVisit visit, void* context);
/* A checksum of the memory that the machines share. It never changes: that memory is constant. */
uint32_t rootChecksum(const Root* root);
/* Bytes of the frozen root: slots, chunks, byte code. */
void rootFigures(const Root* root, double* slots, double* chunks, double* code);

/*
 * Makes a machine, a clone of the root. `exchange` has MESH_EXCHANGE_SIZE octets and must exist
 * until the machine is freed. When the heap is too small, returns NULL and fills `failure`.
 */
Machine* machineNew(Root* root, const Creation* creation, HostCall host, void* context, uint8_t* exchange, Failure* failure);
void machineDelete(Machine* machine);

/*
 * Starts the firmware. This function and the other entries run the machine and then its
 * promise jobs until none is left, and report whether the machine is still alive.
 */
bool machineBoot(Machine* machine, int32_t sets, int32_t flags, int32_t ecdhMilliseconds);
bool machineTimer(Machine* machine, int32_t timer);
bool machineSent(Machine* machine, int32_t handle);
/*
 * A packet that a machine's radio receives. `kind` is a PacketKind, or below 0 when neither
 * the kind nor the address is known.
 */
typedef struct {
	const uint8_t* data;
	/* at most MESH_PACKET_SIZE */
	uint32_t length;
	int32_t rssi;
	int32_t kind;
	/* address of the sender, 48 bits */
	double address;
} Packet;

/*
 * The result of a packet, numbered as in port.ts: the machine is dead, the radio's filter dropped
 * the packet, or the node handled it, in C alone or in JavaScript.
 */
typedef enum { PACKET_FATE_DEAD, PACKET_FATE_DROPPED, PACKET_FATE_HANDLED } PacketFate;

/*
 * Passes a packet to the machine. It is dropped when the machine does not scan or its filter
 * rejects the packet.
 */
PacketFate machinePacket(Machine* machine, const Packet* packet);
/*
 * Calls a function of the firmware. `result` is set to its result as JSON, which is valid
 * until the next entry.
 */
bool machineCall(Machine* machine, const char* name, const char* argument, const char** result);
bool machineClose(Machine* machine);

/* Whether the machine is being run now. A machine that is being run cannot be entered again. */
bool machineBusy(const Machine* machine);
const Failure* machineFailure(const Machine* machine);
void machineHeap(Machine* machine, bool collect, HeapFigures* figures);
/* Starts a new measurement of the stack's peak. The machine must not be running. */
void machineForgetStack(Machine* machine);

/* For native functions: asks the host; an exception of the host is thrown in the machine. */
double machineAsk(xsMachine* the, HostOperation operation, double a, double b, double c, uint32_t length);
uint8_t* machineExchange(xsMachine* the);
/* For native functions: the filter of the machine's radio. */
PacketFilter* machineFilter(xsMachine* the);
/* For native functions: what counts beacons that need not reach JavaScript. */
BeaconCounter* machineBeacons(xsMachine* the);
/* For native functions: whether the host has a filter, too, which gets what is wanted. */
bool machineHostFilters(xsMachine* the);
/* For native functions: whether the host takes the trace events of the layers. */
bool machineTraced(xsMachine* the);
/* For native functions: where the machine's radio keeps what judges its network PDUs. */
struct NetworkReceiver** machineRadioReceiver(xsMachine* the);
/* For native functions: where the machine's radio keeps its scheduler. */
struct AdvertisingScheduler** machineScheduler(xsMachine* the);
/* For native functions: where the machine's radio keeps the times of its network PDUs. */
struct PduTimes** machinePduTimes(xsMachine* the);
/* For native functions: sets the receiver of packets and its buffer, or undefined for both. */
void machineReceiver(xsMachine* the, xsSlot* receiver, xsSlot* buffer);

/* For the platform: implements fxAbort. Ends the entry that runs; the machine is dead. */
void machineAbort(xsMachine* the, int status) XS_FUNCTION_NORETURN;
/* For the platform: ends the machine that is being run after an exception of the processor. */
void machineFault(xsMachine* the, const char* message) XS_FUNCTION_NORETURN;

/*
 * Writes the own properties of an object without nested objects as JSON; returns the length.
 * Defined in trace.c.
 */
uint32_t traceWrite(xsMachine* the, xsSlot* event, char* text, uint32_t size);

/*
 * An entry of the table of native functions by name, which natives.c defines. A name of NULL
 * ends the table.
 */
typedef struct {
	const char* name;
	xsCallback callback;
	int length;
} Native;
extern const Native meshNatives[];

#endif
