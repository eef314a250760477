import { allNodes } from "../network/address.js";
import type { ProvisionedNode } from "./provisioned-node.js";

/** Addresses of the messages that a node takes: those of its elements, of its groups, and of all nodes. */
export function listenedAddresses({
  address,
  elements,
}: Pick<ProvisionedNode, "address" | "elements">): number[] {
  const addresses = new Set(elements.map(({ index }) => address + index));
  for (const { models } of elements)
    for (const { subscriptionList } of models)
      for (const entry of subscriptionList.entries) addresses.add(entry.address);
  addresses.add(allNodes);
  return [...addresses];
}
