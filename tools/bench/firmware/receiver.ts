import type { Host } from "../../../modules/host/host.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import type { NodeLimits } from "../../../modules/node/limits.js";
import { Node } from "../../../modules/node/node.js";
import { configure, join } from "./joined.js";

/** A light that is already provisioned, for benchmarks. */
export function start(host: Host, limits: Partial<NodeLimits> = {}): Node {
  const light = new GenericOnOffServer();
  const node = join(
    new Node({
      host,
      companyId: 0xffff,
      elements: [{ models: [light] }],
      provisionable: false,
      settings: { beacon: false },
      limits,
    }),
  );
  configure(node, light);
  return node;
}
