import { getUint16BE, putUint16BE } from "../base/bytes.js";
import { MeshError } from "../base/errors.js";
import type { Records } from "../base/records.js";
import { DeviceKey } from "../crypto/application-key.js";
import type { Crypto } from "../host/crypto.js";

const nodePrefix = "p.";
const addressKey = "p-next";
const nodeLength = 37;
const lastUnicast = 0x7fff;

/** A node that this provisioner took in. */
export interface NodeEntry {
  /** Unicast address of the primary element. */
  readonly address: number;
  /** Elements, so many addresses from `address` on. */
  readonly elements: number;
  readonly netKeyIndex: number;
  /** 16 octets each. */
  readonly uuid: Uint8Array;
  readonly deviceKey: Uint8Array;
}

/** What the provisioner knows of its network, one record a node: address, elements, NetKey index, UUID, device key. */
export class NetworkDatabase {
  readonly #crypto: Crypto;
  readonly #records: Records;
  readonly #nodes = new Map<number, NodeEntry>();
  readonly #keys = new Map<number, DeviceKey>();
  /** The lowest address that was never given out. */
  #next: number;

  constructor(options: {
    readonly crypto: Crypto;
    readonly records: Records;
    readonly firstAddress: number;
  }) {
    this.#crypto = options.crypto;
    this.#records = options.records;
    const record = this.#records.read(addressKey);
    this.#next = record?.length === 2 ? getUint16BE(record, 0) : options.firstAddress;
    for (const key of this.#records.keys(nodePrefix)) this.#load(key);
  }

  /** The nodes, in the order of their addresses. */
  get nodes(): readonly NodeEntry[] {
    return [...this.#nodes.values()].sort((a, b) => a.address - b.address);
  }

  /** The node that has an element at the address. */
  at(address: number): NodeEntry | undefined {
    for (const node of this.#nodes.values())
      if (address >= node.address && address < node.address + node.elements) return node;
    return undefined;
  }

  /** The device key of the node that has an element at the address. */
  deviceKey(address: number): DeviceKey | undefined {
    const node = this.at(address);
    if (!node) return undefined;
    let key = this.#keys.get(node.address);
    if (!key) {
      key = new DeviceKey({ crypto: this.#crypto, key: node.deviceKey });
      this.#keys.set(node.address, key);
    }
    return key;
  }

  /**
   * Gives out `elements` addresses in a row, once and for all: it is stored
   * before anybody gets them. Undefined where none are left. Throws MeshError
   * where the store fails.
   */
  allocate(elements: number): number | undefined {
    const address = this.#next;
    if (address + elements - 1 > lastUnicast) return undefined;
    const record = new Uint8Array(2);
    putUint16BE(record, 0, address + elements);
    if (!this.#records.write(addressKey, record))
      throw new MeshError("the store refuses the address record: nothing is provisioned");
    this.#next = address + elements;
    return address;
  }

  /** Keeps a node. Throws MeshError where the store fails; the node is known until a restart all the same. */
  add(node: NodeEntry): void {
    this.#nodes.set(node.address, node);
    const record = new Uint8Array(nodeLength);
    putUint16BE(record, 0, node.address);
    record[2] = node.elements;
    putUint16BE(record, 3, node.netKeyIndex);
    record.set(node.uuid, 5);
    record.set(node.deviceKey, 21);
    if (!this.#records.write(keyOf(node.address), record))
      throw new MeshError(`the store refuses node ${node.address.toString(16).padStart(4, "0")}`);
  }

  /** Forgets a node that left. Its addresses are not given out again. */
  remove(address: number): void {
    this.#nodes.delete(address);
    this.#keys.get(address)?.close();
    this.#keys.delete(address);
    this.#records.delete(keyOf(address));
  }

  close(): void {
    for (const key of this.#keys.values()) key.close();
    this.#keys.clear();
  }

  #load(key: string): void {
    const record = this.#records.read(key);
    if (!record) return;
    if (record.length !== nodeLength) return this.#records.setAside(key, "length");
    const node = {
      address: getUint16BE(record, 0),
      elements: record[2]!,
      netKeyIndex: getUint16BE(record, 3),
      uuid: record.slice(5, 21),
      deviceKey: record.slice(21),
    };
    this.#nodes.set(node.address, node);
    // A record of a node counts even where the address record was lost.
    this.#next = Math.max(this.#next, node.address + node.elements);
  }
}

function keyOf(address: number): string {
  return nodePrefix + address.toString(16).padStart(4, "0");
}
