import type { PublicationSettings } from "../../modules/foundation/configuration/publication-settings.js";
import type { ConfigurationError } from "../../modules/foundation/configuration/request.js";
import type { NodeLimits } from "../../modules/node/limits.js";
import { genericOnOffServerId } from "../../modules/models/generic-onoff/messages.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { configuringMesh } from "./mesh.js";
import { ProbeServer, probeServerId } from "./probe-models.js";
import type { TestStore } from "./records.js";

/** The node that is configured: two elements, an OnOff server on each, a vendor model on the first. */
export const target = 0x0100;
export const onOff = { elementAddress: target, modelId: genericOnOffServerId };
export const secondOnOff = { elementAddress: target + 1, modelId: genericOnOffServerId };
export const vendor = { elementAddress: target, modelId: probeServerId };

export const limits: Partial<NodeLimits> = {
  subnets: 2,
  appKeys: 3,
  bindings: 2,
  subscriptions: 2,
};

export const publication: PublicationSettings = {
  address: 0xc123,
  appKeyIndex: 1,
  credentialFlag: false,
  ttl: 9,
  period: 5000,
  retransmitCount: 2,
  retransmitInterval: 200,
};

export function keyOf(octet: number): Uint8Array {
  return new Uint8Array(16).fill(octet);
}

export function configurationRig(options: { readonly relay?: boolean } = {}) {
  const { mesh, client, manager } = configuringMesh();
  const start = (store?: TestStore) =>
    mesh.node(
      target,
      [
        { location: 0x0102, models: [new GenericOnOffServer(), new ProbeServer()] },
        { location: 0x0304, models: [new GenericOnOffServer()] },
      ],
      { limits, productId: 2, versionId: 3, ...options, ...(store && { store }) },
    );
  const configured = start();
  /** The status that a request is refused with; undefined where it is not. */
  const refusal = async (request: Promise<unknown>): Promise<number | undefined> => {
    const outcome = await mesh.outcome(request);
    if (!(outcome instanceof Error)) return undefined;
    if (outcome.name !== "ConfigurationError") throw outcome;
    return (outcome as ConfigurationError).status;
  };
  return { mesh, client, manager, start, configured, refusal };
}
