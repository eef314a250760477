import type { Model } from "../../../modules/access/model.js";
import type { Publication } from "../../../modules/access/model-configuration.js";
import type { Node } from "../../../modules/node/node.js";
import { appKey, deviceKey, group, netKey, receiverAddress } from "../packets.js";

/** What a model of the benchmarks publishes with: once, to a group that nobody listens to. */
export const benchPublication: Publication = {
  address: group + 1,
  label: undefined,
  appKeyIndex: 0,
  credentialFlag: false,
  ttl: 5,
  period: 0,
  retransmitCount: 0,
  retransmitSteps: 0,
};

/** Puts a node into the network of tools/bench/packets.ts, with its AppKey. */
export function join(node: Node): Node {
  node.provision({
    netKey: netKey(),
    deviceKey: deviceKey(),
    netKeyIndex: 0,
    ivIndex: 0,
    address: receiverAddress,
  });
  node.network!.applicationKeys.add(0, 0, appKey());
  return node;
}

/** Binds a model to the AppKey, subscribes it to the group, and lets it publish. */
export function configure(node: Node, model: Model, publication?: Publication): void {
  model.configuration = { bindings: [0], publication };
  model.subscriptionList.entries = [{ address: group, label: undefined }];
  node.network!.saveModel(model);
}
