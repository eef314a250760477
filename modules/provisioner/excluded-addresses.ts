import { getUint16BE, getUint32BE, putUint16BE, putUint32BE } from "../base/bytes.js";
import { MeshError } from "../base/errors.js";
import type { Records } from "../base/records.js";
import type { DatabaseExclusion } from "./configuration-database.js";
import { hex } from "./node-records.js";

/** Addresses in a row that a node had which left; the key has the first one. */
const prefix = "px.";
/** IV Index (4), number of addresses (2), big-endian. */
const recordLength = 6;
/** Addresses in one record: no node has more. */
const longest = 255;
/** IV Indexes until addresses are free: then nobody drops what a new node sends as a replay. */
const indexes = 2;

interface Run {
  readonly first: number;
  readonly count: number;
  readonly ivIndex: number;
}

/**
 * Addresses of nodes that left, with the IV Index of that time: until it has grown by two, the
 * replay protection lists of other nodes would drop what a new node sends from there. Nothing of
 * them is kept in memory: they are looked for when an address is given out.
 */
export class ExcludedAddresses {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** In the order of the IV Indexes, and of the addresses. */
  get list(): readonly DatabaseExclusion[] {
    const byIndex = new Map<number, number[]>();
    for (const { count, first, ivIndex } of this.#runs(0, 0xffff)) {
      const addresses = byIndex.get(ivIndex) ?? [];
      byIndex.set(ivIndex, addresses);
      for (let each = first; each < first + count; each++) addresses.push(each);
    }
    return [...byIndex.keys()]
      .sort((a, b) => a - b)
      .map((ivIndex) => ({ ivIndex, addresses: byIndex.get(ivIndex)! }));
  }

  /** Excludes `count` addresses from `first` on. Throws MeshError where the store fails. */
  add(first: number, count: number, ivIndex: number): void {
    for (let at = first; at < first + count; at += longest) {
      const known = this.#read(prefix + hex(at));
      const run = { first: at, count: Math.min(longest, first + count - at), ivIndex };
      // Of two the longer and the later: an address is rather free too late.
      this.#write({
        ...run,
        count: Math.max(run.count, known?.count ?? 0),
        ivIndex: Math.max(ivIndex, known?.ivIndex ?? 0),
      });
    }
  }

  /** The first excluded address from `min` to `max`; 0: none. */
  firstWithin(min: number, max: number): number {
    let found = 0;
    for (const { first } of this.#runs(min, max)) {
      const address = Math.max(first, min);
      if (found === 0 || address < found) found = address;
    }
    return found;
  }

  /**
   * `elements` addresses in a row that are excluded no longer at this IV Index, and are `usable`;
   * 0: there are none. Their record is changed before. Throws MeshError where the store fails.
   */
  take(
    elements: number,
    ivIndex: number,
    usable: (first: number, last: number) => boolean,
  ): number {
    for (const run of this.#runs(0, 0xffff)) {
      const { count, first } = run;
      const [address, last] = [first + count - elements, first + count - 1];
      if (run.ivIndex + indexes > ivIndex || count < elements || !usable(address, last)) continue;
      if (this.#runs(address, last).length > 1) continue;
      if (count > elements) this.#write({ ...run, count: count - elements });
      else if (!this.#records.delete(prefix + hex(first)))
        throw new MeshError(`the store does not forget that ${hex(first)} is excluded`);
      return address;
    }
    return 0;
  }

  /** The records that have an address from `min` to `max`. */
  #runs(min: number, max: number): Run[] {
    const runs: Run[] = [];
    for (const key of this.#records.keys(prefix)) {
      const first = parseInt(key.slice(prefix.length), 16);
      if (first > max || first + longest <= min) continue;
      const run = this.#read(key);
      if (run && run.first + run.count > min) runs.push(run);
    }
    return runs.sort((a, b) => a.first - b.first);
  }

  #read(key: string): Run | undefined {
    const record = this.#records.read(key);
    if (!record) return undefined;
    if (record.length !== recordLength) {
      this.#records.setAside(key, "length");
      return undefined;
    }
    const first = parseInt(key.slice(prefix.length), 16);
    return { first, ivIndex: getUint32BE(record, 0), count: getUint16BE(record, 4) };
  }

  #write({ count, first, ivIndex }: Run): void {
    const record = new Uint8Array(recordLength);
    putUint32BE(record, 0, ivIndex);
    putUint16BE(record, 4, count);
    if (!this.#records.writeChecked(prefix + hex(first), record))
      throw new MeshError(`the store refuses that address ${hex(first)} is excluded`);
  }
}
