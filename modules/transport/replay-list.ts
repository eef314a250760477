import type { Diagnostics } from "../base/diagnostics.js";
import type { Records } from "../base/records.js";
import type { Crypto } from "../host/crypto.js";
import {
  ReplayAnswer,
  ReplayFlag,
  replayRecordLength,
  type ReplayTable,
} from "../host/replay-table.js";
import type { IvState } from "../network/iv-update.js";
import { ReplayRecords } from "./replay-records.js";
import { replayTable } from "./replay-table.js";

/** The beginning of the keys in the store. */
const prefix = "r.";

/** Entries reserved for configurators: a provisioner, and one that replaces it. */
const configurators = 2;
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
  /** It may have a table in native code. */
  readonly crypto: Pick<Crypto, "replayTable">;
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
  private readonly records: Records;
  private readonly diagnostics: Diagnostics;
  private readonly sequence: ReplayListOptions["sequence"];
  private readonly stored: ReplayRecords;
  /** The entries, for code that only asks. */
  readonly table: ReplayTable;
  private readonly capacity: number;
  /** The record that is written next, whole. */
  private readonly record = new Uint8Array(replayRecordLength);
  private kept: readonly number[] = [];
  /** Whether it was traced that few entries are free. */
  private traced = false;
  /** The IV Index for which expired entries were looked for. */
  private cleared = -1;

  constructor(options: ReplayListOptions) {
    const { capacity, records } = options;
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 0x7fff)
      throw new RangeError(`capacity ${capacity}: 1..32767 sources`);
    this.records = records;
    this.diagnostics = options.diagnostics;
    this.sequence = options.sequence;
    this.stored = new ReplayRecords(records, prefix);
    const entries = this.stored.load();
    this.capacity = Math.max(capacity, entries.length);
    this.table = replayTable(options.crypto, this.capacity);
    for (const { copy, ivIndex, seq, src, trusted, uncertain } of entries)
      this.table.load(
        src,
        ivIndex,
        seq,
        (copy === 1 ? ReplayFlag.second : 0) |
          (trusted ? ReplayFlag.trusted : 0) |
          (uncertain ? ReplayFlag.uncertain : 0),
      );
    this.dropExpired();
  }

  /** Sources with an entry. */
  get size(): number {
    return this.table.size();
  }

  /** Sources that always get an entry, unless there are more of them than entries. */
  keep(sources: readonly number[]): void {
    this.kept = sources;
  }

  /** Whether a PDU may be new: its number is above that of the last message of its source. */
  isNew(src: number, ivIndex: number, seq: number): boolean {
    return this.table.isNew(src, ivIndex, seq);
  }

  /**
   * What a segment of a message that is not being reassembled belongs to: one that may be
   * new, the last segmented one that was delivered, or one before that. `firstSeq`: SEQ of
   * the message's first segment. §3.5.3.4
   */
  segmented(src: number, ivIndex: number, firstSeq: number): "new" | "last" | "old" {
    const step = this.table.segmented(src, ivIndex, firstSeq);
    return step > 0 ? "new" : step === 0 ? "last" : "old";
  }

  /**
   * Enters a message before a model gets it; `trusted`: it was encrypted with a device key.
   * Undefined: the model may get it; else why not. Where the store fails the model gets it
   * nevertheless: the list in RAM protects until the node is switched off, and the failure is traced.
   */
  admit(message: ReplayCandidate, trusted: boolean): ReplayRefusal | undefined {
    const { firstSeq, ivIndex, segmented, seq, src } = message;
    const table = this.table;
    const record = this.record;
    let kind = trusted ? ReplayFlag.trusted : 0;
    if (segmented)
      kind |=
        message.bytes.length <= maximumUnsegmented
          ? ReplayFlag.segmented | ReplayFlag.short
          : ReplayFlag.segmented;
    let key = table.admit(src, ivIndex, seq, firstSeq, kind, record, prefix);
    if (key === ReplayAnswer.unknownSource) {
      if (!this.add(src, trusted)) return "network.replay-list-full";
      key = table.admit(src, ivIndex, seq, firstSeq, kind, record, prefix);
    }
    if (typeof key === "number") return this.refused(src, key);
    if (!this.records.writeWhole(key, record)) table.unwritten(src);
    return undefined;
  }

  /** Stores that a message was refused, where its record is to be written. */
  private refused(src: number, answer: number): ReplayRefusal {
    if (answer !== ReplayAnswer.refused) {
      const key = this.table.recordKey(prefix, src, ReplayAnswer.refusedFirst - answer);
      if (!this.records.writeWhole(key, this.record)) this.table.unwritten(src);
    }
    return "network.replay";
  }

  /** Makes an entry for a new source; false where it gets none. */
  private add(src: number, trusted: boolean): boolean {
    if (this.left <= this.few) this.dropExpired();
    const kept = trusted || this.kept.includes(src);
    if (!(kept || this.left > 0) || !this.table.add(src)) return false;
    // The entry of a configurator or a peer of the node was reserved for it.
    this.traceFew(this.left + (trusted ? 1 : 0));
    return true;
  }

  /** Free entries for other sources below which the node traces it. */
  private get few(): number {
    return Math.max(1, this.capacity >> 3);
  }

  /** Free entries for other sources: those that are not reserved. */
  private get left(): number {
    const table = this.table;
    const capacity = this.capacity;
    let needed = Math.max(0, Math.min(configurators, capacity >> 2) - table.trusted());
    for (const kept of this.kept) if (!table.has(kept)) needed++;
    return Math.max(0, capacity - table.size() - needed);
  }

  private traceFew(left: number): void {
    const few = left <= this.few;
    if (few && !this.traced) this.diagnostics.emit({ type: "replay-list.few-places", left });
    this.traced = few;
  }

  /** Removes entries whose IV Index is below the previous one: such PDUs are not received any longer. §3.11.5 */
  private dropExpired(): void {
    const { ivIndex } = this.sequence.state;
    if (ivIndex === this.cleared) return;
    this.cleared = ivIndex;
    for (let src = this.table.expire(ivIndex); src !== 0; src = this.table.expire(ivIndex))
      this.stored.delete(src);
  }
}
