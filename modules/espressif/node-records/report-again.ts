import type { Node } from "../../node/node.js";
import type { UnicastRange } from "../unicast-range.js";
import { type NodeRecordStore, Stage } from "./node-record-store.js";
import type { Reporter } from "./reporter.js";

export interface ReportingNode {
  readonly node: Pick<Node, "address" | "elements" | "uuid">;
  readonly nodes: NodeRecordStore;
  readonly reporter: Reporter;
}

/**
 * Reports everything once more: this node's provisioner, to which it reported, is gone, and may not
 * have passed that on. First the record of this node itself with `range`, which it was assigned: nobody
 * else reports that, and the collector needs it for the others. What the store refuses is not reported.
 */
export function reportAgain(
  { node, nodes, reporter }: ReportingNode,
  deviceKey: Uint8Array,
  { max: rangeMax, min: rangeMin }: UnicastRange,
): void {
  const { address, elements, uuid } = node;
  if (address === undefined) return;
  nodes.put({
    address,
    deviceKey,
    elements: elements.length,
    rangeMax,
    rangeMin,
    uuid,
    own: false,
    stage: Stage.configured,
  });
  for (const { address } of nodes.inStage(Stage.recordReported))
    nodes.setStage(address, Stage.configured);
  reporter.update();
}
