import { getUint16BE, putUint16BE } from "../base/bytes.js";
import { checkWhole } from "../base/check.js";
import { MeshError } from "../base/errors.js";
import type { Records } from "../base/records.js";
import { ExcludedAddresses } from "./excluded-addresses.js";
import type { NodeTable } from "./node-table.js";

/** Two, of which the lower one is replaced: where that is torn the other has what was given out. */
const addressKey = "p-next";
const secondAddressKey = "p-next2";

const lastUnicast = 0x7fff;
/** 0000 is no unicast address: a provisioner without an address of its own. */
const noAddress = 0;

/** Unicast addresses from `min` to `max`, both included. */
export interface AddressRange {
  /** First address of the range. */
  readonly min: number;
  /** Last address of the range. */
  readonly max: number;
}

function text({ max, min }: AddressRange): string {
  return min === max ? `${min}` : `${min} to ${max}`;
}

/**
 * The ranges in the order of their addresses, those that adjoin as one. Throws RangeError that names the range which is
 * none, or which overlaps another.
 */
export function checkRanges(ranges: readonly AddressRange[]): readonly AddressRange[] {
  if (ranges.length === 0) throw new RangeError("ranges: at least one is needed");
  for (let i = 0; i < ranges.length; i++) {
    const { max, min } = ranges[i]!;
    checkWhole(`ranges[${i}].min`, min, 1, lastUnicast);
    checkWhole(`ranges[${i}].max`, max, min, lastUnicast);
  }
  const sorted = ranges.slice().sort((a, b) => a.min - b.min);
  const merged: AddressRange[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const range = sorted[i]!;
    const before = i === 0 ? undefined : sorted[i - 1];
    if (before && range.min <= before.max)
      throw new RangeError(`ranges: ${text(before)} and ${text(range)} overlap`);
    if (before && range.min === before.max + 1)
      merged.push({ min: merged.pop()!.min, max: range.max });
    else merged.push(range);
  }
  return merged;
}

/**
 * The unicast addresses that a provisioner gives out: those of its ranges, from the lowest on,
 * each once and for all. Several provisioners of a network have ranges of their own, so that
 * none of them gives out what another one does.
 */
export class UnicastAddresses {
  readonly #records: Records;
  /** In the order of their addresses; none overlaps another. */
  readonly #ranges: readonly AddressRange[];
  readonly #nodes: NodeTable;
  /** Ends of the addresses that nodes may grow into. */
  readonly #extended = new Map<number, number>();
  /** Addresses below were given out, or passed over. */
  #next: number;
  /** Addresses of nodes that left: they are given out again when that does no harm, and no others are left. */
  readonly excluded: ExcludedAddresses;
  /** Address of the provisioner's own node, which may lie in its ranges; 0: it has none. */
  own = noAddress;

  /** `nodes`: addresses of known nodes, those of other provisioners among them. Throws RangeError as `checkRanges` does. */
  constructor(options: {
    readonly records: Records;
    readonly ranges: readonly AddressRange[];
    readonly nodes: NodeTable;
  }) {
    this.#records = options.records;
    this.#ranges = checkRanges(options.ranges);
    this.#nodes = options.nodes;
    this.excluded = new ExcludedAddresses(options.records);
    this.#next = Math.max(this.#given(addressKey), this.#given(secondAddressKey));
    if (this.#next === 0) this.#next = this.#ranges[0]!.min;
  }

  /**
   * `elements` addresses in a row, from `wanted` on, or the lowest that were never given out, or, of
   * a network at `ivIndex`, those of a node that left long ago; undefined where there are none. Throws MeshError where the store fails, as `checkFree` for `wanted`.
   */
  allocate(elements: number, wanted?: number, ivIndex?: number): number | undefined {
    if (wanted !== undefined) this.checkFree(wanted);
    const address = this.#freeFrom(wanted ?? this.#next, elements);
    if (address === noAddress && wanted === undefined && ivIndex !== undefined)
      return this.#takeAgain(elements, ivIndex);
    if (address === noAddress || (wanted !== undefined && address !== wanted)) return undefined;
    this.#give(address + elements);
    return address;
  }

  #takeAgain(elements: number, ivIndex: number): number | undefined {
    const usable = (first: number, last: number) => {
      const range = this.#rangeFrom(first);
      if (!range || first < range.min || last > range.max) return false;
      return this.#usedWithin(first, last) === noAddress;
    };
    return this.excluded.take(elements, ivIndex, usable) || undefined;
  }

