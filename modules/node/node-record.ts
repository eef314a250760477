import { getUint16BE, putUint16BE } from "../base/bytes.js";
import type { Records } from "../base/records.js";
import { unassignedAddress } from "../network/address.js";
import type { NetworkSettings } from "../network/settings.js";
import { indefinite } from "../transport/heartbeat.js";
import type { HeartbeatPublicationState } from "../transport/heartbeat-publication.js";

import { compositionKey } from "./composition-pages.js";

const nodeKey = "node";
/** Key of the record with the result of an NPPI procedure that is to be applied, also after a power cut. */
export const nppiKey = "next";
/** Key of the record with the device key candidate, which replaces the device key as soon as it is used. §3.11.8 */
export const candidateKey = "cand";
const settingsKey = "cfg";
const heartbeatKey = "hb";
const heartbeatLength = 8;
const nodeLength = 18;
const settingsLength = 6;
/** Of earlier versions, which had no GATT proxy. */
const earlierSettingsLength = 5;

/** What makes a device a node. The record is written last and erased first: the other records are valid with it alone. */
export interface NodeIdentity {
  /** Unicast address of the primary element. */
  readonly address: number;
  /** 16 octets. */
  readonly deviceKey: Uint8Array;
}

/** Record: address (2, big-endian), device key (16). False where the store fails. */
export function saveIdentity(records: Records, { address, deviceKey }: NodeIdentity): boolean {
  const record = new Uint8Array(nodeLength);
  putUint16BE(record, 0, address);
  record.set(deviceKey, 2);
  return records.writeChecked(nodeKey, record);
}

/** Undefined where the device belongs to no network, or its record is damaged. */
export function loadIdentity(records: Records): NodeIdentity | undefined {
  const record = records.read(nodeKey);
  if (!record) return undefined;
  if (record.length === nodeLength)
    return { address: getUint16BE(record, 0), deviceKey: record.slice(2) };
  records.setAside(nodeKey, "length");
  return undefined;
}

function isHex(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++)
    if (!"0123456789abcdef".includes(text.charAt(i))) return false;
  return true;
}

/**
 * Identity, settings, composition, IV Index, Heartbeat Publication; NetKeys, AppKeys, replay list;
 * replay list of solicitations, and their sequence number; configurations and data of models; what fast provisioning keeps.
 */
function isPart(key: string): boolean {
  return key.charAt(0) === "d" && (key.length === 8 || key.length === 12);
}

function isNodeRecord(key: string): boolean {
  switch (key.charAt(0)) {
    case "m":
    case "d":
      // One of several records of a model has one more digit.
      return (key.length === 7 || key.length === 11 || isPart(key)) && isHex(key, 1);
    case "f":
      return key.startsWith("fast.");
    case "n":
    case "a":
    case "r":
    case "s":
    case "q":
      if (key.charAt(1) === "." && key.length > 2) return isHex(key, 2);
  }
  return (
    key === nodeKey ||
    key === settingsKey ||
    key === heartbeatKey ||
    key === compositionKey ||
    key === "iv" ||
    key === candidateKey ||
    key === nppiKey
  );
}

/**
 * Erases everything that belongs to a network. The device UUID stays, and so do
 * records of other modules and records that were set aside. A deletion that fails is tried again,
 * once. False where a record is left.
 */
export function eraseNode(records: Records): boolean {
  forgetIdentity(records);
  for (const key of records.keys("")) if (isNodeRecord(key)) erase(records, key);
  return !records.keys("").some(isNodeRecord);
}

/** Erases the identity: after a restart it is an unprovisioned device. A deletion that fails is tried again, once. */
export function forgetIdentity(records: Records): void {
  // The result of an NPPI procedure would restore the identity: that is erased first.
  erase(records, nppiKey);
  erase(records, nodeKey);
}

function erase(records: Records, key: string): void {
  if (!records.delete(key)) records.delete(key);
}

function retransmissionOctet(state: { transmissions: number; interval: number }): number {
  return (state.transmissions - 1) | ((state.interval / 10 - 1) << 3);
}

function retransmissionOf(octet: number): { transmissions: number; interval: number } {
  return { transmissions: (octet & 7) + 1, interval: ((octet >> 3) + 1) * 10 };
}

/** Record: beacon, relay, Relay Retransmit, Network Transmit, Default TTL, GATT Proxy, an octet each. */
export function saveSettings(records: Records, settings: NetworkSettings): boolean {
  const record = Uint8Array.of(
    Number(settings.beacon),
    Number(settings.relay ?? false),
    retransmissionOctet(settings.relayRetransmit),
    retransmissionOctet(settings.networkTransmit),
    settings.defaultTtl,
    Number(settings.proxy ?? false),
  );
  return records.writeChecked(settingsKey, record);
}

/** Sets `settings` to the stored ones; a feature that is not supported stays so. */
export function loadSettings(records: Records, settings: NetworkSettings): void {
  const record = records.read(settingsKey);
  if (!record) return;
  if (record.length !== settingsLength && record.length !== earlierSettingsLength)
    return records.setAside(settingsKey, "length");
  settings.beacon = record[0] === 1;
  if (settings.relay !== undefined) settings.relay = record[1] === 1;
  settings.relayRetransmit = retransmissionOf(record[2]!);
  settings.networkTransmit = retransmissionOf(record[3]!);
  settings.defaultTtl = record[4]!;
  if (settings.proxy !== undefined && record.length === settingsLength)
    settings.proxy = record[5] === 1;
}

/**
 * Record: Destination (2, big-endian), whether it goes on without end, PeriodLog, TTL,
 * Features, NetKey Index (2, big-endian); none where nothing is published. A
 * publication of a limited number of messages is not stored: it ends with a restart. False where
 * the store fails.
 */
export function saveHeartbeatPublication(
  records: Records,
  state: HeartbeatPublicationState,
): boolean {
  const { count, destination, features, netKeyIndex, periodLog, ttl } = state;
  if (destination === unassignedAddress)
    return records.read(heartbeatKey) === undefined || records.delete(heartbeatKey);
  const record = new Uint8Array(heartbeatLength);
  putUint16BE(record, 0, destination);
  record[2] = count === indefinite ? 1 : 0;
  record[3] = periodLog;
  record[4] = ttl;
  record[5] = features;
  putUint16BE(record, 6, netKeyIndex);
  return records.writeChecked(heartbeatKey, record);
}

/** The stored publication; undefined where there is none. */
export function loadHeartbeatPublication(records: Records): HeartbeatPublicationState | undefined {
  const record = records.read(heartbeatKey);
  if (!record) return undefined;
  if (record.length !== heartbeatLength) {
    records.setAside(heartbeatKey, "length");
    return undefined;
  }
  return {
    destination: getUint16BE(record, 0),
    count: record[2] === 1 ? indefinite : 0,
    periodLog: record[3]!,
    ttl: record[4]!,
    features: record[5]!,
    netKeyIndex: getUint16BE(record, 6),
  };
}
