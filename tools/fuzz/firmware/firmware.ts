import { fromHex } from "../../../modules/base/bytes.js";
import type { Firmware } from "../../../modules/firmware/start.js";
import type { Node } from "../../../modules/node/node.js";
import { known } from "../keys.js";

/**
 * The firmware of a node that is fuzzed. "join" provisions it with known keys and binds every model
 * to the one AppKey; "leave" removes it from the network.
 */
export function fuzzed(node: Node): Firmware {
  return {
    close: () => node.close(),
    call(name) {
      if (name === "leave") node.reset();
      if (name === "join") join(node);
      return node.state;
    },
  };
}

function join(node: Node): void {
  const { address, appKey, deviceKey, group, ivIndex, netKey } = known;
  const keys = { deviceKey: fromHex(deviceKey), netKey: fromHex(netKey) };
  node.provision({ ...keys, netKeyIndex: 0, ivIndex, address });
  const network = node.network!;
  network.applicationKeys.add(0, 0, fromHex(appKey));
  for (const { models } of node.elements)
    for (const model of models) {
      if (model.access === "device") continue;
      model.configuration = { bindings: [0], publication: undefined };
      model.subscriptionList.entries = [{ address: group, label: undefined }];
      network.saveModel(model);
    }
}
