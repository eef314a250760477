import type { Diagnostics } from "../../../base/diagnostics.js";
import type { NetworkDatabase, NodeEntry } from "../../../provisioner/database.js";
import { type NodeRecord, recordLength } from "../../node-records/messages.js";
import { checkRecord, isProvisioner } from "../../node-records/record-check.js";
import type { ProvisionerRanges } from "../addresses/provisioner-ranges.js";

export interface RecordCollection {
  readonly database: NetworkDatabase;
  readonly ranges: ProvisionerRanges;
  readonly diagnostics: Diagnostics;
  readonly netKeyIndex: number;
}

/**
 * What the top provisioner makes of a record that the node at `src` reports: a new node, which
 * is in the database then; "done": nothing to keep, and what the node may not tell of is
 * dropped and counted; "later": it cannot be kept now, and is to be reported again.
 */
export function collectRecord(
  { database, diagnostics, netKeyIndex, ranges }: RecordCollection,
  src: number,
  record: NodeRecord,
): NodeEntry | "done" | "later" {
  const own = ranges.rangesOf(src);
  if (own.length === 0) {
    // Where it has a range, that is reported with it: what it reports now comes again then.
    diagnostics.drop("fast-provisioning.record", recordLength);
    return "later";
  }
  const { address, deviceKey, elements, rangeMax, rangeMin, uuid } = record;
  const taken = database.within(address, elements);
  const range = taken && ranges.reportedRange(taken.address);
  const judgement = checkRecord(
    record,
    own,
    taken && { ...taken, rangeMin: range!.min, rangeMax: range!.max },
  );
  if (judgement === "refused") diagnostics.drop("fast-provisioning.record", recordLength);
  if (judgement === "refused" || judgement === "known") return "done";
  // The range first: of a node that is known nobody tells it again.
  if (isProvisioner(record) && !ranges.storeReported(address, { min: rangeMin, max: rangeMax }))
    return "later";
  if (judgement === "range") return "done";
  const entry = { address, deviceKey, elements, uuid, netKeyIndex };
  try {
    database.add(entry);
  } catch {
    // The store fails, and told so: it is reported again, and then it is not known yet.
    database.remove(address);
    return "later";
  }
  return entry;
}
