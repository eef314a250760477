/** HCI packet indicators, the octet before each packet (Core 5.4, Vol 4 Part A §2). */
export const PacketType = { command: 1, acl: 2, synchronous: 3, event: 4, iso: 5 } as const;

/** A command of the host (Core 5.4, Vol 4 Part E §5.4.1). */
export interface HciCommand {
  readonly opcode: number;
  /** 0..255 octets; not reused by the sender. */
  readonly parameters: Uint8Array;
}

/** Octets of a packet's header without the packet indicator, by packet type. */
const headers: Readonly<Record<number, number>> = {
  [PacketType.command]: 3,
  [PacketType.acl]: 4,
  [PacketType.synchronous]: 3,
  [PacketType.iso]: 4,
};

/**
 * Encodes a command as an H4 packet. Throws RangeError for parameters of more than 255 octets.
 */
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

/** Octets of the longest header, packet indicator included. */
const LONGEST_HEADER = 5;

/**
 * Extracts the commands from the H4 stream of a host, however it is divided into chunks. Data
 * packets are skipped, since there are no connections. Each octet is examined once, and copied
 * once if it belongs to a command.
 */
export class H4Reader {
  readonly #onCommand: (command: HciCommand) => void;
  /** The packet indicator and header of the current packet, as far as they were received. */
  readonly #header = new Uint8Array(LONGEST_HEADER);
  #headerOctets = 0;
  /** Octets of the current packet's payload that were not received yet. */
  #rest = 0;
  /** The parameters of the current command; undefined while another packet is skipped. */
  #parameters: Uint8Array | undefined;
  #fault: string | undefined;

  constructor(options: { readonly onCommand: (command: HciCommand) => void }) {
    this.#onCommand = options.onCommand;
  }

  /** Octets that the current packet is known to lack; 0 between two packets. */
  get missing(): number {
    if (this.#rest > 0) return this.#rest;
    return this.#headerOctets === 0 ? 0 : headers[this.#header[0]!]! + 1 - this.#headerOctets;
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

  /** Copies or skips the available part of the payload; returns its length. */
  #takePayload(chunk: Uint8Array, at: number): number {
    const octets = Math.min(this.#rest, chunk.length - at);
    const parameters = this.#parameters;
    parameters?.set(chunk.subarray(at, at + octets), parameters.length - this.#rest);
    this.#rest -= octets;
    if (this.#rest === 0) this.#end();
    return octets;
  }

  /** Called when a packet is complete. */
  #end(): void {
    const parameters = this.#parameters;
    const opcode = this.#header[1]! | (this.#header[2]! << 8);
    this.#headerOctets = 0;
    this.#parameters = undefined;
    if (parameters) this.#onCommand({ opcode, parameters });
  }
}

/** Length of the payload after a header, which includes the packet indicator. */
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
