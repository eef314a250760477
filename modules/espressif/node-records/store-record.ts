import type { Diagnostics } from "../../base/diagnostics.js";
import { type NodeRecord, recordLength } from "./messages.js";
import { type NodeRecordStore, Stage } from "./node-record-store.js";
import { checkRecord, isProvisioner } from "./record-check.js";

export interface RecordStorage {
  readonly nodes: NodeRecordStore;
  readonly diagnostics: Diagnostics;
  /** Records of other nodes' nodes that are kept at a time. */
  readonly limit: number;
}

/**
 * What became of a record. "new": it is kept, to be passed on. "done": there is nothing to
 * keep of it. "later": it cannot be kept now, and is to be reported again.
 */
export type StorageResult = "new" | "done" | "later";

/** Keeps a record that the node at `src` reports, where that may: what it may not tell of is dropped and counted. */
export function storeRecord(
  keeping: RecordStorage,
  src: number,
  record: NodeRecord,
): StorageResult {
  const { nodes, diagnostics, limit } = keeping;
  const reporter = nodes.get(src);
  if (!reporter || !isProvisioner(reporter)) {
    diagnostics.drop("fast-provisioning.record", recordLength);
    return "later";
  }
  const own = [{ min: reporter.rangeMin, max: reporter.rangeMax }];
  const taken = nodes.overlapping(record.address, record.elements);
  switch (checkRecord(record, own, taken)) {
    case "refused":
      diagnostics.drop("fast-provisioning.record", recordLength);
      return "done";
    case "known":
      return "done";
    case "range": {
      const { rangeMax, rangeMin } = record;
      return nodes.put({ ...taken!, rangeMin, rangeMax, stage: Stage.configured })
        ? "done"
        : "later";
    }
    case "new":
      if (!nodes.hasRoom(limit)) {
        diagnostics.drop("fast-provisioning.full", recordLength);
        return "later";
      }
      return nodes.put({ ...record, stage: Stage.configured, own: false }) ? "new" : "later";
  }
}
