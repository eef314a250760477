import type { Sequence } from "../network/sequence.js";
import type { Subnets } from "../network/subnets.js";
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
  // In phase 2 of a key refresh the device gets the new key.
  const refreshed = subnet.phase === 2 && subnet.nextKeys !== undefined;
  return {
    netKey: (refreshed ? subnet.nextKeys : subnet.keys).key,
    netKeyIndex,
    flags: (refreshed ? 1 : 0) | (inProgress ? 2 : 0),
    ivIndex,
  };
}
