import { adaptivePolicy } from "../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import type { FastProvisioningPolicy } from "../../modules/espressif/fast-provisioning/policy/policy.js";
import { NodeRecordServer } from "../../modules/espressif/node-records/server.js";
import { type FastDevice, FastNetwork, type FastNetworkOptions } from "./fast-network.js";

/** Its records wait longer than a test takes. */
const report = { ...adaptivePolicy.report, batchDelay: 1_000_000, batchSize: Infinity };

/** It reports nobody, and its nodes provision nobody. */
export const silent: FastProvisioningPolicy = {
  ...adaptivePolicy,
  report,
  makesProvisioner: () => false,
};
/** It reports nobody, and its nodes provision others. */
export const silentParent: FastProvisioningPolicy = {
  ...adaptivePolicy,
  report,
  makesProvisioner: () => true,
};
/** It connects what is left, and provisions nobody. */
export const bridge: FastProvisioningPolicy = { ...adaptivePolicy, maxLinks: 0 };

/** Whether the device has configured so many nodes. */
export function hasConfigured({ fast }: FastDevice, count: number): boolean {
  const history = fast.provisioner?.history ?? [];
  return history.filter((child) => child.configured !== undefined).length === count;
}

export interface LostProvisioner {
  readonly network: FastNetwork;
  /** The Temporary Provisioner. */
  readonly lost: FastDevice;
  /** Its nodes, which nobody reported. */
  readonly children: readonly FastDevice[];
  /** All but the Temporary Provisioner. */
  readonly others: readonly FastDevice[];
}

/** A network, from a job of its own: it needs nearly the whole stack of a chip. */
export async function networkOf(options: Partial<FastNetworkOptions>): Promise<FastNetwork> {
  await Promise.resolve();
  return new FastNetwork({ positions: [1], range: 1, ...options });
}

/**
 * A line in which one Temporary Provisioner provisions three nodes, which hear nobody else but a bridge:
 * until it has configured them without a report, and then lost its power, unless `cut` is false. Throws
 * where it does not come to that.
 */
export async function loseProvisioner(
  options: Partial<FastNetworkOptions> = {},
  cut = true,
): Promise<LostProvisioner> {
  const network = await networkOf(options);
  const lost = network.add(2, silent);
  network.add(2, bridge);
  for (let i = 0; i < 3; i++) network.add(3, adaptivePolicy);
  await network.begin();
  const configured = () => network.top.nodes.length === 3 && hasConfigured(lost, 3);
  if (!(await network.until(configured, 30_000))) throw new Error("its nodes are not configured");
  if (cut) lost.cut();
  const { devices } = network;
  const others = devices.filter((other) => other !== lost);
  return { children: devices.slice(3), lost, network, others };
}

export function serverOf({ fast }: FastDevice): NodeRecordServer {
  const [element] = fast.node.elements;
  const server = element!.models.find((model) => model instanceof NodeRecordServer);
  return server as NodeRecordServer;
}
