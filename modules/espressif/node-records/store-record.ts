import type { Diagnostics } from "../../base/diagnostics.js";
import { type NodeRecord, recordLength } from "./messages.js";
import { type NodeRecordStore, Stage } from "./node-record-store.js";
import { checkRecord, isProvisioner } from "./record-check.js";

export interface RecordStorage {
  readonly nodes: NodeRecordStore;
  readonly diagnostics: Diagnostics;
  /** Maximum number of stored records that other nodes reported. */
  readonly limit: number;
}

/**
 * "new": the record was stored, to be forwarded. "done": there is nothing to store. "later": it
 * cannot be stored now and is to be reported again.
 */
export type StorageResult = "new" | "done" | "later";

/** Stores a record that the node at `src` reported. A record that `src` must not report is dropped and counted. */
export function storeRecord(
  storage: RecordStorage,
  src: number,
  record: NodeRecord,
): StorageResult {
  const { nodes, diagnostics, limit } = storage;
  const reporter = nodes.get(src);
  if (!reporter || !isProvisioner(reporter)) {
    diagnostics.drop("fast-provisioning.record", recordLength);
    return "later";
  }
  const own = [{ min: reporter.rangeMin, max: reporter.rangeMax }];
  const known = nodes.overlapping(record.address, record.elements);
  switch (checkRecord(record, own, known)) {
    case "refused":
      diagnostics.drop("fast-provisioning.record", recordLength);
      return "done";
    case "known":
      return "done";
    case "range": {
      const { rangeMax, rangeMin } = record;
      return nodes.put({ ...known!, rangeMin, rangeMax, stage: Stage.configured })
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
