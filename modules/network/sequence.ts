import { getUint16BE, getUint32BE, putUint16BE, putUint32BE } from "../base/bytes.js";
import { MeshError } from "../base/errors.js";
import type { Records } from "../base/records.js";
import { type IvEvent, type IvState, ivUpdate, transmitIvIndex } from "./iv-update.js";
import { sequenceLimit } from "./limits.js";

const key = "iv";
const recordLength = 13;
/** Above this the node asks for an IV Update. */
const updateThreshold = 0x80_0000;

/** No sequence number can be given out: the store fails or the IV Index is used up. */
export class SequenceError extends MeshError {
  override get name(): string {
    return "SequenceError";
  }
}

/**
 * The node's sequence numbers and the IV Index they belong to, in one record, so
 * that both change together. Numbers are reserved in blocks ahead of use: after
 * a power cut the node goes on behind the block. Mesh Protocol 1.1 §3.4.4.6, §3.11.5.
 */
export class Sequence {
  readonly #records: Records;
  readonly #block: number;
  #state: IvState;
  #next: number;
  #reserved: number;
  /** Lifts the 96 h minimum of the IV Update procedure. §3.11.5.1 */
  testMode = false;

  private constructor(records: Records, block: number, state: IvState, next: number) {
    this.#records = records;
    this.#block = block;
    this.#state = state;
    this.#next = next;
    this.#reserved = next;
  }

  /** A node's first numbers, stored at once. Throws SequenceError when that fails. `block`: 1..65536 numbers. */
  static create(records: Records, state: IvState, block: number): Sequence {
    const sequence = new Sequence(records, block, state, 0);
    if (!sequence.#save(state, 0)) throw new SequenceError("the store refuses the IV Index record");
    return sequence;
  }

  /** The numbers of a node that was there before; undefined where no sound record is stored. */
  static load(records: Records, block: number): Sequence | undefined {
    const record = records.read(key);
    if (!record) return undefined;
    if (record.length !== recordLength) {
      records.setAside(key, "length");
      return undefined;
    }
    const state = {
      ivIndex: getUint32BE(record, 0),
      inProgress: record[4] === 1,
      hours: getUint16BE(record, 5),
      sinceRecovery: getUint16BE(record, 7),
    };
    return new Sequence(records, block, state, getUint32BE(record, 9));
  }

  static erase(records: Records): void {
    records.delete(key);
  }

  get state(): IvState {
    return this.#state;
  }

  /** The next number to be given out. */
  get current(): number {
    return this.#next;
  }

  /** The index that the numbers given out now belong to. */
  get ivIndex(): number {
    return transmitIvIndex(this.#state);
  }

  /** Whether the node should start an IV Update. */
  get low(): boolean {
    return this.#next > updateThreshold;
  }

  /** Gives one number out. Throws SequenceError when none is left or none can be reserved. */
  next(): number {
    if (this.#next >= this.#reserved) {
      if (this.#next >= sequenceLimit)
        throw new SequenceError("all sequence numbers of this IV Index are used up");
      const bound = Math.min(this.#next + this.#block, sequenceLimit);
      if (!this.#save(this.#state, bound))
        throw new SequenceError("no sequence numbers can be reserved: the store fails");
      this.#reserved = bound;
    }
    return this.#next++;
  }

  /** Whether `event` would change the IV state so that the numbers start again from 0. */
  wouldReset(event: IvEvent): boolean {
    return ivUpdate(this.#state, event, this.testMode)?.resetSequence ?? false;
  }

  /** Runs the IV Update procedure. True when the IV Index or its state changed. */
  update(event: IvEvent): boolean {
    const transition = ivUpdate(this.#state, event, this.testMode);
    if (!transition) return false;
    const { state, resetSequence } = transition;
    const bound = resetSequence ? 0 : this.#reserved;
    // A state that cannot be stored is not entered: the next beacon tries again.
    if (!this.#save(state, bound)) return false;
    const changed =
      state.ivIndex !== this.#state.ivIndex || state.inProgress !== this.#state.inProgress;
    this.#state = state;
    if (resetSequence) {
      this.#next = 0;
      this.#reserved = 0;
    }
    return changed;
  }

  #save(state: IvState, bound: number): boolean {
    const record = new Uint8Array(recordLength);
    putUint32BE(record, 0, state.ivIndex);
    record[4] = state.inProgress ? 1 : 0;
    putUint16BE(record, 5, state.hours);
    putUint16BE(record, 7, state.sinceRecovery);
    putUint32BE(record, 9, bound);
    return this.#records.write(key, record);
  }
}
