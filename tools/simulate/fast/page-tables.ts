import { type Column, escapeHtml, htmlTable } from "../../page/html.js";
import { bySlowness, provisionerName } from "./outcome.js";
import type { Places } from "./places.js";
import type { FastNodeRecord, FastRun } from "./run-record.js";
import { type ProvisionerFigures, type TreeFigures, treeFigures } from "./tree.js";
import { addressText, count, counted, seconds } from "../../page/wording.js";

const slowestShown = 10;
const provisionersShown = 10;

/** The name of a device as a button that selects it in the floor plan. */
function deviceButton(name: string, index: number, places: Places): string {
  return `<button type="button" class="device-link"${places.select(index)}>${escapeHtml(name)}</button>`;
}

/** The address of a device as a button that shows the device when it got the address. */
function addressButton(node: FastNodeRecord, index: number, places: Places): string {
  const { address, configured, name, provisioned } = node;
  if (address === undefined) return addressText(undefined);
  const since = provisioned ?? configured;
  const when = since === undefined ? "" : `, since ${seconds(since, 2)}`;
  const time = since === undefined ? "" : places.seek(since);
  return `<button type="button" class="device-link address"${places.select(index)}${time} title="${escapeHtml(name + when)}">${addressText(address)}</button>`;
}

/** A region for a wide table, which scrolls inside the page, also by keyboard. */
function scrolling(name: string, table: string): string {
  return `<div class="scroll" role="region" aria-label="${escapeHtml(name)}" tabindex="0">${table}</div>`;
}

function folded(summary: string, content: string): string {
  return `<details><summary>${escapeHtml(summary)}</summary>\n${content}\n</details>`;
}

function time(value: number | undefined): string {
  return value === undefined ? "never" : seconds(value, 2);
}

/** Time from the Link Open of the successful link to the final status. */
function taken({ linkOpened, configured }: FastNodeRecord): string {
  return linkOpened === undefined || configured === undefined
    ? "–"
    : seconds(configured - linkOpened, 2);
}

/** The tables of the slowest devices, with reasons, and of all devices. */
export function deviceTables(run: FastRun, places: Places): string {
  const indices = new Map(run.nodes.map((node, i) => [node, i]));
  const device: Column<FastNodeRecord> = {
    name: "Device",
    cell: (node) => deviceButton(node.name, indices.get(node)!, places),
  };
  const address: Column<FastNodeRecord> = {
    name: "Address",
    cell: (node) => addressButton(node, indices.get(node)!, places),
  };
  const provisioner: Column<FastNodeRecord> = {
    name: "Provisioned by",
    cell: (node) => escapeHtml(provisionerName(run, node)),
  };
  const column = (
    name: string,
    cell: Column<FastNodeRecord>["cell"],
    wideOnly = false,
  ): Column<FastNodeRecord> => ({ name, cell, wideOnly, numeric: true });
  const opened = column("Link opened", (node) => time(node.linkOpened));
  const node = column("Node after", ({ configured }) =>
    configured === undefined ? '<span class="never">never</span>' : time(configured),
  );
  const took = column("Link took", taken);
  const links = column("Links opened", (node) => count(node.linksOpened));
  const hidden = (column: Column<FastNodeRecord>) => ({ ...column, wideOnly: true });
  const slowest = [
    device,
    hidden(address),
    hidden(provisioner),
    hidden(opened),
    node,
    hidden(took),
    links,
    { name: "Why", cell: ({ reason }: FastNodeRecord) => escapeHtml(reason || "–") },
  ];
  const all = [
    device,
    address,
    provisioner,
    { name: "Role", cell: ({ role }: FastNodeRecord) => role },
    opened,
    column("Provisioned", (node) => time(node.provisioned)),
    node,
    column("Reported", (node) => time(node.reported)),
    column("Lit", (node) => time(node.on)),
    links,
    column("Events", (node) => count(node.events)),
    { name: "UUID", cell: ({ uuid }: FastNodeRecord) => `<code>${escapeHtml(uuid)}</code>` },
  ];
  if (run.nodes.length === 0) return "<p>No devices.</p>";
  const name = `All ${counted(run.nodes.length, "device")}`;
  return [
    scrolling(
      "The slowest devices",
      htmlTable(
        "Times count from the start of the Primary Provisioner.",
        slowest,
        bySlowness(run).slice(0, slowestShown),
      ),
    ),
    folded(name, scrolling(name, htmlTable("In the order of the simulation.", all, run.nodes))),
  ].join("\n");
}

function perDepthBars({ perDepth }: TreeFigures): string {
  const most = Math.max(...perDepth);
  const rows = perDepth.map(
    (devices, i) =>
      `<tr><th scope="row" class="number">${i + 1}</th><td class="number">${count(devices)}</td>` +
      `<td class="bar"><span style="width:${((devices / most) * 100).toFixed(1)}%"></span></td></tr>`,
  );
  return [
    '<table class="bars"><caption>Devices by their distance from the top provisioner, in links.</caption>',
    '<thead><tr><th scope="col" class="number">Depth</th><th scope="col" class="number">Devices</th><td></td></tr></thead>',
    `<tbody>\n${rows.join("\n")}\n</tbody></table>`,
  ].join("\n");
}

/** The tables of the tree: devices at each depth, and provisioners. */
export function treeTables(run: FastRun, places: Places): string {
  const tree = treeFigures(run);
  const { provisioners, perDepth } = tree;
  if (perDepth.length === 0) return "<p>No device was provisioned.</p>";
  const columns: readonly Column<ProvisionerFigures>[] = [
    { name: "Provisioner", cell: ({ node, index }) => deviceButton(node.name, index, places) },
    {
      name: "Address",
      cell: ({ index, node }) => addressButton(node, index, places),
      wideOnly: true,
    },
    {
      name: "Depth",
      cell: ({ depth }) => (depth === undefined ? "–" : count(depth)),
      numeric: true,
    },
    { name: "Children", cell: ({ children }) => count(children), numeric: true },
    { name: "First link", cell: ({ firstLink }) => time(firstLink), numeric: true },
    { name: "Last configured", cell: ({ lastDone }) => time(lastDone), numeric: true },
  ];
  const children = provisioners.reduce((total, provisioner) => total + provisioner.children, 0);
  const sentence =
    provisioners.length === 0
      ? "Only the top provisioner provisioned devices."
      : `${counted(provisioners.length, "device")} provisioned others: ` +
        `${(children / provisioners.length).toFixed(1)} children each on average, ` +
        `at most ${count(provisioners[0]!.children)}. ` +
        `The tree is ${counted(perDepth.length, "link")} deep.`;
  const caption = "Those with the most children first.";
  const rest = provisioners.slice(provisionersShown);
  const more = counted(rest.length, "more provisioner");
  return [
    `<p>${sentence}</p>`,
    '<div class="side-by-side">',
    perDepthBars(tree),
    provisioners.length > 0
      ? `<div>${scrolling("Provisioners", htmlTable(caption, columns, provisioners.slice(0, provisionersShown)))}`
      : "<div>",
    rest.length > 0 ? folded(more, scrolling(more, htmlTable(caption, columns, rest))) : "",
    "</div></div>",
  ].join("\n");
}
