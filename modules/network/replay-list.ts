import type { Diagnostics } from "../base/diagnostics.js";
import type { Records } from "../base/records.js";
import { ReplayRecords } from "./replay-records.js";
import { SourceIndex } from "./source-index.js";

// In the octet above an entry's SEQ:
/** The copy in the store that was written last. */
const copyFlag = 0x0100_0000;
/** Entered for a message with a device key. */
const trustedFlag = 0x0200_0000;
/** The store lost what came last: it may come again, once. */
const uncertainFlag = 0x0400_0000;

/** Places kept for who configures the node: a provisioner, and one that takes its place. */
const configurators = 2;
/** SEQs behind the highest of which is known whether a message had them. */
const windowLength = 32;
/** Octets of an upper transport access PDU that may be sent without segmentation. */
const maximumUnsegmented = 15;

/** What tells a message from any other, once it is authenticated with an application or device key. */
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

/** Why a message is not handled. */
export type ReplayRefusal = "network.replay" | "network.replay-list-full";

export interface ReplayListOptions {
  readonly records: Records;
  readonly diagnostics: Diagnostics;
  /** Sources remembered, 1..32767: the CRPL of the composition data. More where more are stored. */
  readonly capacity: number;
  /** The current IV Index of the node. */
  readonly ivIndex: () => number;
}

/**
 * The replay protection list: of each source the highest (IV Index, SEQ), and the highest
 * SeqAuth of a segmented message, among the messages that reached a model. It is stored
 * before the model gets the message, so that a power cut opens no gap.
 * Mesh Protocol 1.1 §3.5.3.4, §3.9.8.
 *
 * Only what an application or device key authenticated is entered: whoever has the
 * NetKey alone can neither fill the list nor lock a source out by a high number. No entry
 * leaves while its IV Index can be received. The last places are kept for the
 * sources that matter to the node, which strangers thus cannot shut out.
 */
export class ReplayList {
  readonly #options: ReplayListOptions;
  readonly #stored: ReplayRecords;
  readonly #index: SourceIndex;
  readonly #ivIndexes: Uint32Array;
  /** Flags, and the highest SEQ. */
  readonly #sequences: Uint32Array;
  /** One past the SEQ of the last SeqAuth; 0: there was none under the entry's IV Index. */
  readonly #seqAuths: Uint32Array;
  /** Bit n: a message without segments had the highest SEQ - n. */
  readonly #windows: Uint32Array;
  #kept: readonly number[] = [];
  /** Whether it was said that few places are left. */
  #told = false;

