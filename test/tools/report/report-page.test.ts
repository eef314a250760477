import test from "ava";
import { runPageHtml } from "../../../tools/report/report-page.js";
import type { ReportRecord } from "../../../tools/report/report-record.js";
import { chromium, openedPage } from "../../support/chromium.js";
import { peerTest } from "../../support/peer.js";
import { nestingError } from "../simulate/fast/well-formed.js";
import { emptyRecord, fakeRecord, hostileRecord } from "./fake-record.js";

const records: Readonly<Record<string, ReportRecord>> = {
  "a run": fakeRecord(400),
  "hostile names": hostileRecord,
  "an empty capture": emptyRecord,
};

for (const [name, record] of Object.entries(records))
  test(`the page is well-formed and needs no network: ${name}`, (t) => {
    const page = runPageHtml(record);
    t.is(nestingError(page), undefined);
    t.notRegex(
      page.replace(/<script[^]*?<\/script>/g, ""),
      /<[a-z][^>]*\s(?:src|href)=|url\(|@import/i,
    );
  });

for (const [name, record] of Object.entries(records))
  peerTest([chromium], `a browser draws the page without an error: ${name}`, async (t) => {
    const [root] = /<html[^>]*>/.exec(await openedPage(runPageHtml(record)))!;
    t.regex(root, /data-drawn="true"/);
    t.notRegex(root, /data-failed/);
  });

peerTest(
  [chromium],
  "a capture of 100,000 messages opens, and its list has few elements",
  async (t) => {
    const dom = await openedPage(runPageHtml(fakeRecord(100_000)), "", 4000);
    t.regex(/<html[^>]*>/.exec(dom)![0], /data-drawn="true"/);
    t.regex(dom, />All 100,000 messages\.</);
    const rows = dom.match(/role="option"/g)!.length;
    t.true(rows > 5 && rows < 100, String(rows));
    t.regex(dom, /aria-setsize="100000"/);
  },
);

/** Runs statements in the page; `seen` gets what they add. */
async function seenIn(record: ReportRecord, hash: string, statements: string): Promise<string> {
  const script = `<script>{
    const seen = [];
    const text = (id) => document.getElementById(id).textContent;
    const key = (target, name) =>
      target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
    const list = document.getElementById("list");
    ${statements}
    document.body.dataset.seen = seen.join("; ");
  }</script></body>`;
  const page = runPageHtml(record).replace("</body>", () => script);
  return /data-seen="([^"]*)"/.exec(await openedPage(page, hash))?.[1] ?? "nothing";
}

peerTest([chromium], "the page opens at its start, or at what its address names", async (t) => {
  const read = `seen.push(text("reading"), text("message-name"), text("node-name"));`;
  t.is(await seenIn(fakeRecord(400), "", read), "0.00 s; ; ");
  t.is(
    await seenIn(fakeRecord(400), "#t=2.5&message=12&node=kitchen", read),
    "2.50 s; Generic OnOff Set; kitchen",
  );
});

const failedRecord: ReportRecord = {
  ...fakeRecord(40),
  messages: [
    ...fakeRecord(40).messages,
    {
      time: 2500,
      kind: "script",
      from: -1,
      name: "Not so: the hall is lit",
      outcome: "failed",
      fields: [
        ["expected", "the hall is lit"],
        ["at", "office.ts:15"],
      ],
    },
  ],
};

peerTest([chromium], "a failure is at the top, and its button moves the time to it", async (t) => {
  const seen = await seenIn(
    failedRecord,
    "",
    `document.querySelector(".failures button").click();
    seen.push(text("reading"), text("message-name"), text("message-fields"));
    seen.push(document.querySelectorAll("#lanes .failure-line").length);`,
  );
  t.regex(
    seen,
    /^2\.50 s; Not so: the hall is lit; .*expectedthe hall is lit.*atoffice\.ts:15; 1$/,
  );
});

peerTest(
  [chromium],
  "a message shows its fields, hops and receivers, and moves the time",
  async (t) => {
    const seen = await seenIn(
      fakeRecord(400),
      "",
      `list.querySelector('[data-index="4"]').click();
    seen.push(text("reading"), text("message-fields"), text("hops-caption"), text("hops"));
    seen.push(list.querySelector('[aria-selected="true"]').dataset.index);
    seen.push(list.getAttribute("aria-activedescendant"));
    seen.push(document.querySelectorAll("#lanes .selected-mark").length);`,
    );
    t.is(
      seen,
      [
        "0.04 s",
        "Time0.040 sKindapplication messagesSent bykitchenSourcekitchen (0x0002)Destinationcellar (0x0003)Addressed tocellarTID4",
        "3 packets on the air.",
        "0.040 skitchensends50x000004–1×0.048 shallrelays40x000004–2×",
        "4",
        "message-4",
        "1",
      ].join("; "),
    );
  },
);

peerTest([chromium], "arrow keys walk through the messages that the filter shows", async (t) => {
  const seen = await seenIn(
    fakeRecord(400),
    "",
    `const chosen = () => seen.push(list.querySelector('[aria-selected="true"]')?.dataset.index);
    key(list, "Home"); chosen();
    key(list, "ArrowDown"); chosen();
    const search = document.getElementById("search");
    search.value = "BEACON 9";
    search.dispatchEvent(new Event("input"));
    seen.push(text("list-count"));
    key(list, "End"); chosen();
    key(list, "ArrowUp"); chosen();
    const box = document.querySelector('[name="kind"][value="beacon"]');
    box.click();
    seen.push(text("list-count"));`,
  );
  t.is(
    seen,
    "0; 1; 26 of 400 messages; the filter hides 374.; 349; 249; 0 of 400 messages; the filter hides 400.",
  );
});

peerTest([chromium], "a node shows its states at the time, and its messages alone", async (t) => {
  const seen = await seenIn(
    fakeRecord(400),
    "#t=0.5",
    `const choice = document.getElementById("choice");
    choice.value = "1";
    choice.dispatchEvent(new Event("change"));
    seen.push(text("node-states"));
    const slider = document.getElementById("time");
    slider.value = "2500";
    slider.dispatchEvent(new Event("input"));
    seen.push(text("node-states"));
    seen.push([...document.querySelectorAll("[data-count]")].map((own) => own.textContent).join());
    document.getElementById("only-station").click();
    seen.push(text("list-count"));`,
  );
  t.is(
    seen,
    [
      "Nodesequence number0x000031",
      "Nodeunicast address0x0002sequence number0x0000faBoardlamp lampon",
      "0,2,1",
      "All 400 messages.",
    ].join("; "),
  );
});

peerTest([chromium], "the reader chooses light or dark colours", async (t) => {
  const seen = await seenIn(
    fakeRecord(4),
    "",
    `const paper = () => getComputedStyle(document.body).backgroundColor;
    const theme = document.getElementById("theme");
    for (const value of ["dark", "light"]) {
      theme.value = value;
      theme.dispatchEvent(new Event("change"));
      seen.push(paper());
    }`,
  );
  t.is(seen, "rgb(20, 24, 28); rgb(251, 251, 250)");
});
