import { sendsWithNewKey } from "../network/key-refresh.js";
import type { Sequence } from "../network/sequence.js";
import { type Subnets, transmitKeys } from "../network/subnets.js";
import type { ProvisioningData } from "./pdu.js";

/** Provisioning data that are the same for every device of a subnet: all but the address. */
export type NetworkData = Omit<ProvisioningData, "address">;

/**
 * The provisioning data of one of a node's subnets, for devices that it provisions;
 * undefined where it is not on that subnet. Mesh Protocol 1.1 §5.4.2.5.
 */
export function networkData(
  node: { readonly subnets: Subnets; readonly sequence: Sequence },
  netKeyIndex: number,
): NetworkData | undefined {
  const subnet = node.subnets.get(netKeyIndex);
  if (!subnet) return undefined;
  const { ivIndex, inProgress } = node.sequence.state;
  return {
    // In phase 2 of a Key Refresh procedure the device gets the new key.
    netKey: transmitKeys(subnet).key,
    netKeyIndex,
    flags: (sendsWithNewKey(subnet.phase) ? 1 : 0) | (inProgress ? 2 : 0),
    ivIndex,
  };
}
