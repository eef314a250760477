import type { NetworkDatabase } from "../../../provisioner/database.js";
import { isRange, type UnicastRange } from "../../unicast-range.js";

/** The addresses in any of the ranges, as ranges that neither overlap nor adjoin, in ascending order. */
export function unitedRanges(ranges: readonly UnicastRange[]): readonly UnicastRange[] {
  const united: UnicastRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.min - b.min)) {
    const last = united[united.length - 1];
    if (last && range.min <= last.max + 1)
      united[united.length - 1] = { min: last.min, max: Math.max(last.max, range.max) };
    else united.push(range);
  }
  return united;
}

/**
 * The first addresses in a row, from `from` on, that are in a range and belong to no known node:
 * a node that nobody reported may have them. `ranges` as `unitedRanges` returns them. Undefined if
 * there is no further one.
 */
export function nextGap(
  ranges: readonly UnicastRange[],
  database: Pick<NetworkDatabase, "within">,
  from: number,
): UnicastRange | undefined {
  for (const { max, min: start } of ranges) {
    let min = Math.max(start, from);
    while (min <= max) {
      const node = database.within(min, max - min + 1);
      const gap = { min, max: node ? node.address - 1 : max };
      if (isRange(gap)) return gap;
      min = node!.address + node!.elements;
    }
  }
  return undefined;
}
