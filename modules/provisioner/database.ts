import { checkWhole } from "../base/check.js";
import { development } from "../base/development.js";
import { equalBytes } from "../base/bytes.js";
import { MeshError } from "../base/errors.js";
import type { Records } from "../base/records.js";
import { DeviceKey } from "../crypto/application-key.js";
import type { Crypto } from "../host/crypto.js";
import type { DatabaseExclusion } from "./configuration-database.js";
import {
  asideKeyOf,
  encodeNode,
  expectedKeyOf,
  expectedPrefix,
  hex,
  keyOf,
  type NodeEntry,
  nodePrefix,
  readNode,
  refreshKeyOf,
  refreshPrefix,
} from "./node-records.js";
import { NodeTable } from "./node-table.js";
import { type AddressRange, UnicastAddresses } from "./unicast-addresses.js";

export type { AddressRange, NodeEntry };

const lastUnicast = 0x7fff;
/** Nodes whose entry and key are kept in memory: those used last. */
const recentNodes = 16;

/** Options of a database. `ranges` or `firstAddress` is needed. */
export interface NetworkDatabaseOptions {
  readonly crypto: Crypto;
  readonly records: Records;
  /** The first address that is given out; the last one is 7FFF. */
  readonly firstAddress?: number;
  /** The unicast addresses that are given out, in place of those from `firstAddress` on. */
  readonly ranges?: readonly AddressRange[];
}

function rangesFrom(firstAddress: number | undefined): readonly AddressRange[] {
  checkWhole("firstAddress", firstAddress, 1, lastUnicast);
  return [{ min: firstAddress!, max: lastUnicast }];
}

/** A node that was used lately. */
interface Recent {
  readonly entry: NodeEntry;
  /** Created when it is needed first. */
  key: DeviceKey | undefined;
}

/**
 * What the provisioner knows of its network, one record a node: address, elements,
 * NetKey index, UUID, device key. Of a thousand nodes a chip's heap holds where they
 * are; the rest is read from the store when it is asked for.
 */
export class NetworkDatabase {
  readonly #crypto: Crypto;
  readonly #records: Records;
  readonly #nodes = new NodeTable();
  /** Nodes whose record is outdated in this run, or missing. */
  readonly #unstored = new Map<number, NodeEntry>();
  /** The most recently used one is the last. */
  #recent: Recent[] = [];
  /** By the address from before the refresh. */
  readonly #refreshes = new Map<number, NodeEntry>();
  readonly #expected = new Map<number, NodeEntry>();
  readonly #addresses: UnicastAddresses;

