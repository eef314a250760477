import type { FastNodeRecord, FastRun } from "./run-record.js";

/** A device that provisioned others. */
export interface ProvisionerFigures {
  readonly node: FastNodeRecord;
  readonly index: number;
  readonly depth: number | undefined;
  readonly children: number;
  /** When its first child's link was opened, and when its last child was done. */
  readonly firstLink: number | undefined;
  readonly lastDone: number | undefined;
}

export interface TreeFigures {
  /** Those with the most children first. */
  readonly provisioners: readonly ProvisionerFigures[];
  /** Devices by their distance from the top provisioner, from 1 on. */
  readonly perDepth: readonly number[];
}

/** Links between each device and the top provisioner; undefined: not joined to it. */
export function depths({ nodes }: FastRun): (number | undefined)[] {
  return nodes.map((node) => {
    let depth = 1;
    for (let { parent } = node; parent !== -1; depth++) {
      const above = parent === undefined ? undefined : nodes[parent];
      // more steps than devices: a ring
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
