import { addressesUnique, doneAfter, isConfigured, isOn } from "./outcome.js";
import type { FastRun } from "./run-record.js";

/**
 * The run for a script: one object. Times are simulated milliseconds, null where they never
 * came; `simulatedMs` is from the first boot to the end of the run, the others from when the
 * Primary Provisioner began: `allNodesMs` and `doneMs` are what README.md and the benchmarks
 * tell of a run.
 */
export function fastRunJson(run: FastRun): object {
  const { nodes, totals } = run;
  return {
    nodes: nodes.length,
    provisioned: nodes.filter(isConfigured).length,
    addressesUnique: addressesUnique(run),
    on: nodes.filter(isOn).length,
    simulatedMs: run.simulatedMs,
    wallMs: run.wallMs,
    pdus: totals.events,
    collisions: totals.collisions,
    allNodesMs: run.lastProvisioned ?? null,
    allKnownMs: run.databaseComplete ?? null,
    allLitMs: run.allOn ?? null,
    doneMs: doneAfter(run) ?? null,
    air: run.airReport,
    perNode: nodes.map((node) => ({
      name: node.name,
      uuid: node.uuid,
      address: node.address ?? null,
      x: node.x,
      y: node.y,
      role: node.role,
      parent: node.parent ?? null,
      linkOpened: node.linkOpened ?? null,
      provisioned: node.provisioned ?? null,
      configured: node.configured ?? null,
      reported: node.reported ?? null,
      on: node.on ?? null,
      linksOpened: node.linksOpened,
      events: node.events,
      reason: node.reason,
    })),
  };
}
