import type { Host } from "../../../modules/host/host.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import type { NodeLimits } from "../../../modules/node/limits.js";
import { Node } from "../../../modules/node/node.js";
import { appKey, deviceKey, group, netKey, receiverAddress } from "../packets.js";

/** A light that is already provisioned, for benchmarks. */
export function start(host: Host, limits: Partial<NodeLimits> = {}): Node {
  const light = new GenericOnOffServer();
  const node = new Node({
    host,
    companyId: 0xffff,
    elements: [{ models: [light] }],
    provisionable: false,
    settings: { beacon: false },
    limits,
  });
  node.provision({
    netKey: netKey(),
    deviceKey: deviceKey(),
    netKeyIndex: 0,
    ivIndex: 0,
    address: receiverAddress,
  });
  node.network!.applicationKeys.add(0, 0, appKey());
  light.configuration = { bindings: [0], publication: undefined };
  light.subscriptionList.entries = [{ address: group, label: undefined }];
  node.network!.saveModel(light);
  return node;
}
