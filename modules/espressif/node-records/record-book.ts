import { equalBytes } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";
import type { Records } from "../../base/records.js";
import { DeviceKey } from "../../crypto/application-key.js";
import type { Crypto } from "../../host/crypto.js";
import type { NodeRecord } from "./messages.js";

/** What is left to do for a node. */
export const Stage = frozen({
  /** It was given its provisioning data, and may be a node. */
  expected: 0,
  /** It is a node, and not configured yet. */
  provisioned: 1,
  /** It is to be reported. */
  configured: 2,
  /** Its address is known to the Primary Provisioner, and nothing else. */
  announced: 3,
  /** Its record is with its collector. */
  reported: 4,
});
export type Stage = (typeof Stage)[keyof typeof Stage];

export interface BookEntry extends NodeRecord {
  readonly stage: Stage;
  /** Whether this node took it in itself; the others it passes on. */
  readonly own: boolean;
  /** It provisions on: what it reports hangs on whether it is known. */
  readonly provisions?: boolean;
  /** It has not been told yet where its records go. */
  readonly untold?: boolean;
}

/** At most 15 characters a key: "fast.n.7fff". */
const prefix = "fast.n.";
const foreign = 0x80;
const untold = 0x40;
const provisions = 0x20;
const stageMask = 0x0f;
const recordLength = 34;
const lastUnicast = 0x7fff;

/**
 * The nodes that this node took in, and those that others asked it to pass on,
 * with their device keys. Each is stored before it is relied on.
 */
export class RecordBook {
  readonly #crypto: Crypto;
  readonly #records: Records;
  readonly #entries = new Map<number, BookEntry>();
  /** Those that were used lately, by the address of the node; a key takes memory of the crypto engine. */
  readonly #keys = new Map<number, DeviceKey>();

  constructor(options: { readonly crypto: Crypto; readonly records: Records }) {
    this.#crypto = options.crypto;
    this.#records = options.records;
    for (const key of this.#records.keys(prefix)) this.#load(key);
  }

  /** In the order in which they came. */
  get entries(): readonly BookEntry[] {
    return [...this.#entries.values()];
  }

  get size(): number {
    return this.#entries.size;
  }

  get(address: number): BookEntry | undefined {
    return this.#entries.get(address);
  }

  find(uuid: Uint8Array): BookEntry | undefined {
    for (const entry of this.#entries.values()) if (equalBytes(entry.uuid, uuid)) return entry;
    return undefined;
  }

  /** Device key of the node that has an element at the address; undefined where it is not known. */
  deviceKey(address: number): DeviceKey | undefined {
    for (const entry of this.#entries.values()) {
      if (address < entry.address || address >= entry.address + entry.elements) continue;
      let key = this.#keys.get(entry.address);
      if (!key) {
        key = new DeviceKey({ crypto: this.#crypto, key: entry.deviceKey });
        this.#keys.set(entry.address, key);
      }
      return key;
    }
    return undefined;
  }

  /** Keeps a node. False where the store fails: it is not kept then. */
  put(entry: BookEntry): boolean {
    const record = new Uint8Array(recordLength);
    record[0] =
      entry.stage |
      (entry.own ? 0 : foreign) |
      (entry.untold ? untold : 0) |
      (entry.provisions ? provisions : 0);
    record[1] = entry.elements;
    record.set(entry.uuid, 2);
    record.set(entry.deviceKey, 18);
    if (!this.#records.write(keyOf(entry.address), record)) return false;
    this.#entries.set(entry.address, entry);
    return true;
  }

  /** False where the store fails, or there is no such node. */
  setStage(address: number, stage: Stage): boolean {
    const entry = this.#entries.get(address);
    return entry !== undefined && this.put({ ...entry, stage });
  }

  /** Forgets a node. */
  remove(address: number): void {
    this.#entries.delete(address);
    this.#records.delete(keyOf(address));
    this.releaseKey(address);
  }

  /** Gives the memory of a key back that is not used for a while. */
  releaseKey(address: number): void {
    this.#keys.get(address)?.close();
    this.#keys.delete(address);
  }

  /** Forgets all nodes; the store as well. */
  clear(): void {
    for (const address of [...this.#entries.keys()]) this.remove(address);
  }

  close(): void {
    for (const key of this.#keys.values()) key.close();
    this.#keys.clear();
  }

  #load(key: string): void {
    const record = this.#records.read(key);
    if (!record) return;
    const address = parseInt(key.slice(prefix.length), 16);
    const stage = record[0]! & stageMask;
    const possible = address > 0 && address <= lastUnicast && record[1] !== 0;
    if (record.length !== recordLength || stage > Stage.reported || !possible) {
      this.#records.setAside(key, "content");
      return;
    }
    this.#entries.set(address, {
      address,
      elements: record[1]!,
      uuid: record.slice(2, 18),
      deviceKey: record.slice(18),
      stage: stage as Stage,
      own: (record[0]! & foreign) === 0,
      untold: (record[0]! & untold) !== 0,
      provisions: (record[0]! & provisions) !== 0,
    });
  }
}

function keyOf(address: number): string {
  return prefix + address.toString(16).padStart(4, "0");
}
