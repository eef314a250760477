import {
  NodeRecovery,
  type NodeRecoveryOptions,
} from "../../modules/espressif/fast-provisioning/recovery/node-recovery.js";
import { LinkCount } from "../../modules/espressif/fast-provisioning/recovery/link-count.js";
import type { NodeRecordCollector } from "../../modules/espressif/fast-provisioning/recovery/node-record-collector.js";
import { RecoveryRig } from "./recovery-rig.js";

/** Milliseconds without a report until nodes are asked. */
export const delay = 1000;
/** Milliseconds in which links are counted, at the end of the delay, and the number of links that defer the questions. */
export const linkWindow = 300;
export const enoughLinks = 4;
export const range = { min: 0x100, max: 0x1ff };

/** A recovery that begins when the test says so. */
export function recoveryOf(rig: RecoveryRig, changes: Partial<NodeRecoveryOptions> = {}) {
  const recovered: number[] = [];
  const recovery = new NodeRecovery({
    host: rig.host,
    provisioner: rig.provisioner,
    ranges: rig.ranges,
    client: rig.client as unknown as NodeRecordCollector,
    delay,
    links: new LinkCount({
      bearer: rig.bearer,
      clock: rig.clock,
      window: linkWindow,
      enough: enoughLinks,
    }),
    appKeyIndex: () => 0,
    missing: () => 1,
    onRecovered: ({ address }) => {
      recovered.push(address);
      recovery.added();
    },
    ...changes,
  });
  return { recovered, recovery };
}

/** A provisioner at 0005 that made nodes at 0100, 0101 and so on. */
export function begun(count = 1, changes: Partial<NodeRecoveryOptions> = {}) {
  const rig = new RecoveryRig();
  const provisioner = rig.addProvisioner(5, range);
  const nodes = Array.from({ length: count }, (_, i) => rig.addNode(0x100 + i, provisioner));
  const { recovered, recovery } = recoveryOf(rig, changes);
  recovery.begin();
  return { node: nodes[0]!, nodes, provisioner, recovered, recovery, rig };
}
