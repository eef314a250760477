import { getUint16BE, putUint16BE } from "../../base/bytes.js";
import type { Diagnostics } from "../../base/diagnostics.js";
import type { Records } from "../../base/records.js";
import { AdaptiveSplit } from "./adaptive-split.js";
import { type AddressSplit, decodeSplit } from "./address-split.js";
import { EspressifSplit } from "./espressif-split.js";
import type { FastProvisioningPolicy } from "./policy.js";
import { sameRange, type UnicastRange } from "./range.js";

const key = "fast.split";
const rangeOctets = 4;
/** Of the adaptive split: addresses kept for nodes, and of the smallest range. */
const reserve = 24;
const least = 24;

/**
 * The addresses that a node was given to hand out, and how far it has come. What
 * is taken is written to the store before anybody hears of it: nothing is handed
 * out twice, whenever the power is cut.
 */
export class AddressKeeper {
  readonly #records: Records;
  readonly #diagnostics: Diagnostics;
  #range: UnicastRange | undefined;
  #split: AddressSplit | undefined;
  #exhausted = false;

  constructor(options: { readonly records: Records; readonly diagnostics: Diagnostics }) {
    this.#records = options.records;
    this.#diagnostics = options.diagnostics;
    this.#load();
  }

  /** The range that it was given last. */
  get range(): UnicastRange | undefined {
    return this.#range;
  }

  /** No node can get an address from here any more. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Goes on with this range, or begins with it. False where the store fails. */
  begin(range: UnicastRange | undefined, policy: FastProvisioningPolicy): boolean {
    if (!range) {
      this.#exhausted = true;
      return true;
    }
    if (this.#split && this.#range && sameRange(range, this.#range)) return true;
    this.#range = range;
    this.#exhausted = false;
    this.#split =
      policy.split === "espressif"
        ? EspressifSplit.of(range)
        : AdaptiveSplit.of(range, { reserve, least, most: 0x7fff });
    return this.#save();
  }

  /** Addresses in a row for a node's elements, the first of them; undefined: there are none, or the store fails. */
  takeDirect(elements: number): number | undefined {
    const taken = this.#split?.takeDirect(elements) ?? "exhausted";
    if (taken === "exhausted") {
      if (!this.#exhausted)
        this.#diagnostics.emit({ type: "fast-provisioning", state: "exhausted" });
      this.#exhausted = true;
      return undefined;
    }
    return this.#save() ? taken.address : undefined;
  }

  /** A range for a node that provisions on; undefined: there is none, or the store fails. */
  takeRange(share: number): UnicastRange | undefined {
    const taken = this.#split?.takeRange(share) ?? "exhausted";
    return taken !== "exhausted" && this.#save() ? taken : undefined;
  }

  /** Record: lowest and highest address (2 each, big-endian), the split's state. */
  #save(): boolean {
    const state = this.#split!.encode();
    const record = new Uint8Array(rangeOctets + state.length);
    putUint16BE(record, 0, this.#range!.min);
    putUint16BE(record, 2, this.#range!.max);
    record.set(state, rangeOctets);
    return this.#records.write(key, record);
  }

  #load(): void {
    const record = this.#records.read(key);
    if (!record) return;
    const split = record.length > rangeOctets && decodeSplit(record.subarray(rangeOctets));
    if (!split) return this.#records.setAside(key, "content");
    this.#range = { min: getUint16BE(record, 0), max: getUint16BE(record, 2) };
    this.#split = split;
  }
}
