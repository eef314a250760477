import type { Records } from "../../base/records.js";
import {
  type AdministrationObserver,
  ConfigurationServer,
  configurationServerId,
} from "../../foundation/configuration/server.js";
import type { Node } from "../../node/node.js";
import type { KeyExchange } from "../../provisioning/device-session-options.js";
import { keyStartLength, type NodeRecordOrigin } from "./messages.js";

/**
 * Not "fast.": such records are deleted before the data of a new network are stored, and this one
 * is written earlier, so that no loss of power leaves a node without it.
 */
const key = "fast-own";
const saltAt = 64;
const keyStartAt = 80;
const recordLength = keyStartAt + keyStartLength;

/** What a node keeps of its key exchange. */
export type Origin = Pick<NodeRecordOrigin, "publicKey" | "salt" | "provisionerKeyStart">;

/**
 * Stores what an Origin Status has of the key exchange: public key (64 octets), ProvisioningSalt
 * (16), start of the provisioner's public key (4). False if the store fails.
 */
export function saveOrigin(records: Records, { peerKey, publicKey, salt }: KeyExchange): boolean {
  const record = new Uint8Array(recordLength);
  record.set(publicKey);
  record.set(salt, saltAt);
  record.set(peerKey.subarray(0, keyStartLength), keyStartAt);
  return records.write(key, record);
}

/** Undefined if there is none, or a damaged one. */
export function loadOrigin(records: Records): Origin | undefined {
  const record = records.read(key);
  if (!record) return undefined;
  if (record.length === recordLength)
    return {
      publicKey: record.subarray(0, saltAt),
      salt: record.subarray(saltAt, keyStartAt),
      provisionerKeyStart: record.subarray(keyStartAt),
    };
  records.setAside(key, "length");
  return undefined;
}

/** The node is known to the top provisioner, or left its network. */
export function deleteOrigin(records: Records): void {
  if (records.read(key)) records.delete(key);
}

/**
 * Tells `observer` when somebody other than the node's provisioner uses the node's device key: who has that
 * needs no Origin Status.
 */
export function observeAdministration({ elements }: Node, observer: AdministrationObserver): void {
  const server = elements[0]!.find(configurationServerId);
  if (server instanceof ConfigurationServer) server.observer = observer;
}
