import type { Model } from "../../../modules/access/model.js";
import type { Host } from "../../../modules/host/host.js";
import { Node } from "../../../modules/node/node.js";
import { companyId, everyClientOfNode, everyElement } from "./models.js";

/** A node with all servers and clients, and a second element with a light. */
export function start(host: Host): Node {
  return nodeWithPeers(host, []);
}

/**
 * A node as `start` makes it, with sources that always have an entry in its replay protection
 * list, and further models on its second element.
 */
export function nodeWithPeers(
  host: Host,
  peers: readonly number[],
  further: readonly Model[] = [],
): Node {
  return new Node({
    host,
    companyId,
    elements: everyElement(everyClientOfNode(), further),
    peers,
    onAttention: () => undefined,
  });
}
