import { getUint16BE, putUint16BE } from "../../../base/bytes.js";
import type { Records } from "../../../base/records.js";

const prefix = "fast.a.";
/** Addresses in one record. */
const addressesPerRecord = 64;
/** Maximum number of addresses: any node with the AppKey can send addresses. */
const maximumAddresses = 2048;

/** The addresses that a Primary Provisioner received by Node Addr, in the order of their arrival. They are stored. */
export class KnownAddresses {
  readonly #records: Records;
  readonly #addresses: number[] = [];
  readonly #known = new Set<number>();
  /** Index of the first address that is not in the record of its index, because one was damaged; else Infinity. */
  #firstMisplaced = Infinity;

  constructor({ records }: { readonly records: Records }) {
    this.#records = records;
    for (const key of records.keys(prefix)) this.#load(key);
  }

  get list(): readonly number[] {
    return this.#addresses;
  }

  /** Stores the addresses that are new. False if there is no room or the store fails: none of them is added then. */
  add(addresses: readonly number[]): boolean {
    const fresh = [...new Set(addresses)].filter((address) => !this.#known.has(address));
    if (fresh.length === 0) return true;
    if (this.#addresses.length + fresh.length > maximumAddresses) return false;
    const from = this.#addresses.length;
    for (const address of fresh) this.#addresses.push(address);
    const first = Math.min(from, this.#firstMisplaced);
    for (
      let at = first - (first % addressesPerRecord);
      at < this.#addresses.length;
      at += addressesPerRecord
    )
      if (!this.#save(at)) {
        this.#addresses.length = from;
        return false;
      }
    for (const address of fresh) this.#known.add(address);
    this.#firstMisplaced = Infinity;
    return true;
  }

  /** Deletes all addresses, in the store too. */
  clear(): void {
    this.#addresses.length = 0;
    this.#known.clear();
    this.#firstMisplaced = Infinity;
    for (const key of this.#records.keys(prefix)) this.#records.delete(key);
  }

  /** Record: up to 64 addresses, 2 octets each, big-endian. */
  #save(from: number): boolean {
    const addresses = this.#addresses.slice(from, from + addressesPerRecord);
    const record = new Uint8Array(2 * addresses.length);
    for (const [i, address] of addresses.entries()) putUint16BE(record, 2 * i, address);
    const number = (from / addressesPerRecord).toString(16).padStart(3, "0");
    return this.#records.write(prefix + number, record);
  }

  #load(key: string): void {
    const record = this.#records.read(key);
    if (!record) return;
    if (record.length % 2 !== 0) return this.#records.setAside(key, "length");
    const place = addressesPerRecord * parseInt(key.slice(prefix.length), 16);
    if (place !== this.#addresses.length)
      this.#firstMisplaced = Math.min(this.#firstMisplaced, this.#addresses.length);
    for (let at = 0; at < record.length; at += 2) {
      const address = getUint16BE(record, at);
      if (this.#known.has(address)) continue;
      this.#addresses.push(address);
      this.#known.add(address);
    }
  }
}
