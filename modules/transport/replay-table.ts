import { putUint16BE, putUint32BE } from "../base/bytes.js";
import { crc16, recordVersion } from "../base/records.js";
import type { Crypto } from "../host/crypto.js";
import { ReplayAnswer, ReplayFlag, type ReplayTable } from "../host/replay-table.js";
import { replayKey } from "./replay-records.js";
import { SourceIndex } from "./source-index.js";

// The words of an entry:
const ivIndexWord = 0;
/** Flags, and the highest SEQ of a nonce. */
const sequenceWord = 1;
/** One past the SEQ of the last SeqAuth; 0: there was none under the entry's IV Index. */
const seqAuthWord = 2;
/** Bit n: a message without segments had the highest SEQ - n. */
const windowWord = 3;
const wordsOfPlace = 4;

// In the octet above an entry's SEQ:
/** The copy in the store that was written last. */
const copyFlag = 0x0100_0000;
/** Entered for a message with a device key. */
const trustedFlag = 0x0200_0000;
/** The store has lost the number of the last message: that message may be accepted again, once. */
const uncertainFlag = 0x0400_0000;

/** SEQs below the highest for which the table has whether a message had them. */
const windowLength = 32;

/** In TypeScript; `hosts/native/replay-table.c` does the same in C. */
export class SourceTable implements ReplayTable {
  readonly #index: SourceIndex;
  /** Four words an entry, as listed above: one array takes less memory than four. */
  readonly #words: Uint32Array;
  #trusted = 0;

  /** `capacity`: 1..32767 sources. */
  constructor(capacity: number) {
    this.#index = new SourceIndex(capacity);
    this.#words = new Uint32Array(capacity * wordsOfPlace);
  }

  size(): number {
    return this.#index.size;
  }

  trusted(): number {
    return this.#trusted;
  }

  has(src: number): boolean {
    return this.#index.find(src) >= 0;
  }

  load(src: number, ivIndex: number, seq: number, flags: number): void {
    const words = this.#words;
    const at = this.#index.add(src) * wordsOfPlace;
    const known = seq >= 0;
    words[at + ivIndexWord] = ivIndex;
    words[at + sequenceWord] =
      (known ? seq : 0) |
      ((flags & ReplayFlag.second) !== 0 ? copyFlag : 0) |
      ((flags & ReplayFlag.trusted) !== 0 ? trustedFlag : 0) |
      ((flags & ReplayFlag.uncertain) !== 0 ? uncertainFlag : 0);
    // Which messages were reassembled, and which numbers unsegmented messages had, is not stored:
    // all messages up to the highest number count as processed.
    words[at + seqAuthWord] = known ? seq + 1 : 0;
    words[at + windowWord] = known ? 0xffff_ffff : 0;
    if ((flags & ReplayFlag.trusted) !== 0) this.#trusted++;
  }

  add(src: number): boolean {
    const place = this.#index.add(src);
    if (place < 0) return false;
    const at = place * wordsOfPlace;
    this.#words.fill(0, at, at + wordsOfPlace);
    // Of its two records the first is the one to be written.
    this.#words[at + sequenceWord] = copyFlag;
    return true;
  }

  isNew(src: number, ivIndex: number, seq: number): boolean {
    const at = this.#index.find(src) * wordsOfPlace;
    if (at < 0) return true;
    const words = this.#words;
    const known = words[at + ivIndexWord]!;
    if (ivIndex !== known) return ivIndex > known;
    return seq > (words[at + sequenceWord]! & 0xff_ffff) || this.lacksNumber(at);
  }

  segmented(src: number, ivIndex: number, firstSeq: number): number {
    const at = this.#index.find(src) * wordsOfPlace;
    if (at < 0) return 1;
    const known = this.#words[at + ivIndexWord]!;
    if (ivIndex !== known) return ivIndex > known ? 1 : -1;
    return firstSeq + 1 - this.#words[at + seqAuthWord]!;
  }

