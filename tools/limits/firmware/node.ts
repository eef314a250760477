import type { Model } from "../../../modules/access/model.js";
import type { Host } from "../../../modules/host/host.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { Node } from "../../../modules/node/node.js";
import { companyId, everyClientOfNode, everyServer } from "./models.js";

/** A node with all servers and clients, and a second element with a lamp. */
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
    elements: [
      { models: [...everyServer(), ...everyClientOfNode()] },
      { models: [new GenericOnOffServer(), ...further] },
    ],
    peers,
    onAttention: () => undefined,
  });
}
