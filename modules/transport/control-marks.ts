import { SourceIndex } from "../network/source-index.js";

/**
 * The highest (IV Index, SEQ) of the control messages of a source that had an effect, so
 * that none has it twice. Mesh Protocol 1.1 §3.9.8.
 *
 * Apart from the replay list of access messages, and in RAM: whoever has the NetKey can
 * make control messages of any source, with any number, and must not shut out what an
 * application or device key authenticates. Where there are too many sources, the one that
 * was entered first makes room.
 */
export class ControlMarks {
  readonly #index: SourceIndex;
  readonly #ivIndexes: Uint32Array;
  readonly #sequences: Uint32Array;
  /** The place that is emptied next. */
  #oldest = 0;

  /** `capacity`: sources. */
  constructor(capacity: number) {
    this.#index = new SourceIndex(capacity);
    this.#ivIndexes = new Uint32Array(capacity);
    this.#sequences = new Uint32Array(capacity);
  }

  /** Whether a control message may be new. */
  isNew(src: number, ivIndex: number, seq: number): boolean {
    const place = this.#index.find(src);
    if (place < 0) return true;
    const known = this.#ivIndexes[place]!;
    return ivIndex === known ? seq > this.#sequences[place]! : ivIndex > known;
  }

  /** Enters one that was new, and had an effect. */
  enter(src: number, ivIndex: number, seq: number): void {
    const index = this.#index;
    let place = index.find(src);
    if (place < 0) {
      if (index.size === index.capacity) {
        index.remove(index.source(this.#oldest));
        this.#oldest = (this.#oldest + 1) % index.capacity;
      }
      place = index.add(src);
    }
    this.#ivIndexes[place] = ivIndex;
    this.#sequences[place] = seq;
  }
}