  admit(
    src: number,
    ivIndex: number,
    seq: number,
    firstSeq: number,
    kind: number,
    record: Uint8Array,
    prefix: string,
  ): string | number {
    const words = this.#words;
    const at = this.#index.find(src) * wordsOfPlace;
    if (at < 0) return ReplayAnswer.unknownSource;
    const segmented = (kind & ReplayFlag.segmented) !== 0;
    const before = words[at + sequenceWord]!;
    let window = 0;
    // Of a segmented message only the first number is in its nonce and so authentic: with the
    // others an attacker with the NetKey could block the source for as many numbers as SeqZero spans.
    let entered = segmented ? firstSeq : seq;
    if (ivIndex !== words[at + ivIndexWord]) {
      if (ivIndex < words[at + ivIndexWord]!) return ReplayAnswer.refused;
      words[at + seqAuthWord] = 0;
    } else {
      const highest = before & 0xff_ffff;
      window = words[at + windowWord]!;
      // An entry that was just added has had no message.
      if (window !== 0 || words[at + seqAuthWord] !== 0 || (before & uncertainFlag) !== 0) {
        if (seq <= highest && !this.lacksNumber(at)) return ReplayAnswer.refused;
        if ((kind & ReplayFlag.short) !== 0 && cameUnsegmented(firstSeq, highest, window))
          return ReplayAnswer.refused;
        if (entered < highest) entered = highest;
      }
      window = entered - highest < windowLength ? window << (entered - highest) : 0;
    }
    words[at + ivIndexWord] = ivIndex;
    words[at + windowWord] = segmented ? window : window | 1;
    if (segmented && firstSeq >= words[at + seqAuthWord]!) words[at + seqAuthWord] = firstSeq + 1;
    let trusted = before & trustedFlag;
    if ((kind & ReplayFlag.trusted) !== 0 && trusted === 0) {
      trusted = trustedFlag;
      this.#trusted++;
    }
    // The older one of the two records is written.
    const copy = (before & copyFlag) === 0 ? 1 : 0;
    words[at + sequenceWord] = entered | trusted | (copy === 1 ? copyFlag : 0);
    putRecord(record, ivIndex, entered, trusted !== 0);
    // It may be the message that the damaged record lacks.
    return (before & uncertainFlag) !== 0
      ? ReplayAnswer.refusedFirst - copy
      : this.recordKey(prefix, src, copy);
  }

  unwritten(src: number): void {
    const at = this.#index.find(src) * wordsOfPlace;
    if (at >= 0) this.#words[at + sequenceWord]! ^= copyFlag;
  }

  expire(ivIndex: number): number {
    const { capacity } = this.#index;
    for (let place = 0; place < capacity; place++) {
      const src = this.#index.source(place);
      const at = place * wordsOfPlace;
      if (src === 0 || this.#words[at + ivIndexWord]! >= ivIndex - 1 || this.lacksNumber(at))
        continue;
      if ((this.#words[at + sequenceWord]! & trustedFlag) !== 0) this.#trusted--;
      this.#index.remove(src);
      return src;
    }
    return 0;
  }

  recordKey(prefix: string, src: number, copy: number): string {
    return replayKey(prefix, src, copy);
  }

  /** Whether a source has an entry without a number, as its records were damaged. */
  private lacksNumber(at: number): boolean {
    return (
      (this.#words[at + sequenceWord]! & uncertainFlag) !== 0 && this.#words[at + windowWord] === 0
    );
  }
}

/**
 * Whether the octets of a segmented message were delivered before as a message without
 * segments: the two have the same nonce, and an attacker with the NetKey can make one of the other.
 */
function cameUnsegmented(firstSeq: number, highest: number, window: number): boolean {
  if (firstSeq > highest) return false;
  const back = highest - firstSeq;
  return back >= windowLength || ((window >>> back) & 1) === 1;
}

function putRecord(record: Uint8Array, ivIndex: number, seq: number, trusted: boolean): void {
  record[0] = recordVersion;
  putUint32BE(record, 1, ivIndex);
  putUint32BE(record, 5, trusted ? 0x0100_0000 | seq : seq);
  putUint16BE(record, 9, crc16(record, 0, 9));
}

/** The host's own table, or one in TypeScript. */
export function replayTable(crypto: Pick<Crypto, "replayTable">, capacity: number): ReplayTable {
  return crypto.replayTable?.(capacity) ?? new SourceTable(capacity);
}
