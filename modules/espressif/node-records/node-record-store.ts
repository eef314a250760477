import { getUint16BE, putUint16BE } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";
import type { Records } from "../../base/records.js";
import { DeviceKey } from "../../crypto/application-key.js";
import type { Crypto } from "../../host/crypto.js";
import type { NodeRecord } from "./messages.js";
import { hasValidRange } from "./record-check.js";

/** How far the provisioning and reporting of a node has come. */
export const Stage = frozen({
  /** The provisioning data were sent; the device may be a node. */
  dataSent: 0,
  /** The device is a node, and not configured yet. */
  provisioned: 1,
  /** The node is configured; its record is to be reported. */
  configured: 2,
  /** The Primary Provisioner has acknowledged its address, but not its record. */
  addressReported: 3,
  /** The record was acknowledged. */
  recordReported: 4,
});
export type Stage = (typeof Stage)[keyof typeof Stage];

export interface StoredNode extends NodeRecord {
  readonly stage: Stage;
  /** Whether this node provisioned it. Records of the other nodes are forwarded. */
  readonly own: boolean;
  /** It is a provisioner that has not answered Collector Set yet. */
  readonly collectorPending?: boolean;
}

/** Keys are at most 11 characters long: "fast.n.7fff". */
const prefix = "fast.n.";
const forwardedFlag = 0x80;
const collectorPendingFlag = 0x40;
const stageMask = 0x0f;
/** Offsets in a record. Octet 0: stage and flags, octet 1: number of elements. Numbers are big-endian. */
const uuidAt = 2;
const keyAt = 18;
const rangeAt = 34;
const recordLength = 38;
const lastUnicast = 0x7fff;

/**
 * The records of nodes that this node provisioned or forwards, with their device keys. They
 * are kept in memory and in the store.
 */
export class NodeRecordStore {
  readonly #crypto: Crypto;
  readonly #records: Records;
  /** Encoded records by address: objects would take three times the memory. */
  readonly #entries = new Map<number, Uint8Array>();
  /** Device keys in use, by address of the node. Each occupies memory of the crypto engine. */
  readonly #keys = new Map<number, DeviceKey>();

  constructor(options: { readonly crypto: Crypto; readonly records: Records }) {
    this.#crypto = options.crypto;
    this.#records = options.records;
    for (const key of this.#records.keys(prefix)) this.#load(key);
  }

  /** All nodes, in the order in which they were added. */
  get entries(): readonly StoredNode[] {
    return this.#select(() => true);
  }

  /** The nodes in one stage, in the order in which they were added. */
  inStage(stage: Stage): readonly StoredNode[] {
    return this.#select((record) => (record[0]! & stageMask) === stage);
  }

  /** Number of nodes in one stage. */
  count(stage: Stage): number {
    let count = 0;
    for (const record of this.#entries.values()) if ((record[0]! & stageMask) === stage) count++;
    return count;
  }

  /** Provisioners that have not answered Collector Set yet. */
  get collectorPending(): readonly StoredNode[] {
    return this.#select((record) => (record[0]! & collectorPendingFlag) !== 0);
  }

  /** Whether another forwarded record can be stored, `limit` of them at most. Removes one that was acknowledged if needed. */
  hasRoom(limit: number): boolean {
    let count = 0;
    let reported: number | undefined;
    for (const [address, record] of this.#entries) {
      if ((record[0]! & forwardedFlag) === 0) continue;
      count++;
      if ((record[0]! & stageMask) === Stage.recordReported) reported ??= address;
    }
    if (count < limit) return true;
    if (reported === undefined) return false;
    this.remove(reported);
    return true;
  }

  get(address: number): StoredNode | undefined {
    const record = this.#entries.get(address);
    return record && entryOf(address, record);
  }

  find(uuid: Uint8Array): StoredNode | undefined {
    for (const [address, record] of this.#entries)
      if (hasUuid(record, uuid)) return entryOf(address, record);
    return undefined;
  }

  /** The first node with an element among `elements` addresses from `address` on. */
  overlapping(address: number, elements: number): StoredNode | undefined {
    for (const [primary, record] of this.#entries)
      if (primary < address + elements && address < primary + record[1]!)
        return entryOf(primary, record);
    return undefined;
  }

  /** Device key of the node with an element at the address; undefined for an unknown node. */
  deviceKey(address: number): DeviceKey | undefined {
    for (const [primary, record] of this.#entries) {
      if (address < primary || address >= primary + record[1]!) continue;
      let key = this.#keys.get(primary);
      if (!key) {
        key = new DeviceKey({ crypto: this.#crypto, key: record.subarray(keyAt, rangeAt) });
        this.#keys.set(primary, key);
      }
      return key;
    }
    return undefined;
  }

  /** Stores a node, in place of an earlier one with its address. False if the store fails: nothing changes then. */
  put(entry: StoredNode): boolean {
    const record = new Uint8Array(recordLength);
    record[0] =
      entry.stage |
      (entry.own ? 0 : forwardedFlag) |
      (entry.collectorPending ? collectorPendingFlag : 0);
    record[1] = entry.elements;
    record.set(entry.uuid, uuidAt);
    record.set(entry.deviceKey, keyAt);
    putUint16BE(record, rangeAt, entry.rangeMin);
    putUint16BE(record, rangeAt + 2, entry.rangeMax);
    if (!this.#records.write(keyOf(entry.address), record)) return false;
    this.#entries.set(entry.address, record);
    return true;
  }

  /** False if the store fails or the node is unknown. */
  setStage(address: number, stage: Stage): boolean {
    const entry = this.get(address);
    return entry !== undefined && this.put({ ...entry, stage });
  }

  /** Deletes a node. */
  remove(address: number): void {
    this.#entries.delete(address);
    this.#records.delete(keyOf(address));
    this.releaseKey(address);
  }

  /** Frees the memory of a device key until it is used again. */
  releaseKey(address: number): void {
    this.#keys.get(address)?.close();
    this.#keys.delete(address);
  }

  /** Deletes all nodes, in the store too. */
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
    const possible =
      record.length === recordLength &&
      address > 0 &&
      address <= lastUnicast &&
      record[1] !== 0 &&
      hasValidRange(entryOf(address, record));
    if (stage > Stage.recordReported || !possible) {
      this.#records.setAside(key, "content");
      return;
    }
    this.#entries.set(address, record);
  }

  #select(fits: (record: Uint8Array) => boolean): StoredNode[] {
    const entries: StoredNode[] = [];
    for (const [address, record] of this.#entries)
      if (fits(record)) entries.push(entryOf(address, record));
    return entries;
  }
}

function entryOf(address: number, record: Uint8Array): StoredNode {
  return {
    address,
    elements: record[1]!,
    uuid: record.slice(uuidAt, keyAt),
    deviceKey: record.slice(keyAt, rangeAt),
    stage: (record[0]! & stageMask) as Stage,
    own: (record[0]! & forwardedFlag) === 0,
    collectorPending: (record[0]! & collectorPendingFlag) !== 0,
    rangeMin: getUint16BE(record, rangeAt),
    rangeMax: getUint16BE(record, rangeAt + 2),
  };
}

function hasUuid(record: Uint8Array, uuid: Uint8Array): boolean {
  for (let i = uuid.length - 1; i >= 0; i--) if (record[uuidAt + i] !== uuid[i]) return false;
  return true;
}

function keyOf(address: number): string {
  return prefix + address.toString(16).padStart(4, "0");
}
