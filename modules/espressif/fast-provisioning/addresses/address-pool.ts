import { getUint16BE, putUint16BE } from "../../../base/bytes.js";
import type { Diagnostics } from "../../../base/diagnostics.js";
import type { Records } from "../../../base/records.js";
import { AdaptiveSplit } from "./adaptive-split.js";
import { type AddressSplit, decodeSplit } from "./address-split.js";
import { EspressifSplit } from "./espressif-split.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import { isRange, rangesOverlap, type UnicastRange } from "../../unicast-range.js";
import { splitOctets } from "./split-state.js";

const key = "fast.split";
const rangeOctets = 4;
/** Ranges that are remembered; a node that was given more begins no other. */
const maximumRanges = 8;
/** Of the adaptive split: addresses kept for nodes, and of the smallest range. */
const reserve = 24;
const minRangeSize = 24;

/**
 * The addresses that a node was given to hand out, and how far it has come. What
 * is taken is written to the store before anybody hears of it: nothing is handed
 * out twice, whenever the power is cut.
 */
export class AddressPool {
  readonly #records: Records;
  readonly #diagnostics: Diagnostics;
  #ranges: readonly UnicastRange[] = [];
  #split: AddressSplit | undefined;
  #exhausted = false;

  constructor(options: { readonly records: Records; readonly diagnostics: Diagnostics }) {
    this.#records = options.records;
    this.#diagnostics = options.diagnostics;
    this.#load();
  }

  /** The ranges that it was given, the latest one last: 8 at most. */
  get ranges(): readonly UnicastRange[] {
    return this.#ranges;
  }

  /** No node can get an address from here any more. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /**
   * Begins with a range, or goes on where it is the latest one again, or runs into
   * one that was given before: what is left of that can be handed out still.
   * False where the store fails.
   */
  addRange(range: UnicastRange | undefined, policy: FastProvisioningPolicy): boolean {
    this.#exhausted = !range && !this.#split;
    const known = range && this.#ranges.some((earlier) => rangesOverlap(earlier, range));
    if (!range || known || this.#ranges.length >= maximumRanges) return true;
    this.#ranges = [...this.#ranges, range];
    this.#split =
      policy.addressSplit === "espressif"
        ? EspressifSplit.of(range)
        : AdaptiveSplit.of(range, { reserve, minRangeSize, maxRangeSize: 0x7fff });
    return this.#save();
  }

  /** Forgets all ranges; the store as well. */
  clear(): void {
    this.#ranges = [];
    this.#split = undefined;
    this.#exhausted = false;
    this.#records.delete(key);
  }

  /** Addresses in a row for a node's elements, the first of them; undefined: there are none, or the store fails. */
  allocateAddresses(elements: number): number | undefined {
    const taken = this.#split?.allocateAddresses(elements) ?? "exhausted";
    if (taken === "exhausted") {
      if (!this.#exhausted)
        this.#diagnostics.emit({ type: "fast-provisioning", state: "exhausted" });
      this.#exhausted = true;
      return undefined;
    }
    return this.#save() ? taken.address : undefined;
  }

  /** A range for a node that provisions on; undefined: there is none, or the store fails. */
  allocateRange(share: number): UnicastRange | undefined {
    const taken = this.#split?.allocateRange(share) ?? "exhausted";
    return taken !== "exhausted" && this.#save() ? taken : undefined;
  }

  /** Record: the split's state, then the lowest and highest address of each range (2 each, big-endian). */
  #save(): boolean {
    const record = new Uint8Array(splitOctets + rangeOctets * this.#ranges.length);
    record.set(this.#split!.encode());
    for (const [i, { min, max }] of this.#ranges.entries()) {
      putUint16BE(record, splitOctets + rangeOctets * i, min);
      putUint16BE(record, splitOctets + rangeOctets * i + 2, max);
    }
    return this.#records.write(key, record);
  }

  #load(): void {
    const record = this.#records.read(key);
    if (!record) return;
    const split = decodeSplit(record.subarray(0, splitOctets));
    const octets = record.length - splitOctets;
    if (!split || octets < rangeOctets || octets % rangeOctets !== 0)
      return this.#records.setAside(key, "content");
    const ranges: UnicastRange[] = [];
    for (let at = splitOctets; at < record.length; at += rangeOctets)
      ranges.push({ min: getUint16BE(record, at), max: getUint16BE(record, at + 2) });
    if (!ranges.every(isRange)) return this.#records.setAside(key, "content");
    this.#ranges = ranges;
    this.#split = split;
  }
}
