import { equalBytes } from "../../base/bytes.js";
import type { UnicastRange } from "../unicast-range.js";
import type { NodeRecord } from "./messages.js";

/** Whether the node was assigned a unicast address range: it is a provisioner, and reports nodes. */
export function isProvisioner({ rangeMin }: Pick<NodeRecord, "rangeMin">): boolean {
  return rangeMin !== 0;
}

/** Whether the range of a record is valid, or 0 and 0. */
export function hasValidRange({
  rangeMin,
  rangeMax,
}: Pick<NodeRecord, "rangeMin" | "rangeMax">): boolean {
  return rangeMin === 0 ? rangeMax === 0 : rangeMin <= rangeMax;
}

/**
 * The result of the check of a reported record. "new": the node is not known. "range": the node
 * is known, its range is not. "known": node and range are known. "refused": its addresses belong
 * to another node or are outside the ranges of the reporter.
 */
export type RecordCheck = "new" | "range" | "known" | "refused";

/**
 * Checks a reported record. A provisioner assigns addresses and ranges out of its own range
 * only, so a record with other addresses is refused: otherwise a node could pass itself off as
 * another one. Addresses and ranges are assigned once: a different record for a known node is
 * refused. `own`: the ranges of the reporter; `known`: the known node with elements at these
 * addresses, if there is one.
 */
export function checkRecord(
  record: NodeRecord,
  own: readonly UnicastRange[],
  known: NodeRecord | undefined,
): RecordCheck {
  const { address, elements, rangeMin, rangeMax } = record;
  if (!hasValidRange(record) || !isInside(address, address + elements - 1, own)) return "refused";
  if (isProvisioner(record) && !isInside(rangeMin, rangeMax, own)) return "refused";
  if (!known) return "new";
  if (!sameNode(record, known)) return "refused";
  if (!isProvisioner(record)) return "known";
  if (!isProvisioner(known)) return "range";
  return rangeMin === known.rangeMin && rangeMax === known.rangeMax ? "known" : "refused";
}

function isInside(min: number, max: number, ranges: readonly UnicastRange[]): boolean {
  for (const range of ranges) if (range.min <= min && max <= range.max) return true;
  return false;
}

function sameNode(a: NodeRecord, b: NodeRecord): boolean {
  return (
    a.address === b.address &&
    a.elements === b.elements &&
    equalBytes(a.uuid, b.uuid) &&
    equalBytes(a.deviceKey, b.deviceKey)
  );
}
