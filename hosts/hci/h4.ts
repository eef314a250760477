// The UART transport layer: packets of HCI in a stream of octets (Core Specification 5.4, Vol 4
// Part A).

/** HCI packet indicators, the octet before each packet (§2). */
export const PacketType = { command: 1, acl: 2, synchronous: 3, event: 4, iso: 5 } as const;

/** Who sends a stream. */
export type H4Sender = "host" | "controller";

/** Octets of a packet's header without the packet indicator, by packet type and sender. */
const headers: Readonly<Record<H4Sender, Readonly<Record<number, number>>>> = {
  host: {
    [PacketType.command]: 3,
    [PacketType.acl]: 4,
    [PacketType.synchronous]: 3,
    [PacketType.iso]: 4,
  },
  controller: {
    [PacketType.acl]: 4,
    [PacketType.synchronous]: 3,
    [PacketType.event]: 2,
    [PacketType.iso]: 4,
  },
};

/** What is expected, for the description of an error. */
const expectations: Readonly<Record<H4Sender, string>> = {
  host: "01: a command",
  controller: "04: an event",
};

/** Octets of the longest header, packet indicator included. */
const longestHeader = 5;

/**
 * A packet of a stream: its indicator, its header without the indicator, valid during the call,
 * and its payload.
 */
export type H4Receiver = (type: number, header: Uint8Array, payload: Uint8Array) => void;

export interface H4ReaderOptions {
  readonly sender: H4Sender;
  readonly onPacket: H4Receiver;
  /** Packet types that are passed to `onPacket`; others are skipped without a copy. */
  readonly wanted: readonly number[];
}

/**
 * Extracts the packets from an H4 stream, however it is divided into chunks. Each octet is examined
 * once, and copied once if its packet is wanted.
 */
export class H4Reader {
  readonly #options: H4ReaderOptions;
  readonly #headers: Readonly<Record<number, number>>;
  /** The packet indicator and header of the current packet, as far as they were received. */
  readonly #header = new Uint8Array(longestHeader);
  #headerOctets = 0;
  /** Octets of the current packet's payload that were not received yet. */
  #rest = 0;
  /** The payload of the current packet; undefined while it is skipped. */
  #payload: Uint8Array | undefined;
  #fault: string | undefined;

  constructor(options: H4ReaderOptions) {
    this.#options = options;
    this.#headers = headers[options.sender];
  }

  /** Octets that the current packet is known to lack; 0 between two packets. */
  get missing(): number {
    if (this.#rest > 0) return this.#rest;
    return this.#headerOctets === 0 ? 0 : this.#headers[this.#header[0]!]! + 1 - this.#headerOctets;
  }

  /**
   * The error of the stream, after which it cannot be read further; undefined if there is none.
   */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Processes the next octets of the stream. Ignored after an error. */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#fault === undefined;)
      at += this.#rest > 0 ? this.#takePayload(chunk, at) : this.#takeHeader(chunk[at]!);
  }

  /** Processes one octet of a packet indicator or header. */
  #takeHeader(octet: number): number {
    const header = this.#header;
    header[this.#headerOctets++] = octet;
    const length = this.#headers[header[0]!];
    if (length === undefined) {
      const digits = octet.toString(16).padStart(2, "0");
      const expected = expectations[this.#options.sender];
      this.#fault = `octet ${digits} came where the type of an H4 packet was expected (${expected})`;
      return 1;
    }
    if (this.#headerOctets <= length) return 1;
    this.#rest = payloadLength(header);
    if (this.#options.wanted.includes(header[0]!)) this.#payload = new Uint8Array(this.#rest);
    if (this.#rest === 0) this.#end();
    return 1;
  }

  /** Copies or skips the available part of the payload; returns its length. */
  #takePayload(chunk: Uint8Array, at: number): number {
    const octets = Math.min(this.#rest, chunk.length - at);
    const payload = this.#payload;
    payload?.set(chunk.subarray(at, at + octets), payload.length - this.#rest);
    this.#rest -= octets;
    if (this.#rest === 0) this.#end();
    return octets;
  }

  /** Called when a packet is complete. */
  #end(): void {
    const payload = this.#payload;
    this.#headerOctets = 0;
    this.#payload = undefined;
    if (payload) this.#options.onPacket(this.#header[0]!, this.#header.subarray(1), payload);
  }
}

/** Length of the payload after a header, which includes the packet indicator. */
function payloadLength(header: Uint8Array): number {
  const [type, first, low, high] = [header[0]!, header[2]!, header[3]!, header[4]!];
  switch (type) {
    case PacketType.acl:
      return low + 256 * high;
    case PacketType.iso:
      return low + 256 * (high % 64);
    case PacketType.event:
      return first;
    default:
      return low;
  }
}

/**
 * Encodes a command as an H4 packet (Vol 4 Part E §5.4.1). Throws RangeError for parameters of more
 * than 255 octets.
 */
export function commandPacket(opcode: number, parameters: Uint8Array): Uint8Array {
  if (parameters.length > 255) throw new RangeError("parameters: 0..255 octets");
  const packet = new Uint8Array(4 + parameters.length);
  packet.set([PacketType.command, opcode & 0xff, opcode >> 8, parameters.length]);
  packet.set(parameters, 4);
  return packet;
}

/** Encodes an event as an H4 packet (§5.4.4). */
export function eventPacket(code: number, parameters: Uint8Array): Uint8Array {
  const packet = new Uint8Array(3 + parameters.length);
  packet.set([PacketType.event, code, parameters.length]);
  packet.set(parameters, 3);
  return packet;
}

/** Values of the packet boundary flag (§5.4.2). */
export const Boundary = { firstFromHost: 0, continuation: 1, firstFromController: 2 } as const;

/** Encodes ACL data as an H4 packet. `boundary`: a value of Boundary. */
export function aclPacket(handle: number, boundary: number, data: Uint8Array): Uint8Array {
  const packet = new Uint8Array(5 + data.length);
  const flags = (handle & 0xfff) | (boundary << 12);
  packet.set([PacketType.acl, flags, flags >> 8, data.length, data.length >> 8]);
  packet.set(data, 5);
  return packet;
}
