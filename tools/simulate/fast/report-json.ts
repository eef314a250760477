import { addressesUnique, doneAfter, isConfigured, isOn } from "./outcome.js";
import type { FastRun } from "./run-record.js";

/**
 * The result of a run as one JSON object. Times are simulated milliseconds, null if the event
 * did not occur. `simulatedMs` counts from the first boot, the others from the start of the
 * Primary Provisioner. docs/fast-provisioning.md and the benchmarks have `allNodesMs` and `doneMs`.
 */
export function fastRunJson(run: FastRun): object {
  const { nodes, totals } = run;
  return {
    bearer: run.bearer,
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
    ...(run.bearer === "gatt" && { forwardingMs: run.forwarding ?? null }),
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
