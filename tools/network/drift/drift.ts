import type { KnownNetwork, KnownNode } from "../desired/known-network.js";
import type { NetworkTarget, NodeTarget } from "../desired/resolve.js";
import { type NetworkPlan, planNetwork } from "../plan/network-plan.js";
import { asRead, type NodeReading } from "./read-network.js";

/** The network as it is recorded: what each node is to have is what it was given. */
export function recordedTarget(network: KnownNetwork, nodes: readonly KnownNode[]): NetworkTarget {
  const { appKeys, groups } = network.database;
  return {
    additions: { name: undefined, netKeys: [], appKeys: [], groups: [], scenes: [] },
    nodes: nodes.map((known): NodeTarget => {
      return { known, after: known.node, states: known.states ?? [] };
    }),
    unread: [],
    appKeys,
    groups,
  };
}

/**
 * What leads back from what nodes have to what is recorded of them: their drift. Nodes that do not answer, or have other
 * models, are not in it.
 */
export function driftPlan(network: KnownNetwork, readings: readonly NodeReading[]): NetworkPlan {
  const compared = readings.filter(({ isOther, read }) => read !== undefined && !isOther);
  const target = recordedTarget(
    network,
    compared.map(({ known }) => known),
  );
  const now = asRead(network, compared);
  const nodeOf = new Map(now.nodes.map((known) => [known.node.unicastAddress, known]));
  const nodes = target.nodes.map((each): NodeTarget => {
    return { ...each, known: nodeOf.get(each.known.node.unicastAddress)! };
  });
  return planNetwork(now, { ...target, nodes });
}
