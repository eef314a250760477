import type { Model } from "../../../modules/access/model.js";
import type { Host } from "../../../modules/host/host.js";
import { Node, type NodeOptions } from "../../../modules/node/node.js";
import { companyId, everyClientOfNode, everyElement, everyElementWithColor } from "./models.js";

/** A node with all servers and clients, and a second element with a light. */
export function start(host: Host): Node {
  return nodeOf(host, everyElementWithColor(everyClientOfNode()), []);
}

/**
 * A node as `start` makes it with a light that can be dimmed, with sources that always have an entry in its replay
 * protection list, and further models on its second element.
 */
export function nodeWithPeers(
  host: Host,
  peers: readonly number[],
  further: readonly Model[] = [],
): Node {
  return nodeOf(host, everyElement(everyClientOfNode(), further), peers);
}

function nodeOf(host: Host, elements: NodeOptions["elements"], peers: readonly number[]): Node {
  return new Node({ host, companyId, elements, peers, onAttention: () => undefined });
}
