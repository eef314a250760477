import type { Records } from "../../base/records.js";
import { ReplayRecords } from "../../transport/replay-records.js";
import { SourceIndex } from "../../transport/source-index.js";
import type { WriteBudget } from "./write-budget.js";

// A word for each source:
/** One past the highest SSEQ; 0: it is not known, as its records were damaged. */
const numberMask = 0x01ff_ffff;
/** The copy in the store that was written last. */
const copyFlag = 0x1000_0000;
/** The store has lost the number of the last Solicitation PDU, which may be received again. */
const uncertainFlag = 0x2000_0000;

/** Why a Solicitation PDU is dropped. */
export type SolicitationRefusal =
  "solicitation.replay" | "solicitation.replay-list-full" | "solicitation.rate";

/**
 * The solicitation replay protection list: the highest SSEQ of each SSRC. It is stored before the
 * node reacts, so that no Solicitation PDU is accepted again after a power cut. An entry
 * leaves only by the Solicitation PDU RPL Configuration Server. Mesh Protocol 1.1 §6.9.
 *
 * Each PDU that is admitted is a write: a WriteBudget limits them, since a holder of the NetKey makes
 * as many as the air carries. What is refused for that may be admitted later.
 */
export class SolicitationReplayList {
  private readonly stored: ReplayRecords;
  private readonly index: SourceIndex;
  private readonly words: Uint32Array;
  private readonly budget: Pick<WriteBudget, "take">;

  /** `capacity`: sources, 1..65534; more where more are stored. */
  constructor(records: Records, capacity: number, budget: Pick<WriteBudget, "take">) {
    this.budget = budget;
    this.stored = new ReplayRecords(records, "s.");
    const entries = this.stored.load();
    const places = Math.max(capacity, entries.length);
    this.index = new SourceIndex(places);
    this.words = new Uint32Array(places);
    for (const { copy, seq, src, uncertain } of entries)
      this.words[this.index.add(src)] =
        (seq + 1) | (copy === 1 ? copyFlag : 0) | (uncertain ? uncertainFlag : 0);
  }

  /** Sources with an entry. */
  get size(): number {
    return this.index.size;
  }

  /**
   * Enters an authentic Solicitation PDU. Undefined: the node reacts to it; else why not. Where the
   * store fails the node reacts nevertheless: the list in RAM protects until the node is switched
   * off, and the failure is traced.
   */
  admit(src: number, seq: number): SolicitationRefusal | undefined {
    const { index, words } = this;
    let place = index.find(src);
    // Of the two records of a new source the first is the one to be written.
    let before = copyFlag;
    if (place >= 0) before = words[place]!;
    else if (index.size >= index.capacity) return "solicitation.replay-list-full";
    if (seq < (before & numberMask)) return "solicitation.replay";
    if (!this.budget.take()) return "solicitation.rate";
    if (place < 0) place = index.add(src);
    const copy = (before & copyFlag) === 0 ? 1 : 0;
    const stored = this.stored.write(src, 0, seq, false, copy);
    words[place] = (seq + 1) | (stored ? (copy === 1 ? copyFlag : 0) : before & copyFlag);
    return (before & uncertainFlag) === 0 ? undefined : "solicitation.replay";
  }

  /** Removes the entries of `count` addresses from `first` on. */
  clear(first: number, count: number): void {
    const { index } = this;
    for (let place = 0; place < index.capacity; place++) {
      const src = index.source(place);
      if (src < first || src >= first + count || src === 0) continue;
      this.stored.delete(src);
      index.remove(src);
    }
  }
}
