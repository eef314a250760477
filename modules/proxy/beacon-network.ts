import { namesNetwork, secureNetworkBeaconType } from "../network/secure-network-beacon.js";
import { receiveKeys, type Subnets } from "../network/subnets.js";

/**
 * Whether the beacon `data[start..end)` may be of one of these subnets: a Secure Network beacon names
 * its network, a Mesh Private beacon does not. Mesh Protocol 1.1 §3.10.3, §3.10.4.
 */
export function mayBeOf(
  { list }: Pick<Subnets, "list">,
  data: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (data[start] !== secureNetworkBeaconType) return true;
  const beacon = data.slice(start, end);
  return list.some((subnet) => receiveKeys(subnet).some((keys) => namesNetwork(keys, beacon)));
}
