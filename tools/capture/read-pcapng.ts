const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const INTERFACE_STATISTICS = 5;
const ENHANCED_PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
const OPT_COMMENT = 1;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;
/** The smallest block: type, length, length. */
const SMALLEST_BLOCK = 12;
/** The first octets of files that are no pcapng file, in either byte order. */
const pcapMagics: ReadonlySet<number> = new Set([
  0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1,
]);

/** One packet of a capture. */
export interface CapturedPacket {
  /** Milliseconds since the epoch, or since the start of virtual time. */
  readonly time: number;
  /** LINKTYPE number. */
  readonly linkType: number;
  /** A part of the file's octets; fewer than were sent if the capture was limited. */
  readonly data: Uint8Array;
}

/** What a pcapng file contains. */
export interface CapturedFile {
  readonly packets: readonly CapturedPacket[];
  /** Comments of sections, interfaces, packets and statistics, in the order of the file. */
  readonly comments: readonly string[];
  /** Why the file was not read to its end; undefined if it was. */
  readonly damage: string | undefined;
}

/** A file that is not a pcapng file. */
export class CaptureFormatError extends Error {
  override get name(): string {
    return "CaptureFormatError";
  }
}

interface Interface {
  readonly linkType: number;
  /** Units of its timestamps in a millisecond, and milliseconds of the timestamp 0. */
  readonly units: number;
  readonly offset: number;
  readonly snapLength: number;
}

/**
 * Reads a pcapng file (draft-ietf-opsawg-pcapng) of either byte order. What follows a damaged
 * block is not read, and `damage` describes it. Throws CaptureFormatError for other files.
 */
export function readPcapng(file: Uint8Array): CapturedFile {
  return new PcapngReader(file).read();
}

class PcapngReader {
  readonly #file: Uint8Array;
  readonly #view: DataView;
  readonly #text = new TextDecoder();
  readonly #packets: CapturedPacket[] = [];
  readonly #comments: string[] = [];
  #little = true;
  #interfaces: Interface[] = [];

  constructor(file: Uint8Array) {
    this.#file = file;
    this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  }

  read(): CapturedFile {
    this.#checkFormat();
    let at = 0;
    let damage: string | undefined;
    while (at < this.#file.length && damage === undefined) {
      const length = this.#blockLength(at);
      if (length === undefined) damage = `the block at octet ${at} is cut off or damaged`;
      else {
        if (!this.#block(at, length)) damage = `the block at octet ${at} is malformed`;
        at += length;
      }
    }
    return { packets: this.#packets, comments: this.#comments, damage };
  }

  #checkFormat(): void {
    const magic = this.#file.length < 4 ? 0 : this.#view.getUint32(0);
    if (pcapMagics.has(magic))
      throw new CaptureFormatError(
        "this is a pcap file; pcapng is needed: editcap -F pcapng <file> <file.pcapng> converts it",
      );
    if (magic !== SECTION_HEADER) throw new CaptureFormatError("this is not a pcapng file");
  }

  /** Length of the block at an offset; undefined if it is not whole. */
  #blockLength(at: number): number | undefined {
    if (at + SMALLEST_BLOCK > this.#file.length) return undefined;
    // A section's byte order is known before its length can be read.
    if (this.#view.getUint32(at) === SECTION_HEADER)
      this.#little = this.#view.getUint32(at + 8, true) === BYTE_ORDER;
    const length = this.#word(at + 4);
    if (length < SMALLEST_BLOCK || length % 4 !== 0 || at + length > this.#file.length)
      return undefined;
    return this.#word(at + length - 4) === length ? length : undefined;
  }

  /** False for a block that is too short for its fields. */
  #block(at: number, length: number): boolean {
    const body = at + 8;
    const end = at + length - 4;
    switch (this.#word(at)) {
      case SECTION_HEADER:
        return this.#section(body, end);
      case INTERFACE_DESCRIPTION:
        return this.#interface(body, end);
      case ENHANCED_PACKET:
        if (end - body < 20) return false;
        return this.#packet(this.#word(body), body + 4, end);
      case OBSOLETE_PACKET:
        if (end - body < 20) return false;
        return this.#packet(this.#half(body), body + 4, end);
      case SIMPLE_PACKET:
        return this.#simplePacket(body, end);
      case INTERFACE_STATISTICS:
        if (end - body < 12) return false;
        this.#options(body + 12, end);
        return true;
      default:
        return true;
    }
  }

  #section(body: number, end: number): boolean {
    if (end - body < 16 || this.#word(body) !== BYTE_ORDER) return false;
    this.#interfaces = [];
    this.#options(body + 16, end);
    return true;
  }

  #interface(body: number, end: number): boolean {
    if (end - body < 8) return false;
    let units = 1000;
    let offset = 0;
    this.#options(body + 8, end, (code, start, length) => {
      const octet = this.#file[start]!;
      if (code === IF_TSRESOL && length === 1)
        units = (octet & 0x80 ? 2 : 10) ** (octet & 0x7f) / 1000;
      if (code === IF_TSOFFSET && length === 8)
        offset = 1000 * Number(this.#view.getBigInt64(start, this.#little));
    });
    const linkType = this.#half(body);
    this.#interfaces.push({ linkType, units, offset, snapLength: this.#word(body + 4) });
    return true;
  }

  /** Timestamp (8), captured length, original length, data, options. */
  #packet(id: number, at: number, end: number): boolean {
    const from = this.#interfaces[id];
    const length = this.#word(at + 8);
    const start = at + 16;
    if (!from || start + length > end) return false;
    // Whole numbers below 2^53 are exact: nanoseconds of about a hundred days.
    const stamp = this.#word(at) * 2 ** 32 + this.#word(at + 4);
    const time = from.offset + stamp / from.units;
    const data = this.#file.subarray(start, start + length);
    this.#packets.push({ time, linkType: from.linkType, data });
    this.#options(start + ((length + 3) & ~3), end);
    return true;
  }

  /** A packet without timestamp. */
  #simplePacket(body: number, end: number): boolean {
    const from = this.#interfaces[0];
    if (!from || end - body < 4) return false;
    const original = this.#word(body);
    const length = from.snapLength === 0 ? original : Math.min(original, from.snapLength);
    if (body + 4 + length > end) return false;
    const data = this.#file.subarray(body + 4, body + 4 + length);
    this.#packets.push({ time: 0, linkType: from.linkType, data });
    return true;
  }

  /** Collects the comments, and calls `option` with each other option; stops at a malformed one. */
  #options(
    start: number,
    end: number,
    option?: (code: number, start: number, length: number) => void,
  ): void {
    for (let at = start; at + 4 <= end;) {
      const code = this.#half(at);
      const length = this.#half(at + 2);
      if (code === 0 || at + 4 + length > end) return;
      if (code === OPT_COMMENT)
        this.#comments.push(this.#text.decode(this.#file.subarray(at + 4, at + 4 + length)));
      else option?.(code, at + 4, length);
      at += 4 + ((length + 3) & ~3);
    }
  }

  #word(at: number): number {
    return this.#view.getUint32(at, this.#little);
  }

  #half(at: number): number {
    return this.#view.getUint16(at, this.#little);
  }
}
