import { equalBytes, getUint16BE, putUint16BE } from "../base/bytes.js";
import type { Records } from "../base/records.js";
import { ApplicationKey } from "../crypto/application-key.js";
import type { Crypto } from "../host/crypto.js";
import { sendsWithNewKey, updatesAppKeys } from "../network/key-refresh.js";
import type { KeyResult, Subnet, Subnets } from "../network/subnets.js";

const prefix = "a.";

/** An AppKey with the subnet it is bound to, and during a Key Refresh procedure the new one. */
export interface AppKeyEntry {
  readonly appKeyIndex: number;
  readonly netKeyIndex: number;
  readonly key: ApplicationKey;
  readonly newKey: ApplicationKey | undefined;
}

/** Result of an AppKey operation; "unknown": there is no such NetKey, "wrong-subnet": the AppKey is bound to another. */
export type AppKeyResult = KeyResult | "wrong-subnet";

function keyOf(appKeyIndex: number): string {
  return prefix + appKeyIndex.toString(16).padStart(3, "0");
}

/** The AppKeys of a node, one record each: index (2), NetKey index (2), key (16), new key (16 or 0). */
export class ApplicationKeys {
  private readonly crypto: Crypto;
  private readonly records: Records;
  private readonly subnets: Subnets;
  private readonly capacity: number;
  /** In order of their AppKey Index. */
  private all: AppKeyEntry[] = [];
  private follower: { keysChanged(): void } | undefined;

  constructor(options: {
    readonly crypto: Crypto;
    readonly records: Records;
    readonly subnets: Subnets;
    readonly capacity: number;
  }) {
    this.crypto = options.crypto;
    this.records = options.records;
    this.subnets = options.subnets;
    this.capacity = options.capacity;
    for (const key of this.records.keys(prefix)) this.load(key);
  }

  /** Tells a follower from now on when an AppKey was added, replaced or removed; undefined: none. */
  follow(follower: { keysChanged(): void } | undefined): void {
    this.follower = follower;
  }

  get list(): readonly AppKeyEntry[] {
    return this.all;
  }

  get(appKeyIndex: number): AppKeyEntry | undefined {
    const list = this.all;
    // Without a closure: it is asked for with each message.
    for (let i = 0, end = list.length; i < end; i++) {
      const entry = list[i]!;
      if (entry.appKeyIndex === appKeyIndex) return entry;
    }
    return undefined;
  }

  /** The key to send with; `subnet`: the one of the key, where it is known. Mesh Protocol 1.1 §3.11.4: the new one from phase 2 on. */
  transmitKey(
    entry: AppKeyEntry,
    subnet: Subnet | undefined = this.subnets.get(entry.netKeyIndex),
  ): ApplicationKey {
    return subnet && sendsWithNewKey(subnet.phase) && entry.newKey ? entry.newKey : entry.key;
  }

  /** AppKey Add. §4.3.2.37, §4.4.1.2.6 */
  add(netKeyIndex: number, appKeyIndex: number, key: Uint8Array): AppKeyResult {
    if (!this.subnets.get(netKeyIndex)) return "unknown";
    const known = this.get(appKeyIndex);
    if (known) {
      if (known.netKeyIndex !== netKeyIndex) return "wrong-subnet";
      return equalBytes(known.key.key, key) ? "ok" : "stored";
    }
    if (this.all.length >= this.capacity) return "full";
    return this.put({
      appKeyIndex,
      netKeyIndex,
      key: this.applicationKey(key),
      newKey: undefined,
    });
  }

  /** AppKey Update: only in phase 1 of the subnet's key refresh, and only to another key. §3.11.4, §4.4.1.2.7 */
  update(netKeyIndex: number, appKeyIndex: number, key: Uint8Array): AppKeyResult | "no-app-key" {
    const subnet = this.subnets.get(netKeyIndex);
    if (!subnet) return "unknown";
    const entry = this.get(appKeyIndex);
    if (!entry) return "no-app-key";
    if (entry.netKeyIndex !== netKeyIndex) return "wrong-subnet";
    if (!updatesAppKeys(subnet.phase)) return "cannot-update";
    if (entry.newKey) return equalBytes(entry.newKey.key, key) ? "ok" : "cannot-update";
    // In phase 1 the current key is refused as the new one.
    if (equalBytes(entry.key.key, key)) return "cannot-update";
    return this.put({ ...entry, newKey: this.applicationKey(key) });
  }

  /** AppKey Delete; one that is not there is deleted already. */
  delete(netKeyIndex: number, appKeyIndex: number): AppKeyResult {
    if (!this.subnets.get(netKeyIndex)) return "unknown";
    const entry = this.get(appKeyIndex);
    if (!entry) return "ok";
    if (entry.netKeyIndex !== netKeyIndex) return "wrong-subnet";
    if (!this.records.delete(keyOf(appKeyIndex))) return "failed";
    this.all = this.all.filter((other) => other !== entry);
    this.follower?.keysChanged();
    entry.key.close();
    entry.newKey?.close();
    return "ok";
  }

  /**
   * Ends the Key Refresh procedure of `subnet`: new keys replace the old, also where the store
   * fails. The records have the new keys, and the next start drops the old.
   */
  finishRefresh({ netKeyIndex }: Subnet): void {
    for (const entry of [...this.all]) {
      if (entry.netKeyIndex !== netKeyIndex || !entry.newKey) continue;
      const finished = { ...entry, key: entry.newKey, newKey: undefined };
      if (this.put(finished) !== "ok") this.keep(finished);
      entry.key.close();
    }
  }

  close(): void {
    for (const entry of this.all) {
      entry.key.close();
      entry.newKey?.close();
    }
    this.all = [];
  }

  private applicationKey(key: Uint8Array): ApplicationKey {
    return new ApplicationKey({ crypto: this.crypto, key });
  }

  private put(entry: AppKeyEntry): AppKeyResult {
    const record = new Uint8Array(entry.newKey ? 36 : 20);
    putUint16BE(record, 0, entry.appKeyIndex);
    putUint16BE(record, 2, entry.netKeyIndex);
    record.set(entry.key.key, 4);
    if (entry.newKey) record.set(entry.newKey.key, 20);
    if (!this.records.writeChecked(keyOf(entry.appKeyIndex), record)) return "failed";
    this.keep(entry);
    return "ok";
  }

  private keep(entry: AppKeyEntry): void {
    this.all = this.all.filter((other) => other.appKeyIndex !== entry.appKeyIndex);
    this.all.push(entry);
    this.all.sort((a, b) => a.appKeyIndex - b.appKeyIndex);
    this.follower?.keysChanged();
  }

  private load(key: string): void {
    const record = this.records.read(key);
    if (!record) return;
    if (record.length !== 20 && record.length !== 36) return this.records.setAside(key, "length");
    const entry = {
      appKeyIndex: getUint16BE(record, 0),
      netKeyIndex: getUint16BE(record, 2),
      key: this.applicationKey(record.slice(4, 20)),
      newKey: record.length === 36 ? this.applicationKey(record.slice(20)) : undefined,
    };
    this.all.push(entry);
    // The power was cut between the end of the NetKey's refresh and this key's: it ends now.
    const subnet = this.subnets.get(entry.netKeyIndex);
    if (subnet?.phase === 0) this.finishRefresh(subnet);
  }
}
