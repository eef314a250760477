import { getUint16BE, getUint32BE, putUint16BE, putUint32BE } from "../base/bytes.js";
import { MeshError } from "../base/errors.js";
import type { Records } from "../base/records.js";
import {
  type IvEvent,
  type IvState,
  ivUpdate,
  maximumTime,
  recoveryTime,
  transmitIvIndex,
} from "./iv-update.js";
import { sequenceLimit } from "./limits.js";

const key = "iv";
/** IV Index (4), in progress (1; 2: the IV Index is unknown), minutes in the state (2), minutes since a recovery (2), bound (4), address (2). */
const recordLength = 15;
/** Earlier versions: hours in the place of minutes, and no address. */
const earlierLength = 13;
const unknownOctet = 2;
/** No address: the numbers belong to the address that the node has. */
const anyAddress = 0;
/** Above this number the node starts an IV Update procedure. */
const updateThreshold = 0x80_0000;

/** Gets the IV Index. */
export interface IvIndexFollower {
  setIvIndex(ivIndex: number): void;
}

/** No sequence number is available: the store fails or the numbers of the IV Index are used up. */
export class SequenceError extends MeshError {
  override get name(): string {
    return "SequenceError";
  }
}

/**
 * The node's sequence numbers, the IV Index and the address they belong to, in one
 * record, so that all change together. Numbers are reserved in blocks ahead of use: after
 * a power cut the node continues after the block. Where the node has another address than
 * the record, its numbers start at 0: so its address changes with one write, of its
 * identity, and no number is used twice if a write fails. Mesh Protocol 1.1 §3.4.4.6, §3.11.5.
 */
export class Sequence {
  private readonly records: Records;
  private readonly block: number;
  private readonly address: number;
  #state: IvState;
  #next: number;
  private reserved: number;
  private follower: IvIndexFollower | undefined;
  /** Lifts the 96 h minimum of the IV Update procedure. §3.11.5.1 */
  testMode = false;
  /** Stored minutes less those of the state; see PoweredTime. */
  ahead = 0;
  /** The times that are stored. */
  private storedMinutes = -1;
  private storedRecovery = -1;

  private constructor(
    records: Records,
    block: number,
    address: number,
    state: IvState,
    next: number,
  ) {
    this.records = records;
    this.block = block;
    this.address = address;
    this.#state = state;
    this.#next = next;
    this.reserved = next;
  }

  /**
   * A node's first numbers, stored at once. Throws SequenceError when that fails. `block`:
   * 1..65536 numbers; `address`: the node's unicast address.
   */
  static create(
    records: Records,
    state: IvState,
    block: number,
    address: number = anyAddress,
  ): Sequence {
    const sequence = new Sequence(records, block, address, state, 0);
    if (!sequence.save(state, 0)) throw new SequenceError("the store refuses the IV Index record");
    return sequence;
  }

  /** The numbers of the node at `address` from the store; undefined where there is no valid record. */
  static load(records: Records, block: number, address: number = anyAddress): Sequence | undefined {
    const record = records.read(key);
    if (!record) return undefined;
    const earlier = record.length === earlierLength;
    if (!earlier && record.length !== recordLength) {
      records.setAside(key, "length");
      return undefined;
    }
    const unit = earlier ? 60 : 1;
    const state = {
      ivIndex: getUint32BE(record, 0),
      inProgress: record[4] === 1,
      ...(record[4] === unknownOctet && { unknown: true as const }),
      minutes: getUint16BE(record, 5) * unit,
      sinceRecovery: getUint16BE(record, 7) * unit,
    };
    const owner = earlier ? anyAddress : getUint16BE(record, 13);
    const same = owner === anyAddress || address === anyAddress || owner === address;
    const next = same ? getUint32BE(record, 9) : 0;
    const sequence = new Sequence(records, block, address, state, next);
    sequence.storedMinutes = state.minutes;
    sequence.storedRecovery = state.sinceRecovery;
    return sequence;
  }

