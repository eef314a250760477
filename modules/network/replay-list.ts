import { getUint32BE, putUint32BE } from "../base/bytes.js";
import type { Records } from "../base/records.js";

const prefix = "r.";

function keyOf(src: number): string {
  return prefix + src.toString(16).padStart(4, "0");
}

/**
 * The replay protection list: the highest (IV Index, SEQ) heard from each
 * source, one record a source in the store, written before the message is
 * handled, so that a power cut opens no gap. Mesh Protocol 1.1 §3.9.8.
 */
export class ReplayList {
  readonly #records: Records;
  readonly #sources: Uint16Array;
  readonly #ivIndexes: Uint32Array;
  readonly #sequences: Uint32Array;
  /** What the store held at the start: IV Index, and one past SEQ; 0 where it held nothing. */
  readonly #loadedIvIndexes: Uint32Array;
  readonly #loadedSequences: Uint32Array;
  #count = 0;

  /** `capacity`: sources remembered; a message of one more is dropped. It is the CRPL of the composition data. */
  constructor(options: { readonly records: Records; readonly capacity: number }) {
    const { capacity } = options;
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 0x7fff)
      throw new RangeError(`capacity ${capacity}: 1..32767 sources`);
    this.#records = options.records;
    this.#sources = new Uint16Array(capacity);
    this.#ivIndexes = new Uint32Array(capacity);
    this.#sequences = new Uint32Array(capacity);
    this.#loadedIvIndexes = new Uint32Array(capacity);
    this.#loadedSequences = new Uint32Array(capacity);
    this.#load();
  }

  get size(): number {
    return this.#count;
  }

  /** "new", "replay" (not above what was heard), or "full" (a new source and no place for it). */
  check(src: number, ivIndex: number, seq: number): "new" | "replay" | "full" {
    const at = this.#find(src);
    if (at < 0) return this.#count < this.#sources.length ? "new" : "full";
    const known = this.#ivIndexes[at]!;
    if (ivIndex !== known) return ivIndex > known ? "new" : "replay";
    return seq > this.#sequences[at]! ? "new" : "replay";
  }

  /**
   * Whether a segmented message whose first segment had `seq` began before the
   * node was started: its segments may come again with new numbers, but it may
   * have been handled already. §3.5.3.4
   */
  beganBeforeStart(src: number, ivIndex: number, seq: number): boolean {
    const at = this.#find(src);
    if (at < 0) return false;
    const loaded = this.#loadedIvIndexes[at]!;
    return ivIndex === loaded ? seq < this.#loadedSequences[at]! : ivIndex < loaded;
  }

  /** Remembers a message that `check` called new. */
  store(src: number, ivIndex: number, seq: number): void {
    let at = this.#find(src);
    if (at < 0) {
      if (this.#count === this.#sources.length) return;
      at = this.#count++;
      this.#sources[at] = src;
    }
    this.#ivIndexes[at] = ivIndex;
    this.#sequences[at] = seq;
    const record = new Uint8Array(8);
    putUint32BE(record, 0, ivIndex);
    putUint32BE(record, 4, seq);
    this.#records.write(keyOf(src), record);
  }

  /** Forgets the sources from `first` on, `count` of them: a node that left, or one that got a new address. */
  forget(first: number, count: number): void {
    for (let at = this.#count - 1; at >= 0; at--) {
      const src = this.#sources[at]!;
      if (src < first || src >= first + count) continue;
      const last = --this.#count;
      this.#sources[at] = this.#sources[last]!;
      this.#ivIndexes[at] = this.#ivIndexes[last]!;
      this.#sequences[at] = this.#sequences[last]!;
      this.#loadedIvIndexes[at] = this.#loadedIvIndexes[last]!;
      this.#loadedSequences[at] = this.#loadedSequences[last]!;
      this.#loadedIvIndexes[last] = 0;
      this.#loadedSequences[last] = 0;
      this.#records.delete(keyOf(src));
    }
  }

  #find(src: number): number {
    for (let at = 0; at < this.#count; at++) if (this.#sources[at] === src) return at;
    return -1;
  }

  #load(): void {
    for (const key of this.#records.keys(prefix)) {
      const record = this.#records.read(key);
      if (!record || this.#count === this.#sources.length) continue;
      if (record.length !== 8) {
        this.#records.setAside(key, "length");
        continue;
      }
      const at = this.#count++;
      this.#sources[at] = parseInt(key.slice(prefix.length), 16);
      this.#ivIndexes[at] = getUint32BE(record, 0);
      this.#sequences[at] = getUint32BE(record, 4);
      this.#loadedIvIndexes[at] = this.#ivIndexes[at]!;
      this.#loadedSequences[at] = this.#sequences[at] + 1;
    }
  }
}