  /** The first of `elements` free addresses in a row, from `first` on; 0: there are none. */
  #freeFrom(first: number, elements: number): number {
    for (let address = first; ;) {
      const range = this.#rangeFrom(address);
      if (!range) return noAddress;
      address = Math.max(address, range.min);
      const last = address + elements - 1;
      const taken = last > range.max ? range.max : this.#takenWithin(address, last);
      if (taken === noAddress) return address;
      address = taken + 1;
    }
  }

  /**
   * A share, 0..1, of the addresses in a row that are left, one at least. `keep` stores them
   * before they are given out. Undefined where none are left. Throws as `allocate` and `keep` do.
   */
  allocateRange(share: number, keep?: (range: AddressRange) => void): AddressRange | undefined {
    for (let address = this.#next; ;) {
      const range = this.#rangeFrom(address);
      if (!range) return undefined;
      const min = Math.max(address, range.min);
      const taken = this.#takenWithin(min, range.max);
      if (taken === min) {
        address = min + 1;
        continue;
      }
      const free = (taken === noAddress ? range.max + 1 : taken) - min;
      const max = min + Math.min(free, Math.max(1, Math.floor(free * share))) - 1;
      const given = { min, max };
      keep?.(given);
      this.#give(max + 1);
      return given;
    }
  }

  /** Addresses up to `last` were given out, whatever the address record says: a power cut came between. */
  passOver(last: number): void {
    this.#next = Math.max(this.#next, last + 1);
  }

  /** Throws RangeError for an address that may have been given out before, or that is not for this provisioner to give. */
  checkFree(address: number): void {
    const range = Number.isInteger(address) ? this.#rangeFrom(address) : undefined;
    if (!range || address < this.#next || address < range.min)
      throw new RangeError(
        `address ${address}: ${this.#left() || "none of the ranges"} were never given to a node`,
      );
    if (address === this.own) throw new RangeError(`address ${address}: it is the provisioner's`);
    const primary = this.#nodes.primaryOf(address);
    if (primary !== noAddress) throw new RangeError(`address ${address}: node ${primary} has it`);
    if (this.excluded.firstWithin(address, address) !== noAddress)
      throw new RangeError(`address ${address}: it was that of a node that left`);
  }

  /** Whether the node at `address`, of `before` elements, may have `elements`: then nobody else gets their addresses. */
  extend(address: number, before: number, elements: number): boolean {
    const own = this.#extended.get(address) ?? address + before;
    const end = address + elements;
    if (end <= own) return true;
    const range = this.#rangeFrom(own);
    if (own !== this.#next || !range || own < range.min || end - 1 > range.max) return false;
    if (this.#takenWithin(own, end - 1) !== noAddress) return false;
    this.#extended.set(address, end);
    this.#next = end;
    return true;
  }

  /** The range that has `address`, or the next one above. */
  #rangeFrom(address: number): AddressRange | undefined {
    return this.#ranges.find(({ max }) => address <= max);
  }

  /** The first address from `min` to `max` that is used, or excluded; 0: none. */
  #takenWithin(min: number, max: number): number {
    const used = this.#usedWithin(min, max);
    const excluded = this.excluded.firstWithin(min, max);
    if (used === noAddress || excluded === noAddress) return used || excluded;
    return Math.min(used, excluded);
  }

  /** The first address from `min` to `max` that a node or the provisioner has; 0: none. */
  #usedWithin(min: number, max: number): number {
    const primary = this.#nodes.primaryWithin(min, max);
    const node = primary === noAddress ? noAddress : Math.max(primary, min);
    const { own } = this;
    if (own < min || own > max) return node;
    return node === noAddress ? own : Math.min(node, own);
  }

  /** What is left of the ranges, in words. */
  #left(): string {
    return this.#ranges
      .filter(({ max }) => max >= this.#next)
      .map(({ max, min }) => `${Math.max(min, this.#next)} to ${max}`)
      .join(", ");
  }

  /** Up to where a record says that addresses were given out; 0 where there is none. */
  #given(key: string): number {
    const record = this.#records.read(key);
    return record?.length === 2 ? getUint16BE(record, 0) : 0;
  }

  /** Addresses below `next` are given out. Throws MeshError where the store fails. */
  #give(next: number): void {
    const record = new Uint8Array(2);
    putUint16BE(record, 0, next);
    const second = this.#given(secondAddressKey) < this.#given(addressKey);
    if (!this.#records.writeChecked(second ? secondAddressKey : addressKey, record))
      throw new MeshError("the store refuses the address record: nothing is provisioned");
    this.#next = next;
  }
}