  /**
   * Stores the address that the numbers belong to, where the record has none yet: before a node
   * gets another address. False where the store fails.
   */
  static claim(records: Records, block: number, address: number): boolean {
    const record = records.read(key);
    if (record?.length !== earlierLength) return true;
    const sequence = Sequence.load(records, block, address);
    return sequence !== undefined && sequence.save(sequence.#state, sequence.#next);
  }

  static erase(records: Records): void {
    records.delete(key);
  }

  /** Tells `follower` the IV Index now, and whenever it changes; undefined: nobody from now on. */
  follow(follower: IvIndexFollower | undefined): void {
    this.follower = follower;
    follower?.setIvIndex(this.#state.ivIndex);
  }

  get state(): IvState {
    return this.#state;
  }

  /** The next sequence number. */
  get current(): number {
    return this.#next;
  }

  /** The IV Index that the next sequence number is used with. */
  get ivIndex(): number {
    return transmitIvIndex(this.#state);
  }

  /** Whether the node should start an IV Update. */
  get low(): boolean {
    return this.#next > updateThreshold;
  }

  /** Takes the next sequence number. Throws SequenceError when none is left or none can be reserved. */
  next(): number {
    if (this.#next >= this.reserved) {
      if (this.#state.unknown)
        throw new SequenceError(
          "the IV Index of the network is unknown: wait until a beacon of it is received",
        );
      if (this.#next >= sequenceLimit)
        throw new SequenceError("all sequence numbers of this IV Index are used up");
      const bound = Math.min(this.#next + this.block, sequenceLimit);
      if (!this.save(this.#state, bound))
        throw new SequenceError("no sequence numbers can be reserved: the store fails");
      this.reserved = bound;
    }
    return this.#next++;
  }

  /** Whether the sequence numbers would start at 0 again after `event`. */
  wouldReset(event: IvEvent): boolean {
    return ivUpdate(this.#state, event, this.testMode)?.resetSequence ?? false;
  }

  /** Stores the time in the state, where that is not stored yet. */
  saveTime(): void {
    const { minutes, sinceRecovery } = this.#state;
    if (this.timeOf(minutes, maximumTime) === this.storedMinutes)
      if (this.timeOf(sinceRecovery, recoveryTime) === this.storedRecovery) return;
    this.save(this.#state, this.reserved);
  }

  /** Runs the IV Update procedure; time that passes is not stored. True when the IV Index or its state changed. */
  update(event: IvEvent): boolean {
    const transition = ivUpdate(this.#state, event, this.testMode);
    if (!transition) return false;
    const { state, resetSequence } = transition;
    const bound = resetSequence ? 0 : this.reserved;
    const { ivIndex, inProgress } = this.#state;
    const found = this.#state.unknown !== state.unknown;
    const changed = found || state.ivIndex !== ivIndex || state.inProgress !== inProgress;
    // A state that cannot be stored is not entered: the next beacon causes another attempt.
    if (changed && !this.save(state, bound)) return false;
    this.#state = state;
    if (resetSequence) {
      this.#next = 0;
      this.reserved = 0;
    }
    if (state.ivIndex !== ivIndex) this.follower?.setIvIndex(state.ivIndex);
    return changed;
  }

  private save(state: IvState, bound: number): boolean {
    const record = new Uint8Array(recordLength);
    putUint32BE(record, 0, state.ivIndex);
    record[4] = state.unknown ? unknownOctet : state.inProgress ? 1 : 0;
    const minutes = this.timeOf(state.minutes, maximumTime);
    const sinceRecovery = this.timeOf(state.sinceRecovery, recoveryTime);
    putUint16BE(record, 5, minutes);
    putUint16BE(record, 7, sinceRecovery);
    putUint32BE(record, 9, bound);
    putUint16BE(record, 13, this.address);
    if (!this.records.writeChecked(key, record)) return false;
    this.storedMinutes = minutes;
    this.storedRecovery = sinceRecovery;
    return true;
  }

  /** What is stored of a time. */
  private timeOf(minutes: number, most: number): number {
    return Math.min(Math.max(minutes + this.ahead, 0), most);
  }
}
