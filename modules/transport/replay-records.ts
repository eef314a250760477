import { getUint32BE } from "../base/bytes.js";
import type { Records } from "../base/records.js";

const addressLength = 4;
/** After the address, in the key of the second record. Earlier versions had the first alone. */
const second = "b";
const recordLength = 8;

/** In the octet above SEQ, which was 0 before it meant anything. */
const trustedFlag = 0x01;
const uncertainFlag = 0x02;
const unknownFlag = 0x04;
const allFlags = trustedFlag | uncertainFlag | unknownFlag;

/** Which of the two records of a source. */
export type Copy = 0 | 1;

/** What is stored of one source. */
export interface ReplayEntry {
  readonly src: number;
  readonly ivIndex: number;
  /** The highest SEQ, or -1 where it is not known. */
  readonly seq: number;
  /** It was entered for a message with a device key. */
  readonly trusted: boolean;
  /** A record was damaged: the number of the last message may be lost. */
  readonly uncertain: boolean;
}

interface Loaded extends ReplayEntry {
  /** The record that was written last. */
  readonly copy: Copy;
  /** It could not be read. */
  readonly damaged: boolean;
}

/** The key of one of a source's records. */
export function replayKey(prefix: string, src: number, copy: number): string {
  return prefix + src.toString(16).padStart(addressLength, "0") + (copy === 1 ? second : "");
}

/**
 * The replay protection list in the store. A source has two records, IV Index (4), flags
 * (1) and SEQ (3), big-endian, which are written alternately: where one is damaged, the
 * other lacks the last message alone.
 */
export class ReplayRecords {
  private readonly records: Records;
  private readonly record = new Uint8Array(recordLength);
  private readonly words = new DataView(this.record.buffer);
  private readonly prefix: string;

  /** `prefix`: the beginning of the keys, which distinguishes the lists of a node. */
  constructor(records: Records, prefix: string) {
    this.records = records;
    this.prefix = prefix;
  }

  /** False where the store fails: both records are as they were. */
  write(src: number, ivIndex: number, seq: number, trusted: boolean, copy: Copy): boolean {
    return this.put(src, ivIndex, seq, trusted ? trustedFlag : 0, copy);
  }

  private put(src: number, ivIndex: number, seq: number, flags: number, copy: Copy): boolean {
    const words = this.words;
    words.setUint32(0, ivIndex);
    words.setUint32(4, (flags << 24) | seq);
    return this.records.write(replayKey(this.prefix, src, copy), this.record);
  }

  /** Removes both. */
  delete(src: number): void {
    this.records.delete(replayKey(this.prefix, src, 0));
    this.records.delete(replayKey(this.prefix, src, 1));
  }

  /** Everything that is stored, the later of each two records. */
  load(): Loaded[] {
    const entries = new Map<number, Loaded>();
    const aside: Loaded[] = [];
    for (const key of this.records.keys(this.prefix)) {
      const found = this.read(key);
      const other = entries.get(found.src);
      entries.set(found.src, other ? later(other, found) : found);
      if (found.damaged) aside.push(found);
    }
    // A damaged record is set aside; the other is written as uncertain, for the next start.
    for (const { copy, src } of aside) {
      const { ivIndex, seq, trusted } = entries.get(src)!;
      const flags = uncertainFlag | (trusted ? trustedFlag : 0) | (seq < 0 ? unknownFlag : 0);
      this.put(src, ivIndex, Math.max(seq, 0), flags, copy === 0 ? 1 : 0);
    }
    return [...entries.values()];
  }

  private read(key: string): Loaded {
    const start = this.prefix.length;
    const end = start + addressLength;
    const src = parseInt(key.slice(start, end), 16);
    const copy = key.length > end ? 1 : 0;
    const record = this.records.read(key);
    const flag = record?.length === recordLength ? record[4]! : -1;
    if (record && flag >= 0 && (flag & ~allFlags) === 0) {
      record[4] = 0;
      return {
        src,
        ivIndex: getUint32BE(record, 0),
        seq: (flag & unknownFlag) !== 0 ? -1 : getUint32BE(record, 4),
        trusted: (flag & trustedFlag) !== 0,
        uncertain: (flag & uncertainFlag) !== 0,
        copy,
        damaged: false,
      };
    }
    if (record) this.records.setAside(key, "content");
    return { src, ivIndex: 0, seq: -1, trusted: false, uncertain: true, copy, damaged: true };
  }
}

function later(a: Loaded, b: Loaded): Loaded {
  const step = a.ivIndex - b.ivIndex || a.seq - b.seq;
  const last = step > 0 ? a : b;
  const damaged = a.damaged || b.damaged;
  const uncertain = damaged || last.uncertain || (step === 0 && a.uncertain);
  return { ...last, damaged, uncertain };
}
