import { pageHead, type PageParts, pageScript } from "../page/bundle.js";
import { embeddedJson, escapeHtml } from "../page/html.js";
import { player } from "../page/player.js";
import { themeSwitch } from "../page/theme-switch.js";
import { count, seconds } from "../page/wording.js";
import { kindLetters, kindNames } from "./page/words.js";
import type { PageAddition } from "./page-addition.js";
import { messageKinds, type ReportRecord } from "./report-record.js";

/** The scripts and styles of the page. */
export const runPage: PageParts = {
  folder: new URL("page/", import.meta.url),
  shared: ["base", "player", "charts"],
  styleSheets: ["run", "messages", "narrow-and-print"],
};

function facts(record: ReportRecord): string {
  const { file, length, messages, packets, stations } = record;
  const nodes = stations.filter(({ addresses }) => addresses.length > 0).length;
  const list: [string, string][] = [
    ["Capture", file],
    ["Length", seconds(length, 2)],
    ["Packets", count(packets)],
    ["Messages and events", count(messages.length)],
    ["Senders", count(stations.length)],
    ["Nodes", count(nodes)],
  ];
  const scripted = expectations(record);
  if (scripted !== undefined) list.push(["Expectations", scripted]);
  const lines = list.map(
    ([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<dl class="figures">\n${lines.join("\n")}\n</dl>`;
}

/** "3 of 4 hold"; undefined for a run without expectations. */
function expectations({ messages }: ReportRecord): string | undefined {
  const met = messages.filter(({ outcome }) => outcome === "met").length;
  const unmet = messages.filter(
    ({ fields, outcome }) => outcome === "failed" && fields.some(([name]) => name === "expected"),
  ).length;
  return met + unmet === 0 ? undefined : `${count(met)} of ${count(met + unmet)} hold`;
}

function notes({ notes }: ReportRecord): string {
  if (notes.length === 0) return "";
  const lines = notes.map((note) => `<li>${escapeHtml(note)}</li>`);
  return `<ul class="notes" aria-label="What is missing">\n${lines.join("\n")}\n</ul>`;
}

/** The failures of the run, with buttons that select them. */
function failures({ messages }: ReportRecord): string {
  const failed = [...messages.entries()].filter(([, message]) => message.outcome === "failed");
  if (failed.length === 0) return "";
  const items = failed.map(([i, { fields, name, time }]) => {
    const terms = fields.map(
      ([term, value]) => `<div><dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd></div>`,
    );
    return `<li><h3>${escapeHtml(name)}</h3>
<dl class="device">
<div><dt>time</dt><dd><button type="button" class="link" data-message="${i}">${seconds(time, 3)}</button></dd></div>
${terms.join("\n")}
</dl></li>`;
  });
  const title =
    failed.length === 1 ? "The run failed" : `The run failed: ${failed.length} failures`;
  return `<section class="failures" aria-label="Failures">
<h2>${title}</h2>
<ol>
${items.join("\n")}
</ol>
</section>`;
}

const looks = [
  ["device", '<circle cx="8" cy="8" r="5"/>', "sender that is not a node"],
  ["node", '<circle cx="8" cy="8" r="5"/>', "node"],
  [
    "on",
    '<circle cx="8" cy="8" r="4"/><path d="M8 0v2M8 14v2M0 8h2M14 8h2M2.3 2.3l1.5 1.5M12.2 12.2l1.5 1.5M13.7 2.3l-1.5 1.5M3.8 12.2l-1.5 1.5"/>',
    "node, light on",
  ],
] as const;
const marks = [
  ["sends", '<rect x="2" y="2" width="12" height="12"/>', "sends the selected message"],
  ["relays", '<path d="M8 1L15 8L8 15L1 8Z"/>', "relays it"],
  ["receives", '<circle cx="8" cy="8" r="6"/>', "receives it, or it is addressed to it"],
] as const;

function swatch(name: string, shape: string): string {
  return `<svg class="swatch ${name}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${shape}</svg>`;
}

function legend(): string {
  const states = looks.map(
    ([name, shape, words]) =>
      `<li>${swatch(name, shape)} ${words} <b data-count="${name}"></b></li>`,
  );
  const parts = marks.map(([name, shape, words]) => `<li>${swatch(name, shape)} ${words}</li>`);
  return `<ul class="legend" aria-label="States, with the number of senders in each">
${states.join("\n")}
</ul>
<ul class="legend" aria-label="Parts in the selected message">
${parts.join("\n")}
</ul>`;
}

function planSection(): string {
  return `<section aria-label="Plan and node">
<h2>The run</h2>
${player()}
<div class="plan-and-node">
<div class="plan"><canvas id="plan" role="img" aria-label="Plan with every sender, by its state at the selected time. The list of nodes has the same data as text."></canvas></div>
<div class="aside">
${legend()}
<p class="choice"><label for="choice">Node</label> <select id="choice"><option value="">none selected</option></select></p>
<p id="node-hint" class="hint">Point at a node, tap it or select it from the list: its states at the time of the player are shown here.</p>
<div id="node" class="node-card" hidden><h3 id="node-name"></h3><div id="node-states"></div></div>
</div>
</div>
<div class="chart"><svg id="lanes" role="img" aria-label="" width="100%"></svg></div>
<p class="hint">A click on the time line moves the time. The space key plays, arrows move by 0.1 s.</p>
</section>`;
}

function kindChoice({ messages }: ReportRecord): string {
  const boxes = messageKinds.flatMap((kind) => {
    const number = messages.filter((message) => message.kind === kind).length;
    return number === 0
      ? []
      : [
          `<label><input type="checkbox" name="kind" value="${kind}" checked> <span class="kind ${kind}" aria-hidden="true">${kindLetters[kind]}</span> ${kindNames[kind]} <b>${count(number)}</b></label>`,
        ];
  });
  return `<fieldset class="kinds"><legend>Kinds</legend>\n${boxes.join("\n")}\n</fieldset>`;
}

function messagesSection(record: ReportRecord): string {
  return `<section aria-label="Messages">
<h2>Messages</h2>
<div class="filter">
<label class="search">Search <input type="search" id="search" placeholder="name, node, address, value" autocomplete="off"></label>
<label class="only"><input type="checkbox" id="only-station" disabled> of the selected node only</label>
${kindChoice(record)}
</div>
<p id="list-count" class="hint" role="status"></p>
<div class="messages">
<div id="list" class="list" role="listbox" tabindex="0" aria-label="Messages in the order of their times"><div id="rows" class="rows" role="presentation"></div></div>
<div class="card">
<p id="message-hint" class="hint">Select a message: its fields, its packets and its receivers are shown here, and marked in the plan and on the time line.</p>
<div id="message" hidden>
<h3 id="message-name"></h3>
<dl id="message-fields" class="device"></dl>
<div id="hops-table" class="scroll" role="region" aria-label="Packets of the message" tabindex="0"><table>
<caption id="hops-caption"></caption>
<thead><tr><th scope="col" class="number">Time</th><th scope="col">Sender</th><th scope="col" class="ttl"><span class="unseen">What it does</span></th><th scope="col" class="number ttl">TTL</th><th scope="col" class="number ttl">SEQ</th><th scope="col" class="number segment">Segment</th><th scope="col" class="number">Sent</th></tr></thead>
<tbody id="hops"></tbody>
</table></div>
</div>
</div>
</div>
</section>`;
}

/** A run as one HTML page without external resources. */
export function runPageHtml(captured: ReportRecord, addition?: PageAddition): string {
  const record = addition ? { ...captured, tree: addition.tree } : captured;
  const parts = addition ? [runPage, addition.parts] : [runPage];
  return `<!doctype html>
<html lang="en">
<head>
${pageHead(escapeHtml(record.title), ...parts)}
</head>
<body>
<main>
<header>
${themeSwitch()}
<p class="kind-of-page">${escapeHtml(addition?.kind ?? "Bluetooth Mesh, recorded on the air")}</p>
<h1>${escapeHtml(record.title)}</h1>
${addition?.summary ?? ""}
</header>
${failures(record)}
${facts(record)}
${notes(record)}
<noscript><p>The page needs JavaScript.</p></noscript>
${planSection()}
${addition?.sections ?? ""}
${messagesSection(record)}
</main>
${addition ? scriptOf(addition) : ""}
<script type="application/json" id="run">${embeddedJson(record)}</script>
<script>
${pageScript(runPage.folder)}</script>
</body>
</html>
`;
}

/** Before the script of the page, so that it gets the first time. */
function scriptOf({ data, parts }: PageAddition): string {
  return `<script type="application/json" id="addition">${embeddedJson(data)}</script>
<script>
${pageScript(parts.folder)}</script>`;
}
