import type { Provisioner } from "../../modules/provisioner/provisioner.js";
import type { CaptureKeys } from "../capture/keys.js";

/** Adds all keys that a provisioner has to the capture of its network. */
export function addNetworkKeys({ database, node }: Provisioner, keys: CaptureKeys): void {
  if (!node.network) return;
  const { applicationKeys, sequence, subnets } = node.network;
  for (const subnet of subnets.list) keys.addNetKey(subnet.keys.key);
  for (const { key } of applicationKeys.list) keys.addAppKey(key.key);
  keys.addIvIndex(sequence.ivIndex);
  for (const { address, deviceKey } of database.nodes) keys.addDeviceKey(address, deviceKey);
}
