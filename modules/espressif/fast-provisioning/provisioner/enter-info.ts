import { networkData } from "../../../provisioning/network-data.js";
import type { UnicastRange } from "../../unicast-range.js";
import { FastProvAction, primaryProvisionerFlag } from "../models/codes.js";
import type { FastProvInfo } from "../models/info-set.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import type { FastNetwork } from "./top-provisioner-options.js";

/** Index of the NetKey that all nodes get. */
export const primaryNetKeyIndex = 0;

/**
 * The Info Set by which a node becomes the Primary Provisioner. `range`: addresses that it assigns;
 * `own`: the layers of the top provisioner's node.
 */
export function enterInfo(
  { count, group, matchValue }: FastNetwork,
  range: UnicastRange,
  own: Parameters<typeof networkData>[0],
): FastProvInfo {
  const { flags, ivIndex } = networkData(own, primaryNetKeyIndex)!;
  return {
    nodeAddressCount: count,
    unicastMin: range.min,
    unicastMax: range.max,
    flags,
    ivIndex,
    netKeyIndex: primaryNetKeyIndex,
    groupAddress: group,
    matchValue,
    action: FastProvAction.enter | primaryProvisionerFlag,
  };
}

/** Response times for which the answer to a message is awaited. */
const responseTimes = 5;

/** How a top provisioner sends messages to the Primary Provisioner. `advertises`: it is in range, not behind a proxy. */
export function requestOptions({ message }: FastProvisioningPolicy, advertises: boolean) {
  const { retryFactor, retryInterval, timeout } = message;
  // Over GATT another proxy may have to forward it.
  return {
    ...(advertises && { ttl: 0 }),
    timeout: timeout * responseTimes,
    retryInterval,
    retryFactor,
  };
}
