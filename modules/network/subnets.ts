import { equalBytes, getUint16BE, putUint16BE } from "../base/bytes.js";
import type { Records } from "../base/records.js";
import { NetworkKeys } from "../crypto/network-keys.js";
import type { Crypto } from "../host/crypto.js";

const prefix = "n.";

/** Key Refresh phases: normal, new key distributed, new key in use. Mesh Protocol 1.1 §3.11.4. */
export type KeyRefreshPhase = 0 | 1 | 2;

/** What a key operation came to; the configuration server makes a status of it. */
export type KeyResult = "ok" | "unknown" | "stored" | "full" | "cannot-update" | "failed" | "last";

/** One subnet: its NetKey, and during a key refresh the new one. */
export interface Subnet {
  readonly netKeyIndex: number;
  readonly phase: KeyRefreshPhase;
  /** The keys of the current NetKey. */
  readonly keys: NetworkKeys;
  /** The keys of the new NetKey, in phases 1 and 2. */
  readonly nextKeys: NetworkKeys | undefined;
}

function keyOf(netKeyIndex: number): string {
  return prefix + netKeyIndex.toString(16).padStart(3, "0");
}

/**
 * The keys to send with, PDUs, beacons of either kind and what a proxy advertises: the new
 * ones from phase 2 on. Mesh Protocol 1.1 §3.11.4.
 */
export function transmitKeys(subnet: Subnet): NetworkKeys {
  return subnet.phase === 2 && subnet.nextKeys ? subnet.nextKeys : subnet.keys;
}

/** The keys that PDUs are received with: in phases 1 and 2 both. §3.11.4 */
export function receiveKeys(subnet: Subnet): readonly NetworkKeys[] {
  return subnet.nextKeys ? [subnet.keys, subnet.nextKeys] : [subnet.keys];
}

/**
 * Whether a beacon made with these keys of the subnet, of either kind, is heeded: from
 * phase 2 on one made with the old key is not. §3.11.4.2
 */
export function heedsBeacons(subnet: Subnet, keys: NetworkKeys): boolean {
  return keys === subnet.nextKeys || subnet.phase !== 2;
}

/** The subnets of a node, in the store one record each: index (2), phase, key (16), new key (16 or 0). */
export class Subnets {
  readonly #crypto: Crypto;
  readonly #records: Records;
  readonly #capacity: number;
  /** Told when a key came, went or was replaced, before one that went is closed. */
  onChange: (() => void) | undefined;
  /** In order of their NetKey Index. */
  #list: Subnet[] = [];

  constructor(options: {
    readonly crypto: Crypto;
    readonly records: Records;
    readonly capacity: number;
  }) {
    this.#crypto = options.crypto;
    this.#records = options.records;
    this.#capacity = options.capacity;
    for (const key of this.#records.keys(prefix)) this.#load(key);
  }

  get list(): readonly Subnet[] {
    return this.#list;
  }

  get(netKeyIndex: number): Subnet | undefined {
    return this.#list.find((subnet) => subnet.netKeyIndex === netKeyIndex);
  }

  /** NetKey Add. Mesh Protocol 1.1 §4.4.1.2.9. */
  add(netKeyIndex: number, key: Uint8Array): KeyResult {
    const known = this.get(netKeyIndex);
    if (known) return known.phase === 0 && equalBytes(known.keys.key, key) ? "ok" : "stored";
    if (this.#list.length >= this.#capacity) return "full";
    return this.#put({
      netKeyIndex,
      phase: 0,
      keys: new NetworkKeys({ crypto: this.#crypto, key }),
      nextKeys: undefined,
    });
  }

  /** NetKey Update: phase 0 to 1. */
  update(netKeyIndex: number, key: Uint8Array): KeyResult {
    const subnet = this.get(netKeyIndex);
    if (!subnet) return "unknown";
    if (subnet.phase === 1 && subnet.nextKeys && equalBytes(subnet.nextKeys.key, key)) return "ok";
    if (subnet.phase !== 0) return "cannot-update";
    if (equalBytes(subnet.keys.key, key)) return "stored";
    return this.#put({
      ...subnet,
      phase: 1,
      nextKeys: new NetworkKeys({ crypto: this.#crypto, key }),
    });
  }

  /** Goes to phase 2, or (3) ends the key refresh: the new key becomes the key. */
  setPhase(netKeyIndex: number, transition: 2 | 3): KeyResult {
    const subnet = this.get(netKeyIndex);
    if (!subnet) return "unknown";
    if (transition === 2) {
      if (subnet.phase === 0) return "cannot-update";
      return subnet.phase === 2 ? "ok" : this.#put({ ...subnet, phase: 2 });
    }
    if (subnet.phase === 0 || !subnet.nextKeys) return "ok";
    const old = subnet.keys;
    const result = this.#put({ ...subnet, phase: 0, keys: subnet.nextKeys, nextKeys: undefined });
    if (result === "ok") old.close();
    return result;
  }

  /** NetKey Delete. The last subnet stays. */
  delete(netKeyIndex: number): KeyResult {
    const subnet = this.get(netKeyIndex);
    if (!subnet) return "ok";
    if (this.#list.length === 1) return "last";
    if (!this.#records.delete(keyOf(netKeyIndex))) return "failed";
    this.#list = this.#list.filter((other) => other !== subnet);
    this.onChange?.();
    subnet.keys.close();
    subnet.nextKeys?.close();
    return "ok";
  }

  close(): void {
    for (const subnet of this.#list) {
      subnet.keys.close();
      subnet.nextKeys?.close();
    }
    this.#list = [];
  }

  #put(subnet: Subnet): KeyResult {
    const record = new Uint8Array(subnet.nextKeys ? 35 : 19);
    putUint16BE(record, 0, subnet.netKeyIndex);
    record[2] = subnet.phase;
    record.set(subnet.keys.key, 3);
    if (subnet.nextKeys) record.set(subnet.nextKeys.key, 19);
    if (!this.#records.writeChecked(keyOf(subnet.netKeyIndex), record)) return "failed";
    this.#list = this.#list.filter((other) => other.netKeyIndex !== subnet.netKeyIndex);
    this.#list.push(subnet);
    this.#list.sort((a, b) => a.netKeyIndex - b.netKeyIndex);
    this.onChange?.();
    return "ok";
  }

  #load(key: string): void {
    const record = this.#records.read(key);
    if (!record) return;
    const phase = record[2];
    if (
      (phase === 0 && record.length === 19) ||
      ((phase === 1 || phase === 2) && record.length === 35)
    )
      this.#list.push({
        netKeyIndex: getUint16BE(record, 0),
        phase,
        keys: new NetworkKeys({ crypto: this.#crypto, key: record.slice(3, 19) }),
        nextKeys:
          phase === 0
            ? undefined
            : new NetworkKeys({ crypto: this.#crypto, key: record.slice(19) }),
      });
    else this.#records.setAside(key, "length");
  }
}
