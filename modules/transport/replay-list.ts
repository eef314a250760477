import type { Diagnostics } from "../base/diagnostics.js";
import type { Records } from "../base/records.js";
import type { IvState } from "../network/iv-update.js";
import { ReplayRecords } from "./replay-records.js";
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

/** Entries reserved for configurators: a provisioner, and one that replaces it. */
const configurators = 2;
/** SEQs below the highest for which the list has whether a message had them. */
const windowLength = 32;
/** Octets of an upper transport access PDU that may be sent without segmentation. */
const maximumUnsegmented = 15;

/** Identifies a message that was authenticated with an application or device key. */
export interface ReplayCandidate {
  readonly src: number;
  readonly ivIndex: number;
  /** The highest SEQ of its segments, or its own. */
  readonly seq: number;
  /** SEQ of its nonce: that of its first segment, SeqAuth without the IV Index, or its own. */
  readonly firstSeq: number;
  readonly segmented: boolean;
  /** The upper transport PDU. */
  readonly bytes: Uint8Array;
}

/** Why a message is dropped. */
export type ReplayRefusal = "network.replay" | "network.replay-list-full";

export interface ReplayListOptions {
  readonly records: Records;
  readonly diagnostics: Diagnostics;
  /** Sources remembered, 1..32767: the CRPL of the composition data. More where more are stored. */
  readonly capacity: number;
  /** Gives the current IV Index of the node. */
  readonly sequence: { readonly state: Pick<IvState, "ivIndex"> };
}

/**
 * The replay protection list: of each source the highest (IV Index, SEQ) of a nonce, and the
 * highest SeqAuth of a segmented message, among the messages that reached a model. It is stored
 * before the model gets the message, so that no message is accepted again after a power cut.
 * Mesh Protocol 1.1 §3.5.3.4, §3.9.8.
 *
 * Only what an application or device key authenticated is entered: an attacker with the
 * NetKey alone can neither fill the list nor block a source by a high number. No entry
 * leaves while its IV Index can be received. The last places are kept for the
 * node's peers, so that other sources cannot block them.
 */
export class ReplayList {
  readonly #options: ReplayListOptions;
  readonly #stored: ReplayRecords;
  readonly #index: SourceIndex;
  /** Four words an entry, as listed above: one array takes less memory than four. */
  readonly #words: Uint32Array;
  #kept: readonly number[] = [];
  /** Entries that were made for messages with a device key. */
  #trusted = 0;
  /** Whether it was traced that few entries are free. */
  #traced = false;
  /** The IV Index for which expired entries were looked for. */
  #cleared = -1;

  constructor(options: ReplayListOptions) {
    const { capacity, records } = options;
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 0x7fff)
      throw new RangeError(`capacity ${capacity}: 1..32767 sources`);
    this.#options = options;
    this.#stored = new ReplayRecords(records, "r.");
    const entries = this.#stored.load();
    const places = Math.max(capacity, entries.length);
    this.#index = new SourceIndex(places);
    const words = (this.#words = new Uint32Array(places * wordsOfPlace));
    // Which messages were reassembled, and which numbers unsegmented messages had, is not stored:
    // all messages up to the highest number count as processed.
    for (const { copy, ivIndex, seq, src, trusted, uncertain } of entries) {
      const at = this.#index.add(src) * wordsOfPlace;
      const known = seq >= 0;
      words[at + ivIndexWord] = ivIndex;
      words[at + sequenceWord] =
        (known ? seq : 0) |
        (copy === 1 ? copyFlag : 0) |
        (trusted ? trustedFlag : 0) |
        (uncertain ? uncertainFlag : 0);
      words[at + seqAuthWord] = known ? seq + 1 : 0;
      words[at + windowWord] = known ? 0xffff_ffff : 0;
      if (trusted) this.#trusted++;
    }
    this.#dropExpired();
  }

  /** Sources with an entry. */
  get size(): number {
    return this.#index.size;
  }

  /** Sources that always get an entry, unless there are more of them than entries. */
  keep(sources: readonly number[]): void {
    this.#kept = sources;
  }

  /** Whether a PDU may be new: its number is above that of the last message of its source. */
  isNew(src: number, ivIndex: number, seq: number): boolean {
    const at = this.#index.find(src) * wordsOfPlace;
    if (at < 0) return true;
    const words = this.#words;
    const known = words[at + ivIndexWord]!;
    if (ivIndex !== known) return ivIndex > known;
    return seq > (words[at + sequenceWord]! & 0xff_ffff) || this.#lacksNumber(at);
  }

  /**
   * What a segment of a message that is not being reassembled belongs to: one that may be
   * new, the last segmented one that was delivered, or one before that. `firstSeq`: SEQ of
   * the message's first segment. §3.5.3.4
   */
  segmented(src: number, ivIndex: number, firstSeq: number): "new" | "last" | "old" {
    const at = this.#index.find(src) * wordsOfPlace;
    if (at < 0) return "new";
    const known = this.#words[at + ivIndexWord]!;
    if (ivIndex !== known) return ivIndex > known ? "new" : "old";
    const step = firstSeq + 1 - this.#words[at + seqAuthWord]!;
    return step > 0 ? "new" : step === 0 ? "last" : "old";
  }

