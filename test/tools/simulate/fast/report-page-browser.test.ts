import { reportPage } from "../../../../tools/simulate/fast/report-page.js";
import type { FastRun } from "../../../../tools/simulate/fast/run-record.js";
import { chromium, openedPage } from "../../../support/chromium.js";
import { peerTest } from "../../../support/peer.js";
import { emptyRun, fakeRun, hostileRun } from "./fake-run.js";

const runs: Readonly<Record<string, FastRun>> = {
  "1,000 devices": fakeRun({ layout: "room", devices: 1000 }),
  "a failed run": fakeRun({ layout: "corridor", devices: 100, failed: 7 }),
  "hostile names": hostileRun,
  "an empty run": emptyRun,
};

for (const [name, run] of Object.entries(runs))
  peerTest([chromium], `a browser draws the page of ${name} without an error`, async (t) => {
    const [root] = /<html[^>]*>/.exec(await openedPage(reportPage(run)))!;
    t.regex(root, /data-drawn="true"/);
    t.notRegex(root, /data-failed/);
  });

peerTest([chromium], "an error of the page's script would be told", async (t) => {
  const page = reportPage(emptyRun).replace('id="plan"', 'id="lost"');
  const [root] = /<html[^>]*>/.exec(await openedPage(page))!;
  t.regex(root, /data-failed="[^"]*no element plan"/);
  t.notRegex(root, /data-drawn/);
});

peerTest(
  [chromium],
  "the page opens at its start, or at the time and with the device that its address names",
  async (t) => {
    const page = reportPage(fakeRun({ layout: "room", devices: 100 }));
    const lit = (dom: string) => /data-count="lit">(\d+)</.exec(dom)?.[1];
    const start = await openedPage(page);
    t.is(lit(start), "0");
    t.regex(start, /<output[^>]*>0\.00 s</);
    t.is(lit(await openedPage(page, "#t=1000")), "100");
    const middle = await openedPage(page, "#t=4&device=light-3");
    t.is(lit(middle), "0");
    t.regex(middle, /<dl id="device"[^>]*><div><dt>Device<\/dt><dd>light-3</);
    t.regex(middle, /<output[^>]*>4\.00 s</);
  },
);

peerTest([chromium], "a device of a table is shown in the plan, by its own name", async (t) => {
  const click = '<script>document.querySelector("[data-device=\\"3\\"]").click();</script></body>';
  const dom = await openedPage(reportPage(hostileRun).replace("</body>", () => click));
  const [, card] = /<dl id="device"[^>]*>([^]*?)<\/dl>/.exec(dom)!;
  t.regex(card!, /^<div><dt>Device<\/dt><dd>light-4&lt;\/script&gt;&lt;!--/);
});

peerTest([chromium], "keys move the time and play, a pointer shows a device", async (t) => {
  const script = `<script>
    const seen = [];
    const reading = () => document.getElementById("reading").textContent;
    const key = (name, target = document.body) =>
      target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
    for (const name of ["ArrowRight", "ArrowRight", "ArrowLeft", "PageUp", "End", "Home"]) {
      key(name);
      seen.push(reading());
    }
    key("ArrowRight", document.getElementById("choice"));
    seen.push(reading());
    key(" ");
    seen.push(document.getElementById("play").textContent);
    const plan = document.getElementById("plan");
    const place = plan.getBoundingClientRect();
    for (let i = 0; document.getElementById("device").hidden && i < 10000; i++)
      plan.dispatchEvent(new PointerEvent("pointermove", {
        clientX: place.left + ((i % 100) / 100) * place.width,
        clientY: place.top + (i / 10000) * place.height,
      }));
    seen.push(document.querySelector("#device dd").textContent.slice(0, 6));
    document.body.dataset.seen = seen.join("; ");
  </script></body>`;
  const page = reportPage(fakeRun({ layout: "room", devices: 20 }));
  const dom = await openedPage(
    page.replace("</body>", () => script),
    "#t=1",
  );
  t.is(
    /data-seen="([^"]*)"/.exec(dom)?.[1],
    "1.10 s; 1.20 s; 1.10 s; 2.10 s; 4.60 s; 0.00 s; 0.00 s; Pause; light-",
  );
});

peerTest([chromium], "playing begins at the start and goes on", async (t) => {
  const click = '<script>document.getElementById("play").click();</script></body>';
  const page = reportPage(fakeRun({ layout: "room", devices: 100 }));
  const dom = await openedPage(page.replace("</body>", () => click));
  t.regex(dom, />Pause<\/button>/);
  t.notRegex(dom, /data-failed/);
});
