/** The size of the buffer that octets and texts go through, between a machine and its host (machine.h). */
export const exchangeSize = 16384;

/** What a machine asks of its host, in the order of machine.h. */
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
} as const;

/** What became of a packet, in the order of machine.h. */
export const PacketFate = {
  dead: 0,
  /** No JavaScript woke for it. */
  dropped: 1,
  handled: 2,
} as const;

/**
 * Answers a machine's request; `length` octets of the exchange buffer go with it.
 * NaN for an exception, described in the exchange buffer.
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
  /** By how many bytes the chunks grow when they are full; 0: not at all. */
  readonly chunksIncrement: number;
  /** Slots for objects, properties and closures: 16 bytes each on a chip, 32 on a 64-bit machine. */
  readonly slots: number;
  readonly slotsIncrement: number;
  /** Slots of the stack. */
  readonly stack: number;
  /** Byte codes (instructions on a board) that one event may take before the machine counts as running away; 0: no limit. */
  readonly budget: number;
}

/** What Moddable gives a machine on an ESP32 by default. */
export const esp32Creation: Creation = {
  chunks: 78_848,
  chunksIncrement: 0,
  slots: 4_928,
  slotsIncrement: 0,
  stack: 512,
  budget: 100_000_000,
};

/** The same for words of 64 bits, in which what chunks hold may take twice the room. */
export const defaultCreation: Creation = { ...esp32Creation, chunks: 2 * 78_848 };

/** For the root, which parses and keeps the program: its size matters to nobody. */
export const rootCreation: Creation = {
  chunks: 1 << 20,
  chunksIncrement: 1 << 20,
  slots: 1 << 15,
  slotsIncrement: 1 << 14,
  stack: 1 << 12,
  budget: 1_000_000_000,
};

/** A machine's heap; sizes of chunks in bytes, the others counted in slots. */
export interface HeapFigures {
  readonly slots: number;
  readonly slotsPeak: number;
  readonly slotsSize: number;
  readonly chunks: number;
  readonly chunksPeak: number;
  readonly chunksSize: number;
  readonly stackPeak: number;
  readonly stackSize: number;
  /** Names that this machine made beyond the root's. */
  readonly keys: number;
  /** Objects of the root that a machine can have a changed copy of; 1 pointer of memory each. */
  readonly aliases: number;
  /** Byte codes (instructions on a board) run so far: the same in each run of the same events. */
  readonly instructions: number;
  /** Bytes of a slot. */
  readonly slotBytes: number;
}

/** What the machines of a program share. */
export interface RootFigures {
  readonly slots: number;
  readonly chunks: number;
  /** Bytes of byte code. */
  readonly code: number;
  /** Of all of it: it stays the same. */
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
  /** The JavaScript stack, where there was one. */
  readonly stack: string;
}

/** The way into a machine, whatever process it lives in. Methods that return a boolean say whether it still lives. */
export interface Port {
  boot(sets: number, flags: number, ecdhMilliseconds: number): boolean;
  timer(timer: number): boolean;
  sent(handle: number): boolean;
  /** `kind` below 0: the air knows neither that nor the address (48 bits). A PacketFate. */
  packet(data: Uint8Array, rssi: number, kind: number, address: number): number;
  /** JSON in, JSON out; undefined when it does not live. */
  call(name: string, argument: string): string | undefined;
  /** `forgetStack`: the next time the stack's peak is what it was since. */
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
} as const;
