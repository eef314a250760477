import type { FastNodeRecord, FastRun } from "./run-record.js";

/** A device that provisioned others. */
export interface ProvisionerFigures {
  readonly node: FastNodeRecord;
  readonly index: number;
  readonly depth: number | undefined;
  readonly children: number;
  /** When the link to its first child was opened, and when its last child was configured. */
  readonly firstLink: number | undefined;
  readonly lastDone: number | undefined;
}

export interface TreeFigures {
  /** The provisioners, those with the most children first. */
  readonly provisioners: readonly ProvisionerFigures[];
  /** Number of devices at each depth of the tree, from 1 on. */
  readonly perDepth: readonly number[];
}

/** Depth of each device in the tree; undefined if it has no path to the top provisioner. */
export function depths({ nodes }: FastRun): (number | undefined)[] {
  return nodes.map((node) => {
    let depth = 1;
    for (let { parent } = node; parent !== -1; depth++) {
      const above = parent === undefined ? undefined : nodes[parent];
      // More steps than there are devices: the parents form a cycle.
      if (!above || depth > nodes.length) return undefined;
      parent = above.parent;
    }
    return depth;
  });
}

export function treeFigures(run: FastRun): TreeFigures {
  const { nodes } = run;
  const depth = depths(run);
  const children = new Map<number, FastNodeRecord[]>();
  for (const node of nodes) {
    if (node.parent === undefined) continue;
    children.set(node.parent, [...(children.get(node.parent) ?? []), node]);
  }
  const provisioners = nodes.flatMap((node, index) => {
    const own = children.get(index);
    if (!own) return [];
    return {
      node,
      index,
      depth: depth[index],
      children: own.length,
      firstLink: minimum(own.flatMap(({ linkOpened }) => linkOpened ?? [])),
      lastDone: maximum(own.flatMap(({ configured }) => configured ?? [])),
    };
  });
  const deepest = Math.max(0, ...depth.flatMap((links) => links ?? []));
  return {
    provisioners: provisioners.sort((a, b) => b.children - a.children),
    perDepth: Array.from(
      { length: deepest },
      (_, i) => depth.filter((links) => links === i + 1).length,
    ),
  };
}

function minimum(times: readonly number[]): number | undefined {
  return times.length > 0 ? Math.min(...times) : undefined;
}

function maximum(times: readonly number[]): number | undefined {
  return times.length > 0 ? Math.max(...times) : undefined;
}
