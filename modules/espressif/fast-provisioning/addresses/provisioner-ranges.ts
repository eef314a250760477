import { getUint16BE, putUint16BE } from "../../../base/bytes.js";
import { frozen } from "../../../base/frozen.js";
import type { Records } from "../../../base/records.js";
import { isRange, sameRange, type UnicastRange } from "../../unicast-range.js";

/** Keys are at most 11 characters long: "fast.r.7fff". */
const prefix = "fast.r.";
const rangeOctets = 4;
const noRange = frozen({ min: 0, max: 0 });

/**
 * The unicast address ranges of provisioners, as the top provisioner knows them: records of
 * nodes are accepted from the provisioner of their range only. They are read from the store
 * each time, because reports are rare and the memory of a chip is small. Record of a node: the
 * lowest and highest address of each range, 2 octets each, big-endian. The first range is the
 * one in the node's own record, 0 and 0 without one, as of a node that may name it itself; the others were assigned by the top
 * provisioner.
 */
export class ProvisionerRanges {
  readonly #records: Records;

  constructor({ records }: { readonly records: Records }) {
    this.#records = records;
  }

  /** All ranges of the node with this primary element address. */
  rangesOf(address: number): readonly UnicastRange[] {
    return this.#read(address).filter(({ min }) => min !== 0);
  }

  /** The range in the node's record; 0 to 0 without one. */
  reportedRange(address: number): UnicastRange {
    return this.#read(address)[0] ?? noRange;
  }

  /**
   * The node's own record will not come, as its provisioner is gone: if it is a provisioner it names its
   * range itself. False if the store fails.
   */
  storeAwaited(address: number): boolean {
    return this.#read(address).length > 0 || this.#write(address, [noRange]);
  }

  /** Whether the node may name its own range, and has not yet. */
  isAwaited(address: number): boolean {
    const [reported] = this.#read(address);
    return reported !== undefined && sameRange(reported, noRange);
  }

  /** The ranges of all provisioners. */
  get all(): readonly UnicastRange[] {
    const all: UnicastRange[] = [];
    for (const address of this.#provisioners())
      for (const range of this.rangesOf(address)) all.push(range);
    return all;
  }

  /**
   * The provisioner that assigned the addresses from `first` to `last` to a node, by its primary element
   * address: the smallest range with them is its own, as each provisioner has its range out of that of
   * another one. Undefined if no range has them.
   */
  assignerOf(first: number, last: number): number | undefined {
    let assigner: number | undefined;
    let smallest = Infinity;
    for (const address of this.#provisioners())
      for (const { min, max } of this.rangesOf(address)) {
        if (first < min || last > max || max - min >= smallest) continue;
        smallest = max - min;
        assigner = address;
      }
    return assigner;
  }

  #provisioners(): readonly number[] {
    return this.#records.keys(prefix).map((key) => parseInt(key.slice(prefix.length), 16));
  }

  /** Stores the range in the node's record. False if the store fails. */
  storeReported(address: number, range: UnicastRange): boolean {
    return this.#write(address, [range, ...this.#read(address).slice(1)]);
  }

  /** Stores a range that is about to be sent to the node. False if the store fails. */
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
