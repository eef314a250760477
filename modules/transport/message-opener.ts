import type { NetworkReceiver, OpeningKey } from "../host/network-receiver.js";
import { isVirtual } from "../network/address.js";
import type { TransportKeys } from "./transport-keys.js";

type OpenerKeys = Pick<TransportKeys, "applicationKeys" | "ownDeviceKeys">;

/**
 * The keys in the order in which `Transport` tries them: device keys by their number, then AppKeys, each
 * followed by the one that replaces it in a Key Refresh procedure. Mesh Protocol 1.1 §3.6.4.2, §3.11.4.
 */
function openingKeys({ applicationKeys, ownDeviceKeys = [] }: OpenerKeys): OpeningKey[] {
  const keys: OpeningKey[] = ownDeviceKeys.map(({ aes }, index) => ({
    aes,
    aid: undefined,
    index,
    netKeyIndex: 0,
  }));
  for (const { appKeyIndex: index, key, netKeyIndex, newKey } of applicationKeys)
    for (const { aes, aid } of newKey ? [key, newKey] : [key])
      keys.push({ aes, aid, index, netKeyIndex });
  return keys;
}

/** Tells a receiver the node's keys. To be called whenever one was added, replaced or removed. */
export function tellKeys(receiver: NetworkReceiver, keys: OpenerKeys): void {
  receiver.setOpeningKeys?.(openingKeys(keys));
}

/** Tells a receiver the addresses that models are subscribed to. */
export function tellGroups(receiver: NetworkReceiver, addresses: Iterable<number>): void {
  const groups: number[] = [];
  // A loop: a function for each address would take more stack than is left here on XS.
  for (const address of addresses) if (!isVirtual(address)) groups.push(address);
  receiver.setGroups?.(groups);
}