  /** Throws RangeError for ranges that overlap or have other addresses than unicast ones, or where nothing says what is given out. */
  constructor(options: NetworkDatabaseOptions) {
    development.options?.("NetworkDatabase", options);
    this.#crypto = options.crypto;
    this.#records = options.records;
    this.#addresses = new UnicastAddresses({
      records: options.records,
      ranges: options.ranges ?? rangesFrom(options.firstAddress),
      nodes: this.#nodes,
    });
    for (const key of this.#records.keys(nodePrefix)) {
      const node = readNode(this.#records, key);
      if (!node) continue;
      this.#nodes.set(node.address, node.elements);
      this.#reserveAddresses(node);
    }
    for (const key of this.#records.keys(expectedPrefix)) {
      const node = readNode(this.#records, key);
      if (!node) continue;
      this.#reserveAddresses(node);
      if (this.#nodes.has(node.address)) this.#records.delete(key);
      else this.#expected.set(node.address, node);
    }
    for (const key of this.#records.keys(refreshPrefix)) {
      const node = readNode(this.#records, key);
      if (!node) continue;
      this.#reserveAddresses(node);
      this.#resumeRefresh(parseInt(key.slice(refreshPrefix.length), 16), node);
    }
  }

  /** The nodes, in the order of their addresses. A chip has not room for many at a time: `count` and `at` need none. */
  get nodes(): readonly NodeEntry[] {
    const nodes: NodeEntry[] = [];
    for (let place = 0; place < this.#nodes.length; place++) {
      const node = this.#load(this.#nodes.addressAt(place));
      if (node) nodes.push(node);
    }
    return nodes;
  }

  /** Number of nodes. */
  get count(): number {
    return this.#nodes.length;
  }

  /** The node that has an element at the address. */
  at(address: number): NodeEntry | undefined {
    const primary = this.#nodes.primaryOf(address);
    return primary === 0 ? undefined : this.#recall(primary)?.entry;
  }

  /** The first node that has an element among `elements` addresses from `address` on. */
  within(address: number, elements: number): NodeEntry | undefined {
    const primary = this.#nodes.primaryWithin(address, address + elements - 1);
    return primary === 0 ? undefined : this.#recall(primary)?.entry;
  }

  /** The device key of the node that has an element at the address. */
  deviceKey(address: number): DeviceKey | undefined {
    const primary = this.#nodes.primaryOf(address);
    const recent = primary === 0 ? undefined : this.#recall(primary);
    if (!recent) return undefined;
    return (recent.key ??= new DeviceKey({ crypto: this.#crypto, key: recent.entry.deviceKey }));
  }

  /**
   * Gives out `elements` addresses in a row, once and for all: it is stored
   * before anybody gets them. Those below `wanted` are passed over. Undefined
   * where none are left; with the `ivIndex` that is sent with, addresses of nodes that left
   * two IV Indexes ago are given out then. Throws MeshError where the store fails, RangeError for
   * an address that may have been given out before.
   */
  allocate(elements: number, wanted?: number, ivIndex?: number): number | undefined {
    return this.#addresses.allocate(elements, wanted, ivIndex);
  }

  /** Addresses of nodes that left, by the IV Index of that time: nobody gets them until it has grown by two. */
  get exclusions(): readonly DatabaseExclusion[] {
    return this.#addresses.excluded.list;
  }

  /** Excludes `count` addresses from `first` on. Throws MeshError where the store fails. */
  exclude(first: number, count: number, ivIndex: number): void {
    this.#addresses.excluded.add(first, count, ivIndex);
  }

  /**
   * Gives out addresses in a row to somebody who gives them to nodes, once and for
   * all: `share` (0..1) of those that are left, from the lowest on. `keep` stores them where
   * they are found after a power cut that comes before they are handed over; what it throws is
   * thrown, and they stay free. Undefined where none are left. Throws MeshError where the
   * store fails.
   */
  allocateRange(share: number, keep?: (range: AddressRange) => void): AddressRange | undefined {
    return this.#addresses.allocateRange(share, keep);
  }

  /** Addresses up to `last` were given out, whatever the address record says: a power cut came between. */
  passOver(last: number): void {
    this.#addresses.passOver(last);
  }

  /** The address of the provisioner's own node, which is given to nobody; undefined: it has none. */
  get ownAddress(): number | undefined {
    return this.#addresses.own || undefined;
  }

  /** The own address is left out of what is given from now on. */
  set ownAddress(address: number | undefined) {
    this.#addresses.own = address ?? 0;
  }

  /** Throws RangeError for an address that may have been given out before, or that no node can have. */
  checkFree(address: number): void {
    this.#addresses.checkFree(address);
  }

  /**
   * Whether a node may have so many elements where it is: then nobody else gets
   * their addresses. That is stored with its refresh.
   */
  extend({ address, elements: before }: NodeEntry, elements: number): boolean {
    return this.#addresses.extend(address, before, elements);
  }

  /** Keeps a node. Throws MeshError where the store fails; the node is known until a restart all the same. */
  add(node: NodeEntry): void {
    this.#put(node);
    this.#store(node);
  }

  /** A device that may have become a node: its data were sent, and the result is unknown. */
  expected(uuid: Uint8Array): NodeEntry | undefined {
    for (const node of this.#expected.values()) if (equalBytes(node.uuid, uuid)) return node;
    return undefined;
  }

  /** Stores the data of a device before they are sent to it. Throws MeshError where the store fails. */
  expect(node: NodeEntry): void {
    this.#write(expectedKeyOf(node.address), node);
    this.#expected.set(node.address, node);
  }

  /**
   * `on`: regards the device as a node until it is known whether it is one; nothing is stored.
   * Not `on`: it is not regarded as one any longer.
   */
  assumeExpected(node: NodeEntry, on: boolean): void {
    if (on) this.#put(node);
    else this.#drop(node.address);
  }

  /** Deletes the stored data of this device. */
  forgetExpected(uuid: Uint8Array): void {
    for (const { address, uuid: own } of [...this.#expected.values()])
      if (equalBytes(own, uuid)) {
        this.#expected.delete(address);
        this.#records.delete(expectedKeyOf(address));
      }
  }

  /** The entry that the node at this address has after an NPPI procedure whose result is unknown. */
  refreshOf(address: number): NodeEntry | undefined {
    return this.#refreshes.get(address);
  }

  /** Keeps what the node at `address` is after a refresh, before that is carried out. Throws MeshError where the store fails. */
  beginRefresh(address: number, after: NodeEntry): void {
    this.#write(refreshKeyOf(address), after);
    this.#refreshes.set(address, after);
  }

  /** Gives the node the entry that it has after its NPPI procedure. Nothing is stored. */
  assumeRefresh(address: number): void {
    const after = this.#refreshes.get(address);
    if (after) this.#replace(address, after);
  }

  /** Reverts `assumeRefresh`: the node has the entry from before its NPPI procedure. */
  revertRefresh(after: number, before: NodeEntry): void {
    this.#replace(after, before);
    // Its record says the same, unless the store failed when it became a node.
    if (readNode(this.#records, keyOf(before.address))) this.#unstored.delete(before.address);
  }

  /**
   * The node was refreshed: keeps that. Throws MeshError where the store fails: `revertRefresh`,
   * and it may be finished another time, after a restart as well.
   */
  finishRefresh(before: number): void {
    const after = this.#refreshes.get(before);
    if (!after) return;
    this.#replace(before, after);
    this.#store(after);
    if (after.address !== before) this.#erase(keyOf(before));
    this.cancelRefresh(before);
  }

  /** The node was not refreshed. */
  cancelRefresh(address: number): void {
    this.#refreshes.delete(address);
    this.#records.delete(refreshKeyOf(address));
  }

  /**
   * Forgets a node that left while the network had this IV Index: its addresses are given out again when
   * it has grown by two, and no others are left. Without `ivIndex` they never are. Throws
   * MeshError where the store fails: it would be there again after a restart.
   */
  remove(address: number, ivIndex?: number): void {
    const node = ivIndex === undefined ? undefined : this.at(address);
    if (node) this.exclude(node.address, node.elements, ivIndex!);
    this.#drop(address);
    // The record of an unfinished procedure is removed first: it would replace the node.
    this.cancelRefresh(address);
    this.#erase(keyOf(address));
  }

  /** Releases the device keys. */
  close(): void {
    for (const { key } of this.#recent) key?.close();
    this.#recent = [];
  }

  /** Of a refresh that the store knows of at the start: whether its result is unknown, or known, or the store has nothing else of the node. */
  #resumeRefresh(before: number, after: NodeEntry): void {
    const known = this.#nodes.has(after.address) ? this.#load(after.address) : undefined;
    if (known && equalBytes(known.deviceKey, after.deviceKey)) {
      // It was through, but for what it leaves behind.
      if (before !== after.address && this.#nodes.has(before)) {
        this.#drop(before);
        this.#records.delete(keyOf(before));
      }
    } else if (this.#nodes.has(before)) {
      this.#refreshes.set(before, after);
      return;
    } else if (this.#records.keys(asideKeyOf(before)).length > 0) {
      // The record of the node was torn when the refresh was put into it.
      this.#put(after);
      if (!this.#save(keyOf(after.address), after)) return;
      this.#unstored.delete(after.address);
    }
    this.#records.delete(refreshKeyOf(before));
  }

  #replace(address: number, node: NodeEntry): void {
    this.#drop(address);
    this.#put(node);
  }

  /** Makes it a node in this run, whatever its record says. */
  #put(node: NodeEntry): void {
    this.#drop(node.address);
    this.#nodes.set(node.address, node.elements);
    this.#unstored.set(node.address, node);
  }

  #drop(address: number): void {
    this.#nodes.delete(address);
    this.#unstored.delete(address);
    const recent = this.#recent.find(({ entry }) => entry.address === address);
    recent?.key?.close();
    this.#recent = this.#recent.filter((other) => other !== recent);
  }

  /** Writes what `put` made of a node: it need not be kept in memory any more. */
  #store(node: NodeEntry): void {
    this.#write(keyOf(node.address), node);
    this.#unstored.delete(node.address);
  }

  /** What is known of a node; undefined where its record is damaged by now. */
  #load(primary: number): NodeEntry | undefined {
    return this.#unstored.get(primary) ?? readNode(this.#records, keyOf(primary));
  }

  /** The same, kept in memory. Keys of nodes that make room are not closed: a message may be under way with one. */
  #recall(primary: number): Recent | undefined {
    const at = this.#recent.findIndex(({ entry }) => entry.address === primary);
    let recent = this.#recent[at];
    if (recent) this.#recent.splice(at, 1);
    else {
      const entry = this.#load(primary);
      if (!entry) return undefined;
      recent = { entry, key: undefined };
      if (this.#recent.length === recentNodes) this.#recent.shift();
    }
    this.#recent.push(recent);
    return recent;
  }

  #write(key: string, node: NodeEntry): void {
    if (!this.#save(key, node)) throw new MeshError(`the store refuses node ${hex(node.address)}`);
  }

  /** Removes a record, of a node that would be taken for one. Tried twice; throws MeshError. */
  #erase(key: string): void {
    if (!this.#records.delete(key) && !this.#records.delete(key))
      throw new MeshError(`the store does not forget the record ${key}`);
  }

  /** False where the store fails. What it says to have is looked at: nobody else has a node's key. */
  #save(key: string, node: NodeEntry): boolean {
    return this.#records.writeChecked(key, encodeNode(node));
  }

  /** Addresses of a node's record are not given out, even where the address record was lost. */
  #reserveAddresses({ address, elements, learned }: NodeEntry): void {
    if (!learned) this.passOver(address + elements - 1);
  }
}
