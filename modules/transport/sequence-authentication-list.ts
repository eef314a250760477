/** Pairs of source and destination that are remembered. */
const capacity = 32;

/**
 * The SeqAuth of the last segmented message that was complete from a source to a
 * destination: its segments may come again, with new sequence numbers, when the
 * message itself has made room for others. Mesh Protocol 1.1 §3.5.3.4.
 */
export class SequenceAuthenticationList {
  readonly #addresses = new Uint32Array(capacity);
  readonly #ivIndexes = new Uint32Array(capacity);
  readonly #sequences = new Uint32Array(capacity);
  /** Where the next pair goes; the oldest is there. */
  #next = 0;

  /** Whether a message is not newer than the last one from `src` to `dst`; `seq` is that of its first segment. */
  has(src: number, dst: number, ivIndex: number, seq: number): boolean {
    const at = this.#addresses.indexOf(pair(src, dst));
    if (at < 0) return false;
    const known = this.#ivIndexes[at]!;
    return ivIndex === known ? seq <= this.#sequences[at]! : ivIndex < known;
  }

  store(src: number, dst: number, ivIndex: number, seq: number): void {
    let at = this.#addresses.indexOf(pair(src, dst));
    if (at < 0) {
      at = this.#next;
      this.#next = (at + 1) % capacity;
    }
    this.#addresses[at] = pair(src, dst);
    this.#ivIndexes[at] = ivIndex;
    this.#sequences[at] = seq;
  }
}

function pair(src: number, dst: number): number {
  return ((src << 16) | dst) >>> 0;
}
