import type { Node } from "../../node/node.js";
import { type NetworkData, networkData } from "../../provisioning/network-data.js";
import type { SharedAppKey } from "./child-setup.js";
import type { FastProvSettings } from "./info-validation.js";

type OnNetwork = Pick<FastProvSettings, "netKeyIndex">;

/** What a device gets from this node but for its address; undefined while the node lacks the NetKey. */
export function networkOf({ network }: Node, { netKeyIndex }: OnNetwork): NetworkData | undefined {
  return network && networkData(network, netKeyIndex);
}

/** The AppKey that it hands on: its first one of the subnet. */
export function appKeyOf({ network }: Node, { netKeyIndex }: OnNetwork): SharedAppKey | undefined {
  const entry = network?.applicationKeys.list.find((key) => key.netKeyIndex === netKeyIndex);
  if (!network || !entry) return undefined;
  const { key } = network.applicationKeys.transmitKey(entry);
  return { netKeyIndex, appKeyIndex: entry.appKeyIndex, key };
}
