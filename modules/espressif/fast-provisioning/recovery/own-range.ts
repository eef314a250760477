import { equalBytes } from "../../../base/bytes.js";
import type { NetworkDatabase } from "../../../provisioner/database.js";
import type { NodeRecord } from "../../node-records/messages.js";
import { hasValidRange, isProvisioner } from "../../node-records/record-check.js";
import { rangesOverlap, type UnicastRange } from "../../unicast-range.js";
import type { ProvisionerRanges } from "../addresses/provisioner-ranges.js";

export interface KnownNetwork {
  readonly database: Pick<NetworkDatabase, "at" | "within">;
  readonly ranges: Pick<ProvisionerRanges, "all" | "isAwaited" | "reportedRange">;
}

/**
 * Checks the record that a provisioner sent of itself. "range": its range is to be stored. "known":
 * it is stored. "refused": the node is not one that may name its range, or it was not assigned this one.
 */
export function checkOwnRecord(
  { database, ranges }: KnownNetwork,
  record: NodeRecord,
): "range" | "known" | "refused" {
  const { address, rangeMax: max, rangeMin: min } = record;
  const node = database.at(address);
  const same =
    node?.address === address &&
    node.elements === record.elements &&
    equalBytes(node.uuid, record.uuid) &&
    equalBytes(node.deviceKey, record.deviceKey);
  if (!same || !isProvisioner(record) || !hasValidRange(record)) return "refused";
  const reported = ranges.reportedRange(address);
  if (reported.min === min && reported.max === max) return "known";
  // A node of these addresses would have another provisioner: they are of none while the range is unknown.
  if (!ranges.isAwaited(address) || database.within(min, max - min + 1)) return "refused";
  return isAssignable({ min, max }, address, ranges.all) ? "range" : "refused";
}

/**
 * Whether the provisioner that assigned `address` to a node can have assigned it this range as well: all
 * known ranges with addresses of it have the whole of it, and the node, and there is one of these.
 */
function isAssignable(
  range: UnicastRange,
  address: number,
  known: readonly UnicastRange[],
): boolean {
  if (range.min <= address && address <= range.max) return false;
  let assigned = false;
  for (const other of known) {
    if (!rangesOverlap(other, range)) continue;
    const { max, min } = other;
    if (range.min < min || range.max > max || address < min || address > max) return false;
    assigned = true;
  }
  return assigned;
}
