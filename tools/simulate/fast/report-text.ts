import { airLossText } from "../air-report.js";
import { table } from "../report.js";
import { bySlowness, outcome, provisionerName } from "./outcome.js";
import type { FastRun } from "./run-record.js";
import { treeFigures } from "./tree.js";
import { addressText, count, counted, percent, seconds } from "../../page/wording.js";
import { airDescription, bearerNames, policyNames, setsNames } from "./wording.js";

const slowestShown = 5;

/** The result of a run as text for a terminal. */
export function fastRunText(run: FastRun): string {
  const { totals } = run;
  const { provisioners, perDepth } = treeFigures(run);
  const rows = bySlowness(run)
    .slice(0, slowestShown)
    .map((node) => [
      node.name,
      addressText(node.address),
      provisionerName(run, node),
      seconds(node.linkOpened, 2),
      seconds(node.configured, 2),
      count(node.linksOpened),
      node.reason,
    ]);
  return [
    outcome(run),
    `${run.title}: policy ${policyNames[run.policy]}, layout ${run.layoutName}, seed ${run.seed}.`,
    ...(run.bearer === "gatt" ? [phoneText(run)] : []),
    `Radio: ${setsNames[run.sets]}; an ECDH takes ${run.ecdhMilliseconds} ms.`,
    `Air: ${airDescription(run)}${run.extraLoss > 0 ? `; ${percent(run.extraLoss)} of all packets lost in addition` : ""}.`,
    ...(run.powerCuts > 0
      ? [`Power cuts during the run: ${percent(run.powerCuts)} of the devices.`]
      : []),
    `${counted(provisioners.length, "provisioner")}, the devices up to ${counted(perDepth.length, "link")} from the top provisioner, ` +
      (run.databaseComplete === undefined
        ? "which does not know every node."
        : `which knew every node after ${seconds(run.databaseComplete)}${lastReported(run)}.`),
    `${counted(totals.events, "advertising event")}, ${counted(totals.collisions, "reception")} lost in collisions; ` +
      `${counted(totals.linksOpened, "link")} opened, ${count(totals.linksInVain)} of them failed.`,
    airLossText(run.airReport),
    ...(rows.length > 0
      ? [
          "",
          "The slowest:",
          table(
            ["device", "address", "provisioned by", "link", "node after", "links", "why"],
            rows,
          ),
        ]
      : []),
    "",
    `${seconds(run.simulatedMs, 2)} simulated in ${seconds(run.wallMs, 2)}.`,
  ].join("\n");
}

function phoneText({ bearer, forwarding }: FastRun): string {
  const passed =
    forwarding === undefined
      ? "which never passed a message to the group"
      : `which passed messages to the group from ${seconds(forwarding)} on`;
  return `Top provisioner: ${bearerNames[bearer]}, ${passed}.`;
}

/** The last reported device, if it is a single one. */
function lastReported({ nodes }: FastRun): string {
  const latest = Math.max(...nodes.flatMap(({ reported }) => reported ?? []));
  const last = nodes.filter(({ reported }) => reported === latest);
  return last.length === 1 ? `, ${last[0]!.name} last` : "";
}
