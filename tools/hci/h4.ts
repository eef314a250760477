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

/**
 * Takes the commands out of what a host sends, however the stream was cut.
 * Packets of data are passed over: there is no connection that they could be for.
 */
export class H4Reader {
  readonly #onCommand: (command: HciCommand) => void;
  #rest = new Uint8Array(0);
  #fault: string | undefined;

  constructor(options: { readonly onCommand: (command: HciCommand) => void }) {
    this.#onCommand = options.onCommand;
  }

  /** What was wrong with the stream, which cannot be read any further; undefined while nothing was. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Takes the next octets of the stream, in order. Ignored after a fault. */
  push(chunk: Uint8Array): void {
    if (this.#fault !== undefined) return;
    const octets = new Uint8Array(this.#rest.length + chunk.length);
    octets.set(this.#rest);
    octets.set(chunk, this.#rest.length);
    let at = 0;
    while (at < octets.length) {
      const header = headers[octets[at]!];
      if (header === undefined) {
        const octet = octets[at]!.toString(16).padStart(2, "0");
        this.#fault = `octet ${octet} came where the type of an H4 packet was expected (01: a command)`;
        return;
      }
      const end = at + 1 + header + payloadLength(octets, at);
      if (!(end <= octets.length)) break;
      if (octets[at] === PacketType.command)
        this.#onCommand({
          opcode: octets[at + 1]! | (octets[at + 2]! << 8),
          parameters: octets.slice(at + 4, end),
        });
      at = end;
    }
    this.#rest = octets.slice(at);
  }
}

/** Octets behind the header of the packet at `at`; NaN when the header is not all there. */
function payloadLength(octets: Uint8Array, at: number): number {
  const [low, high] = [octets[at + 3] ?? NaN, octets[at + 4] ?? NaN];
  switch (octets[at]) {
    case PacketType.acl:
      return low + 256 * high;
    case PacketType.iso:
      return low + 256 * (high % 64);
    default:
      return low;
  }
}
