import { sendsWithNewKey } from "../network/key-refresh.js";
import type { Sequence } from "../network/sequence.js";
import { type Subnets, transmitKeys } from "../network/subnets.js";
import type { ProvisioningData } from "./pdu.js";

/** What every device of a subnet gets: provisioning data but for the address. */
export type NetworkData = Omit<ProvisioningData, "address">;

/**
 * What a node gives the devices that it provisions into one of its subnets;
 * undefined where it is not on that. Mesh Protocol 1.1 §5.4.2.5.
 */
export function networkData(
  node: { readonly subnets: Subnets; readonly sequence: Sequence },
  netKeyIndex: number,
): NetworkData | undefined {
  const subnet = node.subnets.get(netKeyIndex);
  if (!subnet) return undefined;
  const { ivIndex, inProgress } = node.sequence.state;
  return {
    // In phase 2 of a key refresh the device gets the new key.
    netKey: transmitKeys(subnet).key,
    netKeyIndex,
    flags: (sendsWithNewKey(subnet.phase) ? 1 : 0) | (inProgress ? 2 : 0),
    ivIndex,
  };
}
