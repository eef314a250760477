/** What the octet before each packet says it is (Core 5.4, Vol 4 Part A §2). */
export const PacketType = { command: 1, acl: 2, synchronous: 3, event: 4, iso: 5 } as const;

/** A command of the host (Core 5.4, Vol 4 Part E §5.4.1). */
export interface HciCommand {
  readonly opcode: number;
  /** 0..255 octets; good for as long as the receiver wants. */
  readonly parameters: Uint8Array;
}

/** Octets of a packet's header, without its type. */
const headers: Readonly<Record<number, number>> = {
  [PacketType.command]: 3,
  [PacketType.acl]: 4,
  [PacketType.synchronous]: 3,
  [PacketType.iso]: 4,
};

/** A command as a host sends it. Throws RangeError for parameters of more than 255 octets. */
export function encodeCommand({ opcode, parameters }: HciCommand): Uint8Array {
  if (parameters.length > 255) throw new RangeError("parameters: 0..255 octets");
  const packet = new Uint8Array(4 + parameters.length);
  packet[0] = PacketType.command;
  packet[1] = opcode & 0xff;
  packet[2] = opcode >> 8;
  packet[3] = parameters.length;
  packet.set(parameters, 4);
  return packet;
}

/** Octets of the longest header, with the type before it. */
const LONGEST_HEADER = 5;

/**
 * Takes the commands out of what a host sends, however the stream was cut.
 * Packets of data are passed over: there is no connection that they could be for.
 * Each octet is looked at once, and copied once if it is a command's.
 */
export class H4Reader {
  readonly #onCommand: (command: HciCommand) => void;
  /** The type of the packet that comes, and its header, as far as they are there. */
  readonly #header = new Uint8Array(LONGEST_HEADER);
  #headerOctets = 0;
  /** Octets of its payload that are still to come. */
  #rest = 0;
  /** Those of a command; undefined while others are passed over. */
  #parameters: Uint8Array | undefined;
  #fault: string | undefined;

  constructor(options: { readonly onCommand: (command: HciCommand) => void }) {
    this.#onCommand = options.onCommand;
  }

  /** Octets that are missing of a packet that has begun, as far as its header says; 0: it is between two packets. */
  get missing(): number {
    if (this.#rest > 0) return this.#rest;
    return this.#headerOctets === 0 ? 0 : headers[this.#header[0]!]! + 1 - this.#headerOctets;
  }

  /** What was wrong with the stream, which cannot be read any further; undefined while nothing was. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Takes the next octets of the stream, in order. Ignored after a fault. */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#fault === undefined;)
      at += this.#rest > 0 ? this.#takePayload(chunk, at) : this.#takeHeader(chunk[at]!);
  }

  /** Takes one octet. */
  #takeHeader(octet: number): number {
    const header = this.#header;
    header[this.#headerOctets++] = octet;
    const length = headers[header[0]!];
    if (length === undefined) {
      const digits = octet.toString(16).padStart(2, "0");
      this.#fault = `octet ${digits} came where the type of an H4 packet was expected (01: a command)`;
      return 1;
    }
    if (this.#headerOctets <= length) return 1;
    this.#rest = payloadLength(header);
    if (header[0] === PacketType.command) this.#parameters = new Uint8Array(this.#rest);
    if (this.#rest === 0) this.#end();
    return 1;
  }

  /** Takes what there is of the payload; how much that was. */
  #takePayload(chunk: Uint8Array, at: number): number {
    const octets = Math.min(this.#rest, chunk.length - at);
    const parameters = this.#parameters;
    parameters?.set(chunk.subarray(at, at + octets), parameters.length - this.#rest);
    this.#rest -= octets;
    if (this.#rest === 0) this.#end();
    return octets;
  }

  /** The packet is there. */
  #end(): void {
    const parameters = this.#parameters;
    const opcode = this.#header[1]! | (this.#header[2]! << 8);
    this.#headerOctets = 0;
    this.#parameters = undefined;
    if (parameters) this.#onCommand({ opcode, parameters });
  }
}

/** Octets behind a header, the type first. */
function payloadLength(header: Uint8Array): number {
  const [low, high] = [header[3]!, header[4]!];
  switch (header[0]) {
    case PacketType.acl:
      return low + 256 * high;
    case PacketType.iso:
      return low + 256 * (high % 64);
    default:
      return low;
  }
}