  constructor(options: ReplayListOptions) {
    const { capacity, records } = options;
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 0x7fff)
      throw new RangeError(`capacity ${capacity}: 1..32767 sources`);
    this.#options = options;
    this.#stored = new ReplayRecords(records);
    const entries = this.#stored.load();
    const places = Math.max(capacity, entries.length);
    this.#index = new SourceIndex(places);
    this.#ivIndexes = new Uint32Array(places);
    this.#sequences = new Uint32Array(places);
    this.#seqAuths = new Uint32Array(places);
    this.#windows = new Uint32Array(places);
    // What was put together, and which numbers messages without segments had, is not known any
    // more: what began up to the highest number is taken for handled.
    for (const { copy, ivIndex, seq, src, trusted, uncertain } of entries) {
      const place = this.#index.add(src);
      const known = seq >= 0;
      this.#ivIndexes[place] = ivIndex;
      this.#seqAuths[place] = known ? seq + 1 : 0;
      this.#windows[place] = known ? 0xffff_ffff : 0;
      this.#sequences[place] =
        (known ? seq : 0) |
        (copy === 1 ? copyFlag : 0) |
        (trusted ? trustedFlag : 0) |
        (uncertain ? uncertainFlag : 0);
    }
    this.#dropExpired();
  }

  /** Sources with an entry. */
  get size(): number {
    return this.#index.size;
  }

  /** Sources that always find a place, unless there are more of them than places. */
  keep(sources: readonly number[]): void {
    this.#kept = sources;
  }

  /** Whether a PDU may be new: its number is above that of the last message of its source. */
  isNew(src: number, ivIndex: number, seq: number): boolean {
    const place = this.#index.find(src);
    if (place < 0) return true;
    const known = this.#ivIndexes[place]!;
    return ivIndex === known
      ? seq > (this.#sequences[place]! & 0xff_ffff) || this.#lacksNumber(place)
      : ivIndex > known;
  }

  /**
   * What a segment of a message that is not being put together belongs to: one that may be
   * new, the last segmented one that was delivered, or one before that. `firstSeq`: SEQ of
   * the message's first segment. §3.5.3.4
   */
  segmented(src: number, ivIndex: number, firstSeq: number): "new" | "last" | "old" {
    const place = this.#index.find(src);
    if (place < 0) return "new";
    const known = this.#ivIndexes[place]!;
    if (ivIndex !== known) return ivIndex > known ? "new" : "old";
    const step = firstSeq + 1 - this.#seqAuths[place]!;
    return step > 0 ? "new" : step === 0 ? "last" : "old";
  }

  /**
   * Enters a message that a model is about to get; `trusted`: it was made with a device key.
   * Undefined: the model may have it; else why not. Where the store fails it may have it
   * too: the node goes on until it is switched off, and the failure is traced.
   */
  admit(message: ReplayCandidate, trusted: boolean): ReplayRefusal | undefined {
    const { firstSeq, ivIndex, segmented, seq, src } = message;
    let place = this.#index.find(src);
    let window = 0;
    if (place < 0) {
      place = this.#add(src, trusted);
      if (place < 0) return "network.replay-list-full";
    } else if (ivIndex !== this.#ivIndexes[place]) {
      if (ivIndex < this.#ivIndexes[place]!) return "network.replay";
      this.#seqAuths[place] = 0;
    } else if (!this.#lacksNumber(place)) {
      const highest = this.#sequences[place]! & 0xff_ffff;
      if (seq <= highest) return "network.replay";
      window = this.#windows[place]!;
      if (segmented && cameUnsegmented(message, highest, window)) return "network.replay";
      window = seq - highest < windowLength ? window << (seq - highest) : 0;
    }
    this.#ivIndexes[place] = ivIndex;
    this.#windows[place] = segmented ? window : window | 1;
    if (segmented && firstSeq >= this.#seqAuths[place]!) this.#seqAuths[place] = firstSeq + 1;
    return this.#enter(place, message, trusted) ? undefined : "network.replay";
  }

  /** Writes an entry, in the store too. False where what came may be what a damaged record lacks. */
  #enter(place: number, { ivIndex, seq, src }: ReplayCandidate, trusted: boolean): boolean {
    const before = this.#sequences[place]!;
    const isTrusted = trusted || (before & trustedFlag) !== 0;
    const last = (before & copyFlag) === 0 ? 0 : 1;
    const next = last === 0 ? 1 : 0;
    const entry = { src, ivIndex, seq, trusted: isTrusted, uncertain: false };
    const copy = this.#stored.write(entry, next) ? next : last;
    this.#sequences[place] = seq | (copy === 1 ? copyFlag : 0) | (isTrusted ? trustedFlag : 0);
    return (before & uncertainFlag) === 0;
  }

  /** Whether nothing is known of a source but that its records were damaged. */
  #lacksNumber(place: number): boolean {
    return (this.#sequences[place]! & uncertainFlag) !== 0 && this.#windows[place] === 0;
  }

  /** A place for a new source, or -1. */
  #add(src: number, trusted: boolean): number {
    const index = this.#index;
    if (this.#left <= this.#few) this.#dropExpired();
    const kept = trusted || this.#kept.includes(src);
    const place = kept || this.#left > 0 ? index.add(src) : -1;
    if (place >= 0) {
      // Of its two records the first is the one to be written.
      this.#sequences[place] = copyFlag | (trusted ? trustedFlag : 0);
      this.#seqAuths[place] = 0;
    }
    this.#tell(this.#left);
    return place;
  }

  /** So few places for anybody that the node says so. */
  get #few(): number {
    return Math.max(1, this.#index.capacity >> 3);
  }

  /** Places for anybody: those that are free, but for the ones that are kept. */
  get #left(): number {
    const { capacity, size } = this.#index;
    let needed = Math.min(configurators, capacity >> 2);
    for (let place = 0; place < capacity && needed > 0; place++)
      if (this.#index.source(place) !== 0 && (this.#sequences[place]! & trustedFlag) !== 0)
        needed--;
    for (const kept of this.#kept) if (this.#index.find(kept) < 0) needed++;
    return Math.max(0, capacity - size - needed);
  }

  #tell(left: number): void {
    const few = left <= this.#few;
    if (few && !this.#told)
      this.#options.diagnostics.emit({ type: "replay-list.few-places", left });
    this.#told = few;
  }

  /** §3.11.5: an IV Index below the one before the current one is not received any more. */
  #dropExpired(): void {
    const { capacity } = this.#index;
    const oldest = this.#options.ivIndex() - 1;
    for (let place = 0; place < capacity; place++) {
      const src = this.#index.source(place);
      if (src === 0 || this.#ivIndexes[place]! >= oldest || this.#lacksNumber(place)) continue;
      this.#stored.delete(src);
      this.#index.remove(src);
    }
  }
}

/**
 * Whether the octets of a segmented message were delivered before as a message without
 * segments: the two have the same nonce, and whoever has the NetKey can make one of the other.
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
