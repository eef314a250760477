import type { Host } from "../../../modules/host/host.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { Node } from "../../../modules/node/node.js";
import { companyId, everyClientOfNode, everyServer } from "./models.js";

/** A node with every server and client, and a second element with a lamp. */
export function start(host: Host): Node {
  return nodeWithPeers(host, []);
}

/** The same, with peers that always have a place in its replay list. */
export function nodeWithPeers(host: Host, peers: readonly number[]): Node {
  return new Node({
    host,
    companyId,
    elements: [
      { models: [...everyServer(), ...everyClientOfNode()] },
      { models: [new GenericOnOffServer()] },
    ],
    peers,
    onAttention: () => undefined,
  });
}
