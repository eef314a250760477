import { equalBytes, getUint16BE, putUint16BE } from "../base/bytes.js";
import type { Records } from "../base/records.js";
import { NppiProcedure } from "../foundation/remote-provisioning/codes.js";
import { isUnicast } from "../network/address.js";
import { Sequence } from "../network/sequence.js";
import type { Subnets } from "../network/subnets.js";
import type { DeviceProvisioned } from "../provisioning/device-session-options.js";
import { ErrorCode } from "../provisioning/errors.js";
import type { CompositionPages } from "./composition-pages.js";
import {
  candidateKey,
  loadIdentity,
  type NodeIdentity,
  nppiKey,
  saveIdentity,
} from "./node-record.js";

const recordLength = 19;
/** Value in the record beside those of the procedures: the candidate becomes the device key. */
const promotion = 3;

/** What a Node Provisioning Protocol Interface procedure gives the node. Mesh Protocol 1.1 §3.11.8. */
export interface NppiResult {
  readonly kind: NppiProcedure | typeof promotion;
  readonly identity: NodeIdentity;
}

/** The node that runs the procedure. */
export interface NppiNode {
  readonly identity: NodeIdentity;
  /** Elements of the node, now and as its firmware has them. */
  readonly elements: number;
  readonly firmwareElements: number;
  readonly subnets: Subnets;
  readonly ivIndex: number;
}

/** Number of elements in the Capabilities PDU of a procedure. §3.11.8.3 */
export function nppiElements(kind: NppiProcedure, node: NppiNode): number {
  return kind === NppiProcedure.deviceKeyRefresh ? node.elements : node.firmwareElements;
}

/** Undefined where the provisioning data suit the procedure, else why not. §3.11.8 */
export function refuseNppiData(
  kind: NppiProcedure,
  data: DeviceProvisioned,
  node: NppiNode,
): ErrorCode | undefined {
  const subnet = node.subnets.get(data.netKeyIndex);
  // During a Key Refresh procedure the provisioner may send the new key.
  const known = subnet && [subnet.keys, subnet.newKeys];
  if (!known?.some((keys) => keys !== undefined && equalBytes(keys.key, data.netKey)))
    return ErrorCode.invalidData;
  if (data.ivIndex !== node.ivIndex) return ErrorCode.invalidData;
  const { address } = node.identity;
  const count = nppiElements(kind, node);
  if (!isUnicast(data.address) || !isUnicast(data.address + count - 1))
    return ErrorCode.invalidData;
  if (kind !== NppiProcedure.nodeAddressRefresh)
    return data.address === address ? undefined : ErrorCode.invalidData;
  const apart = data.address + count <= address || data.address >= address + node.elements;
  return apart ? undefined : ErrorCode.invalidData;
}

/** Stores the result of a procedure: from then on it is applied, also after a power cut. False where the store fails. */
export function storeNppiResult(records: Records, { kind, identity }: NppiResult): boolean {
  const record = new Uint8Array(recordLength);
  record[0] = kind;
  putUint16BE(record, 1, identity.address);
  record.set(identity.deviceKey, 3);
  return records.writeChecked(nppiKey, record);
}

/** The stored result of a procedure that was not applied completely. */
export function loadNppiResult(records: Records): NppiResult | undefined {
  const record = records.read(nppiKey);
  if (!record) return undefined;
  if (record.length !== recordLength || record[0]! > promotion) {
    records.setAside(nppiKey, "content");
    return undefined;
  }
  const identity = { address: getUint16BE(record, 1), deviceKey: record.slice(3) };
  return { kind: record[0] as NppiResult["kind"], identity };
}

/**
 * Applies the result of a procedure to the store; each step may be repeated, and its record is
 * erased last. False where the store fails: the node still works, and the steps are repeated.
 */
export function applyNppiResult(
  records: Records,
  { kind, identity }: NppiResult,
  composition: CompositionPages,
  sequenceBlock: number,
): boolean {
  const changesComposition =
    kind === NppiProcedure.nodeAddressRefresh || kind === NppiProcedure.nodeCompositionRefresh;
  if (changesComposition && !composition.refresh()) return false;
  if (kind === NppiProcedure.deviceKeyRefresh || kind === NppiProcedure.nodeCompositionRefresh) {
    if (!records.writeChecked(candidateKey, identity.deviceKey)) return false;
  } else {
    // §3.11.8.2: another address starts with sequence number 0. The record of the numbers has the
    // address that they belong to, so that writing the identity changes both.
    const before = loadIdentity(records);
    if (before && !Sequence.claim(records, sequenceBlock, before.address)) return false;
    if (!replaceIdentity(records, identity)) return false;
  }
  return records.delete(nppiKey);
}

/** A write that fails or is cut loses nothing: the record of the procedure has the identity until this has succeeded. */
function replaceIdentity(records: Records, identity: NodeIdentity): boolean {
  return saveIdentity(records, identity) && records.delete(candidateKey);
}

/** Whether the result of a procedure has the node's identity, for the case that the identity's record is damaged. */
export function restoresIdentity(refresh: NppiResult | undefined): boolean {
  return refresh?.kind === NppiProcedure.nodeAddressRefresh || refresh?.kind === promotion;
}

/** The device key candidate, unless it is the device key already. */
export function loadCandidate(
  records: Records,
  { deviceKey }: NodeIdentity,
): Uint8Array | undefined {
  const candidate = records.read(candidateKey);
  if (!candidate) return undefined;
  if (candidate.length !== 16) {
    records.setAside(candidateKey, "length");
    return undefined;
  }
  if (!equalBytes(candidate, deviceKey)) return candidate;
  records.delete(candidateKey);
  return undefined;
}

/**
 * Makes the candidate, which was used, the device key, and erases the old one. False where the
 * store fails: after a restart it is a candidate again, or becomes the device key then.
 */
export function promoteCandidate(
  records: Records,
  { address }: NodeIdentity,
  candidate: Uint8Array,
): boolean {
  const identity = { address, deviceKey: candidate };
  if (!storeNppiResult(records, { kind: promotion, identity })) return false;
  return replaceIdentity(records, identity) && records.delete(nppiKey);
}
