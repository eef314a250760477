import { Model, type SendOptions } from "../../modules/access/model.js";
import { vendorModelId } from "../../modules/access/model-id.js";
import { ConfigurationClient } from "../../modules/foundation/configuration/client.js";
import type { NodeOptions } from "../../modules/node/node.js";
import { appKey, Mesh, type MeshNode } from "./mesh.js";
import type { TestStore } from "./records.js";

/** The node that the servers are on. */
export const target = 0x0100;
export const managerAddress = 0x0001;
/** How the node is asked with AppKey 0. */
export const ask = { dst: target, appKeyIndex: 0 };

/** Sends any access payload. */
export class Teller extends Model {
  constructor() {
    super(vendorModelId(0x1234, 7), "both");
  }

  override readonly deviceKeyOf = "peer";

  tell(payload: Uint8Array, options: SendOptions): void {
    this.services!.send(this, payload, options);
  }
}

/** Gives the node AppKey 0 and binds the models that take one to it. */
export function bindAll({ node }: MeshNode): void {
  const network = node.network!;
  network.applicationKeys.add(0, 0, appKey);
  for (const { models } of node.elements)
    for (const model of models)
      if (model.access !== "device") {
        model.configuration = { ...model.configuration, bindings: [0] };
        network.saveModel(model);
      }
}

/** A node with servers at `target`, and one with a configuration client, `clients` and a teller. */
export function foundationRig(
  clients: readonly Model[],
  elements: () => NodeOptions["elements"],
  options: Partial<NodeOptions> = {},
) {
  const mesh = new Mesh();
  const configuration = new ConfigurationClient();
  const teller = new Teller();
  const manager = mesh.node(managerAddress, [{ models: [configuration, teller, ...clients] }]);
  bindAll(manager);
  const start = (store?: TestStore) =>
    mesh.node(target, elements(), { ...options, ...(store && { store }) });
  const node = start();
  bindAll(node);
  /** Sends a payload, and what the node has dropped for it, by reason. */
  const tell = async (payload: Uint8Array, how: Partial<SendOptions> = {}) => {
    const before = node.node.diagnostics.drops();
    teller.tell(payload, { dst: target, ...how });
    await mesh.clock.run(3000);
    const after = node.node.diagnostics.drops();
    return Object.fromEntries(
      Object.entries(after)
        .map(([reason, count]) => [reason, count - (before[reason] ?? 0)] as const)
        .filter(([reason, count]) => count > 0 && !reason.startsWith("network.")),
    );
  };
  return { mesh, configuration, manager, teller, start, node, tell };
}
