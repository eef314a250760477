import { getUint16BE, putUint16BE } from "../base/bytes.js";
import type { Records } from "../base/records.js";

export const nodePrefix = "p.";
/** What a node is after a refresh that it may have carried out; the key has the address from before. */
export const refreshPrefix = "pr.";
/** A device that was given its data and did not say that it has them. */
export const expectedPrefix = "pe.";
const recordLength = 37;
/** The same, and an octet: another provisioner has given the address. */
const learnedLength = 38;

/** A node of the network. */
export interface NodeEntry {
  /** Unicast address of the primary element. */
  readonly address: number;
  /** Elements, so many addresses from `address` on. */
  readonly elements: number;
  readonly netKeyIndex: number;
  /** 16 octets each. */
  readonly uuid: Uint8Array;
  readonly deviceKey: Uint8Array;
  /** Present for a node that another provisioner took in. */
  readonly learned?: true;
}

export function hex(address: number): string {
  return address.toString(16).padStart(4, "0");
}

export function keyOf(address: number): string {
  return nodePrefix + hex(address);
}

/** Where the record of a node is that was damaged when it was read. */
export function asideKeyOf(address: number): string {
  return `bad.${keyOf(address)}`;
}

export function expectedKeyOf(address: number): string {
  return expectedPrefix + hex(address);
}

export function refreshKeyOf(address: number): string {
  return refreshPrefix + hex(address);
}

/** Record: address (2), elements (1), NetKey Index (2), UUID (16), device key (16), big-endian; 01 for a node of another provisioner. */
export function encodeNode(node: NodeEntry): Uint8Array {
  const record = new Uint8Array(node.learned ? learnedLength : recordLength);
  if (node.learned) record[recordLength] = 1;
  putUint16BE(record, 0, node.address);
  record[2] = node.elements;
  putUint16BE(record, 3, node.netKeyIndex);
  record.set(node.uuid, 5);
  record.set(node.deviceKey, 21);
  return record;
}

/** The node in a record; undefined where there is none. One that makes no sense is set aside. */
export function readNode(records: Records, key: string): NodeEntry | undefined {
  const record = records.read(key);
  if (!record) return undefined;
  const learned = record.length === learnedLength;
  if (!learned && record.length !== recordLength) {
    records.setAside(key, "length");
    return undefined;
  }
  const address = getUint16BE(record, 0);
  // Under its own address it is looked for; a refresh is kept under that from before.
  if (!key.startsWith(refreshPrefix) && !key.endsWith(`.${hex(address)}`)) {
    records.setAside(key, "content");
    return undefined;
  }
  return {
    address,
    elements: record[2]!,
    netKeyIndex: getUint16BE(record, 3),
    uuid: record.slice(5, 21),
    deviceKey: record.slice(21, recordLength),
    ...(learned && { learned: true as const }),
  };
}
