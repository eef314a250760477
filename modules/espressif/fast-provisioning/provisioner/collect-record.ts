import type { Diagnostics } from "../../../base/diagnostics.js";
import type { NetworkDatabase, NodeEntry } from "../../../provisioner/database.js";
import { type NodeRecord, recordLength } from "../../node-records/messages.js";
import { checkRecord, isProvisioner } from "../../node-records/record-check.js";
import type { ProvisionerRanges } from "../addresses/provisioner-ranges.js";
import { checkOwnRecord } from "../recovery/own-range.js";

export interface RecordCollection {
  readonly database: NetworkDatabase;
  readonly ranges: ProvisionerRanges;
  readonly diagnostics: Diagnostics;
  readonly netKeyIndex: number;
}

/**
 * Adds a record that the node at `src` reported to the database of the top provisioner.
 * Returns the new node; "done" if there is nothing to add, after a record that `src` must not
 * report was dropped and counted; "later" if it cannot be stored now and is to be reported again.
 */
export function collectRecord(
  { database, diagnostics, netKeyIndex, ranges }: RecordCollection,
  src: number,
  record: NodeRecord,
): NodeEntry | "done" | "later" {
  if (record.address === src) return collectOwnRecord({ database, diagnostics, ranges }, record);
  const own = ranges.rangesOf(src);
  if (own.length === 0) {
    // If it is a provisioner its range arrives with its own record: it repeats the report after that.
    diagnostics.drop("fast-provisioning.record", recordLength);
    return "later";
  }
  const { address, deviceKey, elements, rangeMax, rangeMin, uuid } = record;
  const taken = database.within(address, elements);
  const range = taken && ranges.reportedRange(taken.address);
  const check = checkRecord(
    record,
    own,
    taken && { ...taken, rangeMin: range!.min, rangeMax: range!.max },
  );
  if (check === "refused") diagnostics.drop("fast-provisioning.record", recordLength);
  if (check === "refused" || check === "known") return "done";
  // The range is stored first: it is not reported again once the node is in the database.
  if (isProvisioner(record) && !ranges.storeReported(address, { min: rangeMin, max: rangeMax }))
    return "later";
  if (check === "range") return "done";
  const entry = { address, deviceKey, elements, uuid, netKeyIndex };
  try {
    database.add(entry);
  } catch {
    // The store failed: the node is removed, so that the repeated report adds it.
    database.remove(address);
    return "later";
  }
  return entry;
}

/** Stores the range of a provisioner that was recovered. It names it itself, as its provisioner is gone. */
function collectOwnRecord(
  { database, diagnostics, ranges }: Omit<RecordCollection, "netKeyIndex">,
  record: NodeRecord,
): "done" | "later" {
  const { address, rangeMax: max, rangeMin: min } = record;
  const check = checkOwnRecord({ database, ranges }, record);
  if (check === "refused") diagnostics.drop("fast-provisioning.record", recordLength);
  return check !== "range" || ranges.storeReported(address, { min, max }) ? "done" : "later";
}
