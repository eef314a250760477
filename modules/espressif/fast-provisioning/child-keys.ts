import type { Node } from "../../node/node.js";
import type { ProvisioningData } from "../../provisioning/pdu.js";
import type { SharedAppKey } from "./child-setup.js";
import type { FastProvSettings } from "./info-validation.js";

type OnNetwork = Pick<FastProvSettings, "netKeyIndex">;

/** What a device gets from this node but for its address; undefined while the node lacks the NetKey. */
export function networkOf(
  { network }: Node,
  { netKeyIndex }: OnNetwork,
): Omit<ProvisioningData, "address"> | undefined {
  const subnet = network?.subnets.get(netKeyIndex);
  if (!network || !subnet) return undefined;
  const { ivIndex, inProgress } = network.sequence.state;
  const refreshed = subnet.phase === 2 && subnet.nextKeys !== undefined;
  return {
    netKey: (refreshed ? subnet.nextKeys : subnet.keys).key,
    netKeyIndex,
    flags: (refreshed ? 1 : 0) | (inProgress ? 2 : 0),
    ivIndex,
  };
}

/** The AppKey that it hands on: its first one of the subnet. */
export function appKeyOf({ network }: Node, { netKeyIndex }: OnNetwork): SharedAppKey | undefined {
  const entry = network?.applicationKeys.list.find((key) => key.netKeyIndex === netKeyIndex);
  if (!network || !entry) return undefined;
  const { key } = network.applicationKeys.transmitKey(entry);
  return { netKeyIndex, appKeyIndex: entry.appKeyIndex, key };
}
