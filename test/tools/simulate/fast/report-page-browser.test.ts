import type { FastRun } from "../../../../tools/simulate/fast/run-record.js";
import { chromium, openedPage } from "../../../support/chromium.js";
import { peerTest } from "../../../support/peer.js";
import { emptyRun, fakeRun, hostileRun, pageOf } from "./fake-run.js";

const runs: Readonly<Record<string, FastRun>> = {
  "1,000 devices": fakeRun({ layout: "room", devices: 1000 }),
  "a failed run": fakeRun({ layout: "corridor", devices: 100, failed: 7 }),
  "hostile names": hostileRun,
  "an empty run": emptyRun,
};

for (const [name, run] of Object.entries(runs))
  peerTest([chromium], `a browser draws the page of ${name} without an error`, async (t) => {
    const [root] = /<html[^>]*>/.exec(await openedPage(pageOf(run)))!;
    t.regex(root, /data-drawn="true"/);
    t.notRegex(root, /data-failed/);
  });

peerTest([chromium], "an error of the page's script would be told", async (t) => {
  const page = pageOf(emptyRun).replace('id="plan"', 'id="lost"');
  const [root] = /<html[^>]*>/.exec(await openedPage(page))!;
  t.regex(root, /data-failed="[^"]*no element plan"/);
  t.notRegex(root, /data-drawn/);
});

peerTest(
  [chromium],
  "the page opens at its start, or at the time and with the device that its address names",
  async (t) => {
    const page = pageOf(fakeRun({ layout: "room", devices: 100 }));
    const lit = (dom: string) => /data-count="on">(\d+)</.exec(dom)?.[1];
    const start = await openedPage(page);
    t.is(lit(start), "0");
    t.regex(start, /<output[^>]*>0\.00 s</);
    t.is(lit(await openedPage(page, "#t=1000")), "100");
    const middle = await openedPage(page, "#t=13&node=light-3");
    t.is(lit(middle), "0");
    t.regex(middle, /<h3 id="node-name">light-3</);
    t.regex(middle, /<output[^>]*>13\.00 s</);
  },
);

/** Runs statements in the page; `seen` gets what they add. */
async function seenIn(run: FastRun, statements: string, hash = ""): Promise<string | undefined> {
  const script = `<script>{
    const seen = [];
    const text = (id) => document.getElementById(id).textContent;
    ${statements}
    document.body.dataset.seen = seen.join("; ");
  }</script></body>`;
  const page = pageOf(run).replace("</body>", () => script);
  return /data-seen="([^"]*)"/.exec(await openedPage(page, hash))?.[1];
}

peerTest([chromium], "a device of a table is shown in the plan, by its own name", async (t) => {
  const seen = await seenIn(
    hostileRun,
    'document.querySelector("[data-station=\\"3\\"]").click(); seen.push(text("node-name").slice(0, 8));',
  );
  t.is(seen, "light-4&lt;");
});

peerTest(
  [chromium],
  "an address of a table moves the time to the moment at which it was given",
  async (t) => {
    const run = fakeRun({ layout: "room", devices: 20 });
    const { name, provisioned } = run.nodes[5]!;
    const seen = await seenIn(
      run,
      `document.querySelector('.address[data-station="5"]').click();
      seen.push(text("node-name"), text("reading"));`,
    );
    t.is(seen, `${name}; ${((run.start + provisioned!) / 1000).toFixed(2)} s`);
  },
);

peerTest([chromium], "the charts follow the time, and a click on them moves it", async (t) => {
  const seen = await seenIn(
    fakeRun({ layout: "room", devices: 100 }),
    `const reading = () => document.querySelector("#curve .playhead text").textContent;
    seen.push(reading());
    const curve = document.getElementById("curve");
    const { left, width } = curve.getBoundingClientRect();
    const pointer = { clientX: left + width / 2, pointerId: 1 };
    curve.setPointerCapture = () => {};
    curve.dispatchEvent(new PointerEvent("pointerdown", pointer));
    seen.push(reading() !== seen[0], Number(text("reading").slice(0, -2)) > 9);`,
    "#t=12",
  );
  t.regex(seen!, /^3\.0 s: \d+ nodes; true; true$/);
});

peerTest([chromium], "playing begins at the start and goes on", async (t) => {
  const click = '<script>document.getElementById("play").click();</script></body>';
  const page = pageOf(fakeRun({ layout: "room", devices: 100 }));
  const dom = await openedPage(page.replace("</body>", () => click));
  t.regex(dom, />Pause<\/button>/);
  t.notRegex(dom, /data-failed/);
});
