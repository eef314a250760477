import type { Provisioner } from "../../modules/provisioner/provisioner.js";

/** Takes the keys of a network, such as those of a capture. */
export interface NetworkKeyList {
  /** 16 octets. */
  addNetKey(key: Uint8Array): void;
  /** 16 octets. */
  addAppKey(key: Uint8Array): void;
  /** 32 bits. */
  addIvIndex(ivIndex: number): void;
  /** `address`: the primary unicast address of the node; `key`: 16 octets. */
  addDeviceKey(address: number, key: Uint8Array): void;
}

/** Adds all keys of the network of a provisioner. */
export function addNetworkKeys({ database, node }: Provisioner, keys: NetworkKeyList): void {
  if (!node.network) return;
  const { applicationKeys, sequence, subnets } = node.network;
  for (const subnet of subnets.list) keys.addNetKey(subnet.keys.key);
  for (const { key } of applicationKeys.list) keys.addAppKey(key.key);
  keys.addIvIndex(sequence.ivIndex);
  for (const { address, deviceKey } of database.nodes) keys.addDeviceKey(address, deviceKey);
}
