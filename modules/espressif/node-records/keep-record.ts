import type { Diagnostics } from "../../base/diagnostics.js";
import { type NodeRecord, recordLength } from "./messages.js";
import { type RecordBook, Stage } from "./record-book.js";
import { judge, provisionsOn } from "./reported-record.js";

export interface RecordKeeping {
  readonly book: RecordBook;
  readonly diagnostics: Diagnostics;
  /** Records of other nodes' nodes that are kept at a time. */
  readonly limit: number;
}

/**
 * What became of a record. "new": it is kept, to be passed on. "done": there is nothing to
 * keep of it. "later": it cannot be kept now, and is to be reported again.
 */
export type Kept = "new" | "done" | "later";

/** Keeps a record that the node at `src` reports, where that may: what it may not tell of is dropped and counted. */
export function keepRecord(keeping: RecordKeeping, src: number, record: NodeRecord): Kept {
  const { book, diagnostics, limit } = keeping;
  const reporter = book.get(src);
  if (!reporter || !provisionsOn(reporter)) {
    diagnostics.drop("fast-provisioning.record", recordLength);
    return "later";
  }
  const own = [{ min: reporter.rangeMin, max: reporter.rangeMax }];
  const taken = book.within(record.address, record.elements);
  switch (judge(record, own, taken)) {
    case "refused":
      diagnostics.drop("fast-provisioning.record", recordLength);
      return "done";
    case "known":
      return "done";
    case "range": {
      const { rangeMax, rangeMin } = record;
      return book.put({ ...taken!, rangeMin, rangeMax, stage: Stage.configured })
        ? "done"
        : "later";
    }
    case "new":
      if (!book.hasRoom(limit)) {
        diagnostics.drop("fast-provisioning.full", recordLength);
        return "later";
      }
      return book.put({ ...record, stage: Stage.configured, own: false }) ? "new" : "later";
  }
}
