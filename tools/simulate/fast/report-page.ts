import type { PageParts } from "../../page/bundle.js";
import { airPlot, plotSize } from "../air-plot.js";
import { airLossText } from "../air-report.js";
import { escapeHtml } from "../../page/html.js";
import { isConfigured, isOn, outcome, succeeded } from "./outcome.js";
import { deviceTables, treeTables } from "./page-tables.js";
import type { PageAddition } from "../../report/page-addition.js";
import type { ReportRecord } from "../../report/report-record.js";
import { Places } from "./places.js";
import type { FastRun } from "./run-record.js";
import { count, percent, seconds } from "../../page/wording.js";
import { airDescription, bearerNames, hostNames, policyNames, setsNames } from "./wording.js";

/** The scripts and styles of the sections. */
export const fastParts: PageParts = {
  folder: new URL("page/", import.meta.url),
  shared: [],
  styleSheets: ["sections"],
};

type Term = readonly [name: string, value: string];

function terms(className: string, list: readonly Term[]): string {
  const lines = list.map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<dl class="${className}">\n${lines.join("\n")}\n</dl>`;
}

function reached(time: number | undefined): string {
  return time === undefined ? "not reached" : seconds(time);
}

function figures(run: FastRun): readonly Term[] {
  const { nodes, totals } = run;
  return [
    ["Nodes", `${count(nodes.filter(isConfigured).length)} of ${count(nodes.length)}`],
    ["Last device a node", reached(run.lastProvisioned)],
    ["All known to the top provisioner", reached(run.databaseComplete)],
    ["Lit", `${count(nodes.filter(isOn).length)} of ${count(nodes.length)}`],
    ["All lit", reached(run.allOn)],
    ["Advertising events", count(totals.events)],
    ["Receptions lost in collisions", count(totals.collisions)],
    ["Links", `${count(totals.linksOpened)}, ${count(totals.linksInVain)} failed`],
  ];
}

function settings(run: FastRun): readonly Term[] {
  return [
    ["Policy", policyNames[run.policy]],
    ["Top provisioner", bearerNames[run.bearer]],
    ["Layout", run.layoutName],
    ["Seed", run.seed],
    ["Devices", hostNames[run.host]],
    ["Radio", setsNames[run.sets]],
    ["Air", airDescription(run)],
    ["Additional packet loss", percent(run.extraLoss)],
    ["Power cuts", `${percent(run.powerCuts)} of the devices`],
    ["One ECDH", `${run.ecdhMilliseconds} ms`],
  ];
}

function section(title: string, ...content: readonly string[]): string {
  return `<section>\n<h2>${title}</h2>\n${content.join("\n")}\n</section>`;
}

/** The element of a chart that the script draws. */
function chart(id: string): string {
  return `<div class="chart"><svg id="${id}" role="img" aria-label="" width="100%"></svg></div>`;
}

function besidePublished({ airReport, litAfter }: FastRun): string {
  const { height, width } = plotSize;
  const plot = airPlot(
    airReport,
    { what: "group message", milliseconds: litAfter },
    {
      ink: "var(--ink)",
      faint: "var(--ink-soft)",
      grid: "var(--rule)",
      run: "var(--accent)",
      published: "var(--lit-line)",
    },
  );
  return `<svg viewBox="0 0 ${width} ${height}" width="100%" role="img" aria-label="Strength at a receiver over distance, and times from a group message to a light, beside published measurements">${plot.join("")}</svg>`;
}

/** What the page of a run has beside its capture: the result, milestones, charts and tables. */
export function fastAddition(run: FastRun, record: ReportRecord): PageAddition {
  const places = new Places(run, record);
  return {
    kind: "Bluetooth Mesh fast provisioning, simulated",
    summary: [
      `<p class="outcome${succeeded(run) ? "" : " failed"}">${escapeHtml(outcome(run))}</p>`,
      terms("figures", figures(run)),
    ].join("\n"),
    sections: sections(run, places),
    tree: places.tree(),
    data: run,
    parts: fastParts,
  };
}

function sections(run: FastRun, places: Places): string {
  return `${section(
    "Devices that are nodes",
    '<p class="key"><span class="done">nodes</span> <span class="lit">lit</span></p>',
    chart("curve"),
    `<p>Times are from the start of the Primary Provisioner, at ${seconds(run.start, 2)} of the run.</p>`,
    "<p>A device is a node when its final status has arrived at its provisioner. Lines of the plan lead from each provisioner to its nodes. A click on a chart moves the time.</p>",
  )}
${section(
  "Airtime and collisions",
  "<h3>Airtime, share of one channel</h3>",
  chart("airtime"),
  "<h3>Receptions lost in collisions, per second</h3>",
  chart("collisions"),
  "<p>Counted at each device: a packet that was strong enough to be received there, and was lost because others were sent at the same time. A packet that is lost at five devices counts five times.</p>",
  `<p>${escapeHtml(airLossText(run.airReport))}</p>`,
  "<h3>Comparison with published measurements</h3>",
  besidePublished(run),
)}
${section("Provisioners and their nodes", treeTables(run, places))}
${section("The slowest devices", deviceTables(run, places))}
${section(
  "Settings",
  terms("settings", settings(run)),
  `<p>${seconds(run.simulatedMs)} simulated in ${seconds(run.wallMs)}. Before the start of the Primary Provisioner it was provisioned itself.</p>`,
)}`;
}
