import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Octets that are buffered before they are written to the file. */
const BUFFER = 65_536;
const NANOSECONDS = 9;
const SHB_LENGTH = 28;
const IDB_LENGTH = 32;
const EPB_OVERHEAD = 32;

export interface PcapngWriterOptions {
  /** Path of the file; its directory is created if it does not exist. */
  readonly path: string;
  /** LINKTYPE number of the packets. */
  readonly linkType: number;
}

/**
 * Writes a pcapng file (draft-ietf-opsawg-pcapng) with one interface and
 * nanosecond timestamps, through a buffer of fixed size.
 */
export class PcapngWriter {
  readonly path: string;
  readonly #buffer = Buffer.alloc(BUFFER);
  #file: number | undefined;
  #used = 0;

  constructor(options: PcapngWriterOptions) {
    this.path = options.path;
    mkdirSync(dirname(options.path), { recursive: true });
    this.#file = openSync(options.path, "w");
    this.#section();
    this.#interface(options.linkType);
  }

  /** Adds a packet. `time`: milliseconds since the epoch, or since the start of virtual time. */
  write(time: number, packet: Uint8Array): void {
    const padded = (packet.length + 3) & ~3;
    const length = EPB_OVERHEAD + padded;
    if (length > BUFFER) throw new RangeError(`packet: up to ${BUFFER - EPB_OVERHEAD} octets`);
    const at = this.#reserve(length);
    const buffer = this.#buffer;
    const nanoseconds = BigInt(Math.round(time * 1e6));
    buffer.writeUInt32LE(6, at); // Enhanced Packet Block
    buffer.writeUInt32LE(length, at + 4);
    buffer.writeUInt32LE(0, at + 8);
    buffer.writeUInt32LE(Number(nanoseconds >> 32n), at + 12);
    buffer.writeUInt32LE(Number(nanoseconds & 0xffff_ffffn), at + 16);
    buffer.writeUInt32LE(packet.length, at + 20);
    buffer.writeUInt32LE(packet.length, at + 24);
    buffer.fill(0, at + 28 + packet.length, at + 28 + padded);
    buffer.set(packet, at + 28);
    buffer.writeUInt32LE(length, at + 28 + padded);
  }

  /** Writes the buffered octets to the file. */
  flush(): void {
    if (this.#file === undefined) return;
    for (let at = 0; at < this.#used;)
      at += writeSync(this.#file, this.#buffer, at, this.#used - at);
    this.#used = 0;
  }

  close(): void {
    if (this.#file === undefined) return;
    this.flush();
    closeSync(this.#file);
    this.#file = undefined;
  }

  #section(): void {
    const at = this.#reserve(SHB_LENGTH);
    const buffer = this.#buffer;
    buffer.writeUInt32LE(0x0a0d0d0a, at);
    buffer.writeUInt32LE(SHB_LENGTH, at + 4);
    buffer.writeUInt32LE(0x1a2b3c4d, at + 8); // byte order
    buffer.writeUInt16LE(1, at + 12);
    buffer.writeUInt16LE(0, at + 14);
    buffer.fill(0xff, at + 16, at + 24); // length of the section: not given
    buffer.writeUInt32LE(SHB_LENGTH, at + 24);
  }

  #interface(linkType: number): void {
    const at = this.#reserve(IDB_LENGTH);
    const buffer = this.#buffer;
    buffer.fill(0, at, at + IDB_LENGTH);
    buffer.writeUInt32LE(1, at);
    buffer.writeUInt32LE(IDB_LENGTH, at + 4);
    buffer.writeUInt16LE(linkType, at + 8);
    buffer.writeUInt16LE(9, at + 16); // if_tsresol
    buffer.writeUInt16LE(1, at + 18);
    buffer.writeUInt8(NANOSECONDS, at + 20);
    buffer.writeUInt32LE(IDB_LENGTH, at + 28); // after the end of options
  }

  #reserve(length: number): number {
    if (this.#file === undefined) throw new Error("the capture file is closed");
    if (this.#used + length > BUFFER) this.flush();
    const at = this.#used;
    this.#used += length;
    return at;
  }
}
