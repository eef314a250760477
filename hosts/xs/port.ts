import type { GroupMember, GroupPlace } from "./packet-group.js";

/** Size of the exchange buffer for octets and texts between a machine and its host (machine.h). */
export const exchangeSize = 16384;

/** Requests of a machine to its host, in the order of machine.h. */
export const HostOperation = {
  now: 0,
  schedule: 1,
  cancel: 2,
  advertise: 3,
  stop: 4,
  scan: 5,
  storeRead: 6,
  storeWrite: 7,
  storeDelete: 8,
  storeKeys: 9,
  trace: 10,
  random: 11,
  filter: 12,
  links: 13,
  filtered: 14,
  dropped: 15,
} as const;

/** The result of a packet, in the order of machine.h. */
export const PacketFate = {
  dead: 0,
  /** The radio's filter dropped the packet. */
  dropped: 1,
  handled: 2,
} as const;

/** Bits of the result of a packet that are its PacketFate. */
export const fateMask = 3;

/**
 * Where the other parts of the result begin, as in addon.c: the length of an event (7 bits), or the
 * verdict of a PDU that C has dropped (without its sign, 4 bits) and the PDU's octets.
 */
export const HeldBits = { length: 2, verdict: 9, octets: 13 } as const;
export const lengthMask = 0x7f;
export const verdictMask = 0xf;

/**
 * Answers a machine's request, to which `length` octets of the exchange buffer belong. Returns NaN
 * for an exception, which is then described in the exchange buffer.
 */
export type HostHandler = (
  operation: number,
  a: number,
  b: number,
  c: number,
  length: number,
) => number;

/** Sizes of a machine's heap. */
export interface Creation {
  /** Bytes for chunks: strings, array buffers, arrays' items. */
  readonly chunks: number;
  /** Bytes by which the memory for chunks grows when it is full; 0: it does not grow. */
  readonly chunksIncrement: number;
  /** Slots for objects, properties and closures: 16 bytes each on a chip, 32 on a 64-bit machine. */
  readonly slots: number;
  readonly slotsIncrement: number;
  /** Slots of the stack. */
  readonly stack: number;
  /** Byte codes (instructions on a board) after which an event is aborted; 0: no limit. */
  readonly budget: number;
}

/** The heap sizes that Moddable gives a machine on an ESP32 by default. */
export const esp32Creation: Creation = {
  chunks: 78_848,
  chunksIncrement: 0,
  slots: 4_928,
  slotsIncrement: 0,
  stack: 512,
  budget: 100_000_000,
};

/** The heap sizes of an ESP32 for words of 64 bits: chunks with pointers take twice the memory. */
export const defaultCreation: Creation = { ...esp32Creation, chunks: 2 * 78_848 };

/**
 * Heap sizes for the root, which parses and keeps the program: ample, as it is not measured. Each name at the top level of
 * a module takes a slot of its stack; the whole library has more than 4,096.
 */
export const rootCreation: Creation = {
  chunks: 1 << 20,
  chunksIncrement: 1 << 20,
  slots: 1 << 15,
  slotsIncrement: 1 << 14,
  stack: 1 << 13,
  budget: 1_000_000_000,
};

/** Figures of a machine's heap: chunks in bytes, slots and stack in slots. */
export interface HeapFigures {
  readonly slots: number;
  readonly slotsPeak: number;
  readonly slotsSize: number;
  readonly chunks: number;
  readonly chunksPeak: number;
  readonly chunksSize: number;
  readonly stackPeak: number;
  readonly stackSize: number;
  /** Names that this machine has in addition to the root's. */
  readonly keys: number;
  /** Objects of the root that a machine can change in a copy; each takes one pointer of memory. */
  readonly aliases: number;
  /** Byte codes (instructions on a board) run so far: the same in each run of the same events. */
  readonly instructions: number;
  /** Bytes of a slot. */
  readonly slotBytes: number;
  /** Arrays that have holes, with which XS may crash; counted where garbage was collected, 0 otherwise. */
  readonly holedArrays: number;
}

/** Figures of the memory that the machines of a program share. */
export interface RootFigures {
  readonly slots: number;
  readonly chunks: number;
  /** Bytes of byte code. */
  readonly code: number;
  /** Checksum of the shared memory, which never changes. */
  readonly checksum: number;
}

/** Why a machine is dead. */
export interface Failure {
  readonly kind:
    | "exception"
    | "rejection"
    | "metering"
    | "stack"
    | "heap"
    | "keys"
    | "process"
    | "trap"
    | "other";
  readonly message: string;
  /** The JavaScript stack; empty when there was none. */
  readonly stack: string;
}

/**
 * Interface to a machine in this or another process. Methods that return a boolean return whether
 * the machine is still alive.
 */
export interface Port {
  /** Whether the host drops unwanted packets: where a call into the machine costs more than that. */
  readonly hostFilters: boolean;
  /** Where the machine is in a group that gets packets in one call. Absent: it is in none. */
  readonly grouped?: GroupPlace;
  /** Takes the results of packets that the group gets. Present where `grouped` is. */
  join?(member: GroupMember): void;
  boot(sets: number, flags: number, ecdhMilliseconds: number): boolean;
  timer(timer: number): boolean;
  sent(handle: number): boolean;
  /**
   * Passes a packet. The result is a PacketFate and, above it (HeldBits), an event that the host has
   * yet to trace, the last one of the packet: one in the exchange buffer, or that of a PDU that C has
   * dropped; 0: there is none. `kind` below 0: neither kind nor address (48 bits) is known.
   */
  packet(data: Uint8Array, rssi: number, kind: number, address: number): number;
  /** Calls the firmware; argument and result are JSON. Undefined when the machine is dead. */
  call(name: string, argument: string): string | undefined;
  /** Figures of the heap. `forgetStack`: the next figure of the stack's peak is since this call. */
  heap(collect: boolean, forgetStack: boolean): HeapFigures;
  failure(): Failure | undefined;
  close(): boolean;
  free(): void;
}

/** Bits of the argument of `boot`. */
export const BootFlag = {
  /** The host takes trace events. */
  traced: 1,
  /** Random octets come from the host. */
  random: 2,
  /** The host takes the events of the firmware and its board alone, without those of the layers. */
  firmwareTraced: 4,
  /** The host has a "config" for the firmware. */
  config: 8,
  /** The host has a filter of its own, which drops packets before they reach the machine. */
  filter: 16,
} as const;