  /**
   * Enters a message before a model gets it; `trusted`: it was encrypted with a device key.
   * Undefined: the model may get it; else why not. Where the store fails the model gets it
   * nevertheless: the list in RAM protects until the node is switched off, and the failure is traced.
   */
  admit(message: ReplayCandidate, trusted: boolean): ReplayRefusal | undefined {
    const { firstSeq, ivIndex, segmented, seq, src } = message;
    const words = this.#words;
    let at = this.#index.find(src) * wordsOfPlace;
    let window = 0;
    // Of a segmented message only the first number is in its nonce and so authentic: with the
    // others an attacker with the NetKey could block the source for as many numbers as SeqZero spans.
    let entered = segmented ? firstSeq : seq;
    if (at < 0) {
      at = this.#add(src, trusted) * wordsOfPlace;
      if (at < 0) return "network.replay-list-full";
    } else if (ivIndex !== words[at + ivIndexWord]) {
      if (ivIndex < words[at + ivIndexWord]!) return "network.replay";
      words[at + seqAuthWord] = 0;
    } else {
      const highest = words[at + sequenceWord]! & 0xff_ffff;
      window = words[at + windowWord]!;
      if (seq <= highest && !this.#lacksNumber(at)) return "network.replay";
      if (segmented && cameUnsegmented(message, highest, window)) return "network.replay";
      if (entered < highest) entered = highest;
      window = entered - highest < windowLength ? window << (entered - highest) : 0;
    }
    words[at + ivIndexWord] = ivIndex;
    words[at + windowWord] = segmented ? window : window | 1;
    if (segmented && firstSeq >= words[at + seqAuthWord]!) words[at + seqAuthWord] = firstSeq + 1;

    // The older one of the two records is written.
    const before = words[at + sequenceWord]!;
    const copy = (before & copyFlag) === 0 ? 1 : 0;
    let kind = before & trustedFlag;
    if (trusted && kind === 0) {
      kind = trustedFlag;
      this.#trusted++;
    }
    const stored = this.#stored.write(src, ivIndex, entered, kind !== 0, copy);
    words[at + sequenceWord] =
      entered | kind | (stored ? (copy === 1 ? copyFlag : 0) : before & copyFlag);
    // It may be the message that the damaged record lacks.
    return (before & uncertainFlag) === 0 ? undefined : "network.replay";
  }

  /** Whether a source has an entry without a number, as its records were damaged. */
  #lacksNumber(at: number): boolean {
    return (
      (this.#words[at + sequenceWord]! & uncertainFlag) !== 0 && this.#words[at + windowWord] === 0
    );
  }

  /** The entry for a new source, or -1. */
  #add(src: number, trusted: boolean): number {
    const index = this.#index;
    if (this.#left <= this.#few) this.#dropExpired();
    const kept = trusted || this.#kept.includes(src);
    const place = kept || this.#left > 0 ? index.add(src) : -1;
    if (place >= 0) {
      // Of its two records the first is the one to be written.
      this.#words[place * wordsOfPlace + sequenceWord] = copyFlag;
      this.#words[place * wordsOfPlace + seqAuthWord] = 0;
      // The entry of a configurator or a peer of the node was reserved for it.
      this.#traceFew(this.#left + (trusted ? 1 : 0));
    }
    return place;
  }

  /** Free entries for other sources below which the node traces it. */
  get #few(): number {
    return Math.max(1, this.#index.capacity >> 3);
  }

  /** Free entries for other sources: those that are not reserved. */
  get #left(): number {
    const { capacity, size } = this.#index;
    let needed = Math.max(0, Math.min(configurators, capacity >> 2) - this.#trusted);
    for (const kept of this.#kept) if (this.#index.find(kept) < 0) needed++;
    return Math.max(0, capacity - size - needed);
  }

  #traceFew(left: number): void {
    const few = left <= this.#few;
    if (few && !this.#traced)
      this.#options.diagnostics.emit({ type: "replay-list.few-places", left });
    this.#traced = few;
  }

  /** Removes entries whose IV Index is below the previous one: such PDUs are not received any longer. §3.11.5 */
  #dropExpired(): void {
    const { ivIndex } = this.#options.sequence.state;
    if (ivIndex === this.#cleared) return;
    this.#cleared = ivIndex;
    const { capacity } = this.#index;
    for (let place = 0; place < capacity; place++) {
      const src = this.#index.source(place);
      const at = place * wordsOfPlace;
      if (src === 0 || this.#words[at + ivIndexWord]! >= ivIndex - 1 || this.#lacksNumber(at))
        continue;
      if ((this.#words[at + sequenceWord]! & trustedFlag) !== 0) this.#trusted--;
      this.#stored.delete(src);
      this.#index.remove(src);
    }
  }
}

/**
 * Whether the octets of a segmented message were delivered before as a message without
 * segments: the two have the same nonce, and an attacker with the NetKey can make one of the other.
 */
function cameUnsegmented(
  { bytes, firstSeq }: ReplayCandidate,
  highest: number,
  window: number,
): boolean {
  if (bytes.length > maximumUnsegmented || firstSeq > highest) return false;
  const back = highest - firstSeq;
  return back >= windowLength || ((window >>> back) & 1) === 1;
}
