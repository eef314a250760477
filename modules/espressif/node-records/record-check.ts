import { equalBytes } from "../../base/bytes.js";
import type { UnicastRange } from "../unicast-range.js";
import type { NodeRecord } from "./messages.js";

/** Whether the node was given addresses to hand out: it will report nodes itself. */
export function isProvisioner({ rangeMin }: Pick<NodeRecord, "rangeMin">): boolean {
  return rangeMin !== 0;
}

/** Whether the range of a record is one, or none at all. */
export function hasValidRange({
  rangeMin,
  rangeMax,
}: Pick<NodeRecord, "rangeMin" | "rangeMax">): boolean {
  return rangeMin === 0 ? rangeMax === 0 : rangeMin <= rangeMax;
}

/**
 * What to make of a record that a node reports. "new": it is to be kept. "range": the node
 * is known, and its range is new. "known": it says nothing new. "refused": it is another
 * node under an address that is taken, or none of the reporter's to tell of.
 */
export type RecordCheck = "new" | "range" | "known" | "refused";

/**
 * A node hands out addresses of its range, or parts of it to those who hand out in turn: what
 * it reports, itself or for them, has its addresses there. Who reports any other, to be taken
 * for the node that gets them, is refused. An address is given to a node once, and a range as
 * well: what was reported first stays. `own`: the ranges that the reporter was given; `taken`:
 * the node that has elements at these addresses.
 */
export function checkRecord(
  record: NodeRecord,
  own: readonly UnicastRange[],
  taken: NodeRecord | undefined,
): RecordCheck {
  const { address, elements, rangeMin, rangeMax } = record;
  if (!hasValidRange(record) || !isInside(address, address + elements - 1, own)) return "refused";
  if (isProvisioner(record) && !isInside(rangeMin, rangeMax, own)) return "refused";
  if (!taken) return "new";
  if (!sameNode(record, taken)) return "refused";
  if (!isProvisioner(record)) return "known";
  if (!isProvisioner(taken)) return "range";
  return rangeMin === taken.rangeMin && rangeMax === taken.rangeMax ? "known" : "refused";
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
