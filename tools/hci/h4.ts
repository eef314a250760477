import { commandPacket, H4Reader as PacketReader, PacketType } from "../../hosts/hci/h4.js";

export { PacketType };

/** A command of the host (Core 5.4, Vol 4 Part E §5.4.1). */
export interface HciCommand {
  readonly opcode: number;
  /** 0..255 octets; not reused by the sender. */
  readonly parameters: Uint8Array;
}

/** ACL data of the host (§5.4.2). */
export interface HciData {
  /** Connection handle, 12 bits. */
  readonly handle: number;
  /** A value of Boundary. */
  readonly boundary: number;
  readonly data: Uint8Array;
}

/**
 * Encodes a command as an H4 packet. Throws RangeError for parameters of more than 255 octets.
 */
export function encodeCommand({ opcode, parameters }: HciCommand): Uint8Array {
  return commandPacket(opcode, parameters);
}

/** Extracts the commands and ACL data from the H4 stream of a host; other data are skipped. */
export class H4Reader extends PacketReader {
  constructor(options: {
    readonly onCommand: (command: HciCommand) => void;
    /** Default: ACL data is skipped. */
    readonly onData?: (data: HciData) => void;
  }) {
    const { onCommand, onData } = options;
    super({
      sender: "host",
      wanted: onData ? [PacketType.command, PacketType.acl] : [PacketType.command],
      onPacket: (type, header, payload) => {
        const word = header[0]! | (header[1]! << 8);
        if (type === PacketType.command) onCommand({ opcode: word, parameters: payload });
        else onData?.({ handle: word & 0xfff, boundary: (word >> 12) & 3, data: payload });
      },
    });
  }
}
