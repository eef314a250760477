import { getUint16BE, putUint16BE } from "../../../base/bytes.js";
import { frozen } from "../../../base/frozen.js";
import type { Records } from "../../../base/records.js";
import { isRange, sameRange, type UnicastRange } from "../../unicast-range.js";

/** "fast.r.7fff" is the longest key. */
const prefix = "fast.r.";
const rangeOctets = 4;
const noRange = frozen({ min: 0, max: 0 });

/**
 * The ranges of addresses that nodes were given to hand out, as the top provisioner knows them:
 * a node may report nodes of its own alone. They are in the store only, as a node reports
 * seldom, and a chip has no memory to spare. Record of a node, by its primary address: the
 * lowest and highest address of each range, 2 octets each, big-endian; first the one that was
 * reported with it, 0 and 0 where there is none, then those that this provisioner gave it.
 */
export class ProvisionerRanges {
  readonly #records: Records;

  constructor({ records }: { readonly records: Records }) {
    this.#records = records;
  }

  /** All ranges of a node. */
  rangesOf(address: number): readonly UnicastRange[] {
    return this.#read(address).filter(({ min }) => min !== 0);
  }

  /** The range that was reported with a node; 0 to 0: none was. */
  reportedRange(address: number): UnicastRange {
    return this.#read(address)[0] ?? noRange;
  }

  /** Keeps the range that is reported with a node. False where the store fails. */
  storeReported(address: number, range: UnicastRange): boolean {
    return this.#write(address, [range, ...this.#read(address).slice(1)]);
  }

  /** Keeps a range that the node is about to be given. False where the store fails. */
  storeAssigned(address: number, range: UnicastRange): boolean {
    const [reported = noRange, ...given] = this.#read(address);
    if (given.some((earlier) => sameRange(earlier, range))) return true;
    return this.#write(address, [reported, ...given, range]);
  }

  #read(address: number): readonly UnicastRange[] {
    const key = keyOf(address);
    const record = this.#records.read(key);
    if (!record) return [];
    const ranges: UnicastRange[] = [];
    for (let at = 0; at + rangeOctets <= record.length; at += rangeOctets)
      ranges.push({ min: getUint16BE(record, at), max: getUint16BE(record, at + 2) });
    const sound = ({ min, max }: UnicastRange, place: number) =>
      isRange({ min, max }) || (place === 0 && min === 0 && max === 0);
    if (record.length % rangeOctets === 0 && ranges.every(sound)) return ranges;
    this.#records.setAside(key, "content");
    return [];
  }

  #write(address: number, ranges: readonly UnicastRange[]): boolean {
    const record = new Uint8Array(rangeOctets * ranges.length);
    for (const [i, { min, max }] of ranges.entries()) {
      putUint16BE(record, rangeOctets * i, min);
      putUint16BE(record, rangeOctets * i + 2, max);
    }
    return this.#records.write(keyOf(address), record);
  }
}

function keyOf(address: number): string {
  return prefix + address.toString(16).padStart(4, "0");
}
