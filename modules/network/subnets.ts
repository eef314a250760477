import { equalBytes, getUint16BE, putUint16BE } from "../base/bytes.js";
import type { Records } from "../base/records.js";
import { NetworkKeys } from "../crypto/network-keys.js";
import type { Crypto } from "../host/crypto.js";
import {
  keyRefresh,
  type KeyRefreshEvent,
  type KeyRefreshPhase,
  sendsWithNewKey,
} from "./key-refresh.js";

const prefix = "n.";

/** Result of a key operation; the Configuration Server sends a status for it. */
export type KeyResult = "ok" | "unknown" | "stored" | "full" | "cannot-update" | "failed" | "last";

/** One subnet: its NetKey, and during a Key Refresh procedure the new one. */
export interface Subnet {
  readonly netKeyIndex: number;
  readonly phase: KeyRefreshPhase;
  /** The keys of the current NetKey. */
  readonly keys: NetworkKeys;
  /** The keys of the new NetKey, in phases 1 and 2. */
  readonly newKeys: NetworkKeys | undefined;
}

function keyOf(netKeyIndex: number): string {
  return prefix + netKeyIndex.toString(16).padStart(3, "0");
}

/**
 * The keys to send with, PDUs, beacons of either kind and what a proxy advertises: the new
 * ones from phase 2 on. Mesh Protocol 1.1 §3.11.4.
 */
export function transmitKeys(subnet: Subnet): NetworkKeys {
  return sendsWithNewKey(subnet.phase) && subnet.newKeys ? subnet.newKeys : subnet.keys;
}

/** The keys that PDUs are received with: in phases 1 and 2 both. §3.11.4 */
export function receiveKeys(subnet: Subnet): readonly NetworkKeys[] {
  return subnet.newKeys ? [subnet.keys, subnet.newKeys] : [subnet.keys];
}

/** The subnets of a node, in the store one record each: index (2), phase, key (16), new key (16 or 0). */
export class Subnets {
  private readonly crypto: Crypto;
  private readonly records: Records;
  private readonly capacity: number;
  /** Called when a key was added, removed or replaced, before a removed key is closed. */
  onChange: (() => void) | undefined;
  /** In order of their NetKey Index. */
  private all: Subnet[] = [];

  constructor(options: {
    readonly crypto: Crypto;
    readonly records: Records;
    readonly capacity: number;
  }) {
    this.crypto = options.crypto;
    this.records = options.records;
    this.capacity = options.capacity;
    for (const key of this.records.keys(prefix)) this.load(key);
  }

  get list(): readonly Subnet[] {
    return this.all;
  }

  get(netKeyIndex: number): Subnet | undefined {
    const list = this.all;
    // Without a closure: it is asked for with each message.
    for (let i = 0, end = list.length; i < end; i++) {
      const subnet = list[i]!;
      if (subnet.netKeyIndex === netKeyIndex) return subnet;
    }
    return undefined;
  }

  /** NetKey Add. Mesh Protocol 1.1 §4.4.1.2.9. */
  add(netKeyIndex: number, key: Uint8Array): KeyResult {
    const known = this.get(netKeyIndex);
    if (known) return known.phase === 0 && equalBytes(known.keys.key, key) ? "ok" : "stored";
    if (this.all.length >= this.capacity) return "full";
    return this.put({
      netKeyIndex,
      phase: 0,
      keys: new NetworkKeys({ crypto: this.crypto, key }),
      newKeys: undefined,
    });
  }

  /** NetKey Update: a new key for the subnet, phase 0 to 1. §4.4.1.2.9 */
  update(netKeyIndex: number, key: Uint8Array): KeyResult {
    const subnet = this.get(netKeyIndex);
    if (!subnet) return "unknown";
    const isNew = subnet.newKeys && equalBytes(subnet.newKeys.key, key);
    const isOld = equalBytes(subnet.keys.key, key);
    return this.refresh(
      subnet,
      { type: "update", key: isNew ? "new" : isOld ? "old" : "other" },
      key,
    );
  }

  /** Key Refresh Phase Set: the transition to phase 2, or (3) to phase 0: the new key becomes the key. §4.4.1.2.15 */
  setPhase(netKeyIndex: number, transition: 2 | 3): KeyResult {
    const subnet = this.get(netKeyIndex);
    return subnet ? this.refresh(subnet, { type: "transition", transition }) : "unknown";
  }

  /** A beacon came that is authentic under the new key of the subnet: whether its Key Refresh Flag changed the phase. */
  beaconReceived(subnet: Subnet, keyRefreshFlag: boolean): boolean {
    const result = this.refresh(subnet, { type: "beacon", keyRefresh: keyRefreshFlag });
    return result === "ok" && this.get(subnet.netKeyIndex) !== subnet;
  }

  /** `key`: the one that an update brings. */
  private refresh(subnet: Subnet, event: KeyRefreshEvent, key?: Uint8Array): KeyResult {
    const step = keyRefresh(subnet.phase, event);
    if (step === "unchanged") return "ok";
    if (typeof step === "string") return step;
    const { phase } = step;
    if (step.keys === "old key revoked") {
      const { keys, newKeys } = subnet;
      const result = this.put({ ...subnet, phase, keys: newKeys!, newKeys: undefined });
      if (result === "ok") keys.close();
      return result;
    }
    const newKeys = key ? new NetworkKeys({ crypto: this.crypto, key }) : subnet.newKeys;
    return this.put({ ...subnet, phase, newKeys });
  }

  /** NetKey Delete. The last subnet stays. */
  delete(netKeyIndex: number): KeyResult {
    const subnet = this.get(netKeyIndex);
    if (!subnet) return "ok";
    if (this.all.length === 1) return "last";
    if (!this.records.delete(keyOf(netKeyIndex))) return "failed";
    this.all = this.all.filter((other) => other !== subnet);
    this.onChange?.();
    subnet.keys.close();
    subnet.newKeys?.close();
    return "ok";
  }

  close(): void {
    for (const subnet of this.all) {
      subnet.keys.close();
      subnet.newKeys?.close();
    }
    this.all = [];
  }

  private put(subnet: Subnet): KeyResult {
    const record = new Uint8Array(subnet.newKeys ? 35 : 19);
    putUint16BE(record, 0, subnet.netKeyIndex);
    record[2] = subnet.phase;
    record.set(subnet.keys.key, 3);
    if (subnet.newKeys) record.set(subnet.newKeys.key, 19);
    if (!this.records.writeChecked(keyOf(subnet.netKeyIndex), record)) return "failed";
    this.all = this.all.filter((other) => other.netKeyIndex !== subnet.netKeyIndex);
    this.all.push(subnet);
    this.all.sort((a, b) => a.netKeyIndex - b.netKeyIndex);
    this.onChange?.();
    return "ok";
  }

  private load(key: string): void {
    const record = this.records.read(key);
    if (!record) return;
    const phase = record[2];
    if (
      (phase === 0 && record.length === 19) ||
      ((phase === 1 || phase === 2) && record.length === 35)
    )
      this.all.push({
        netKeyIndex: getUint16BE(record, 0),
        phase,
        keys: new NetworkKeys({ crypto: this.crypto, key: record.slice(3, 19) }),
        newKeys:
          phase === 0 ? undefined : new NetworkKeys({ crypto: this.crypto, key: record.slice(19) }),
      });
    else this.records.setAside(key, "length");
  }
}
