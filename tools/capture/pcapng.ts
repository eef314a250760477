import { closeSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../make-folder.js";

/** Octets that are buffered before they are written to the file. */
const BUFFER = 65_536;
const NANOSECONDS = 9;
const SHB_LENGTH = 28;
const IDB_LENGTH = 32;
const EPB_OVERHEAD = 32;
const ISB_OVERHEAD = 24;
/** An option has a length of 16 bits. */
const LONGEST_OPTION = 0xffff;
const none: readonly string[] = [];
const noOptions = new Uint8Array(0);
const endOfOptions = new Uint8Array(4);

export interface PcapngWriterOptions {
  /** Path of the file; its directory is created if it does not exist. */
  readonly path: string;
  /** LINKTYPE number of the packets. */
  readonly linkType: number;
  /** Comments of the section. Default: none. */
  readonly comments?: readonly string[];
}

/**
 * Writes a pcapng file (draft-ietf-opsawg-pcapng) with one interface and nanosecond timestamps,
 * through a buffer of fixed size. Sections, packets and the end of the file may have comments.
 */
export class PcapngWriter {
  readonly path: string;
  readonly #buffer = Buffer.alloc(BUFFER);
  #file: number | undefined;
  #used = 0;
  /** Whether a write has failed. */
  #broken = false;

  constructor(options: PcapngWriterOptions) {
    this.path = options.path;
    makeFolder(dirname(options.path));
    this.#file = openSync(options.path, "w");
    this.#section(options.comments ?? []);
    this.#interface(options.linkType);
  }

  /**
   * Adds a packet with its comments. `time`: milliseconds since the epoch, or since the start of
   * virtual time. Of a comment the first 65,535 octets are written. Throws RangeError for a
   * packet of more than 65,504 octets.
   */
  write(time: number, packet: Uint8Array, comments: readonly string[] = none): void {
    const padded = (packet.length + 3) & ~3;
    if (EPB_OVERHEAD + padded > BUFFER)
      throw new RangeError(`packet: up to ${BUFFER - EPB_OVERHEAD} octets`);
    const options = encodeComments(comments);
    const length = EPB_OVERHEAD + padded + options.length;
    const [buffer, at] = this.#reserve(length);
    buffer.writeUInt32LE(6, at); // Enhanced Packet Block
    buffer.writeUInt32LE(length, at + 4);
    buffer.writeUInt32LE(0, at + 8);
    putTime(buffer, at + 12, time);
    buffer.writeUInt32LE(packet.length, at + 20);
    buffer.writeUInt32LE(packet.length, at + 24);
    buffer.fill(0, at + 28 + packet.length, at + 28 + padded);
    buffer.set(packet, at + 28);
    buffer.set(options, at + 28 + padded);
    buffer.writeUInt32LE(length, at + length - 4);
    this.#written(buffer);
  }

  /** Adds comments after the last packet, in an Interface Statistics Block. */
  end(time: number, comments: readonly string[]): void {
    const options = encodeComments(comments);
    const length = ISB_OVERHEAD + options.length;
    const [buffer, at] = this.#reserve(length);
    buffer.writeUInt32LE(5, at); // Interface Statistics Block
    buffer.writeUInt32LE(length, at + 4);
    buffer.writeUInt32LE(0, at + 8);
    putTime(buffer, at + 12, time);
    buffer.set(options, at + 20);
    buffer.writeUInt32LE(length, at + length - 4);
    this.#written(buffer);
  }

  /** Writes the buffered octets to the file. Throws Error that names the file if that fails. */
  flush(): void {
    if (this.#file === undefined) return;
    const used = this.#used;
    this.#used = 0;
    this.#put(this.#buffer, used);
  }

  close(): void {
    if (this.#file === undefined) return;
    try {
      this.flush();
    } finally {
      closeSync(this.#file);
      this.#file = undefined;
    }
  }

  #section(comments: readonly string[]): void {
    const options = encodeComments(comments);
    const length = SHB_LENGTH + options.length;
    const [buffer, at] = this.#reserve(length);
    buffer.writeUInt32LE(0x0a0d0d0a, at);
    buffer.writeUInt32LE(length, at + 4);
    buffer.writeUInt32LE(0x1a2b3c4d, at + 8); // byte order
    buffer.writeUInt16LE(1, at + 12);
    buffer.writeUInt16LE(0, at + 14);
    buffer.fill(0xff, at + 16, at + 24); // length of the section: not given
    buffer.set(options, at + 24);
    buffer.writeUInt32LE(length, at + length - 4);
    this.#written(buffer);
  }

  #interface(linkType: number): void {
    const [buffer, at] = this.#reserve(IDB_LENGTH);
    buffer.fill(0, at, at + IDB_LENGTH);
    buffer.writeUInt32LE(1, at);
    buffer.writeUInt32LE(IDB_LENGTH, at + 4);
    buffer.writeUInt16LE(linkType, at + 8);
    buffer.writeUInt16LE(9, at + 16); // if_tsresol
    buffer.writeUInt16LE(1, at + 18);
    buffer.writeUInt8(NANOSECONDS, at + 20);
    buffer.writeUInt32LE(IDB_LENGTH, at + 28); // after the end of options
  }

  /** Space for a block: in the buffer or, for a block that is larger, in an array of its own. */
  #reserve(length: number): [buffer: Buffer, at: number] {
    if (this.#file === undefined) throw new Error("the capture file is closed");
    if (this.#used + length > BUFFER) this.flush();
    if (length > BUFFER) return [Buffer.alloc(length), 0];
    const at = this.#used;
    this.#used += length;
    return [this.#buffer, at];
  }

  /** Writes a block that has an array of its own to the file. */
  #written(block: Buffer): void {
    if (block === this.#buffer) return;
    this.#put(block, block.length);
  }

  /** Writes octets to the file. After an error, such as of a full disk, nothing more is written. */
  #put(octets: Uint8Array, length: number): void {
    const file = this.#file!;
    if (this.#broken) return;
    try {
      for (let at = 0; at < length;) at += writeSync(file, octets, at, length - at);
    } catch (error) {
      this.#broken = true;
      throw new Error(`${this.path} cannot be written (${(error as Error).message})`, {
        cause: error,
      });
    }
  }
}

function putTime(buffer: Buffer, at: number, time: number): void {
  // A whole number, whatever its size, is divided by a power of two without rounding.
  const nanoseconds = Math.round(time * 1e6);
  const high = Math.floor(nanoseconds / 0x1_0000_0000);
  buffer.writeUInt32LE(high, at);
  buffer.writeUInt32LE(nanoseconds - high * 0x1_0000_0000, at + 4);
}

/** The options of a block that has these comments, and the end of its options. */
function encodeComments(comments: readonly string[]): Uint8Array {
  if (comments.length === 0) return noOptions;
  const parts: Buffer[] = [];
  for (const comment of comments) {
    const text = Buffer.from(comment).subarray(0, LONGEST_OPTION);
    const option = Buffer.alloc(4 + ((text.length + 3) & ~3));
    option.writeUInt16LE(1, 0); // opt_comment
    option.writeUInt16LE(text.length, 2);
    option.set(text, 4);
    parts.push(option);
  }
  return Buffer.concat([...parts, endOfOptions]);
}
