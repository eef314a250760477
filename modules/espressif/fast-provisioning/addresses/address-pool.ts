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
/** Maximum number of ranges; a further one is ignored. */
const maximumRanges = 8;
/** Limits of the adaptive split. */
const reserve = 24;
const minRangeSize = 24;

/**
 * The unicast address ranges of a provisioner, and the free addresses in the latest one. The
 * state is stored at each allocation, before the addresses are sent: after a loss of power
 * no address is assigned a second time.
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

  /** The ranges that the node was assigned, the latest one last; 8 at most. */
  get ranges(): readonly UnicastRange[] {
    return this.#ranges;
  }

  /** Whether the last allocation for a node failed: no address is free. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /**
   * Adds a range, whose addresses are allocated from now on. A range that overlaps an earlier
   * one is ignored: allocation continues in the latest range. False if the store fails.
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

  /** Deletes all ranges, in the store too. */
  clear(): void {
    this.#ranges = [];
    this.#split = undefined;
    this.#exhausted = false;
    this.#records.delete(key);
  }

  /** Allocates consecutive addresses for the elements of a node: the first one. Undefined if none are free or the store fails. */
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

  /** Allocates a range for a Temporary Provisioner. Undefined if none is left or the store fails. `share`: see `AddressSplit`. */
  allocateRange(share: number): UnicastRange | undefined {
    const taken = this.#split?.allocateRange(share) ?? "exhausted";
    return taken !== "exhausted" && this.#save() ? taken : undefined;
  }

  /** Record: the state of the split, then the lowest and highest address of each range (2 octets each, big-endian). */
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
