// What `captureTo` writes when a world is closed.
import test from "ava";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExpectationError, World } from "xs-mesh/simulation";
import { captureTo } from "xs-mesh/simulation/files";
import type { ReportMessage, ReportRecord } from "../../../tools/report/report-record.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const lamp = new URL("firmware/lamp.ts", import.meta.url);

async function run(capture: ReturnType<typeof captureTo>): Promise<void> {
  const walls = [{ from: { x: 0, y: 0 }, to: { x: 7, y: 3 } }];
  const world = new World({ capture, parameters: { walls } });
  const device = await world.add("desk", { firmware: lamp, position: { x: 1, y: 1 } });
  await world.provisionAll();
  await device.press();
  await world.pass(1000);
  world.close();
}

test("capture, keys, settings and page are beside each other, in a folder that is created", async (t) => {
  const folder = temporaryFolder(t);
  await run(captureTo(join(folder, "runs/desk.pcapng")));
  t.deepEqual(readdirSync(join(folder, "runs")).sort(), [
    "desk.html",
    "desk.keys.json",
    "desk.pcapng",
    "desk.wireshark",
  ]);
  const page = readFileSync(join(folder, "runs/desk.html"), "utf8");
  t.true(page.includes("Config AppKey Add"), "the messages are decrypted");
  t.true(page.includes('"floor":{"width":7,"height":3'), "the walls of the air are drawn");
  t.true(page.includes("it is on"), "the lines of the firmware are in it");
});

test("the page can have another place and title, or be left out", async (t) => {
  const folder = temporaryFolder(t);
  const page = join(folder, "page.html");
  await run(captureTo(join(folder, "a.pcapng"), { page, title: "A desk" }));
  t.true(readFileSync(page, "utf8").includes("<h1>A desk</h1>"));
  await run(captureTo(join(folder, "b.pcapng"), { page: false }));
  t.false(readdirSync(folder).includes("b.html"));
});

/** The rows of a page that are of the script, and its content. */
function scriptOf(file: string): {
  readonly rows: readonly ReportMessage[];
  readonly page: string;
} {
  const page = readFileSync(file, "utf8");
  const [, json = ""] = /<script type="application\/json" id="run">([^]*?)<\/script>/.exec(page)!;
  const { messages } = JSON.parse(json) as ReportRecord;
  return { rows: messages.filter(({ kind }) => kind === "script"), page };
}

test("what the program does and expects is in the time line of the page", async (t) => {
  const folder = temporaryFolder(t);
  const world = new World({ capture: captureTo(join(folder, "a.pcapng")) });
  const desk = await world.add("desk", { firmware: lamp });
  await world.provisionAll();
  await desk.press();
  await world.expect("the desk is lit", () => desk.isOn);
  await world.pass(500);
  desk.moveTo({ x: 2, y: 3 });
  await desk.restart();
  await world.until(() => desk.isOn, { limit: 100 });
  world.close();
  const { page, rows } = scriptOf(join(folder, "a.html"));
  t.deepEqual(
    rows.map(({ name, outcome }) => [name, outcome]),
    [
      ["Button pressed", undefined],
      ["Holds: the desk is lit", "met"],
      ["Waits 500 ms", undefined],
      ["Moved to 2, 3", undefined],
      ["Power off", undefined],
      ["Power on", undefined],
      ["Waits until a condition holds, at most 100 ms", undefined],
    ],
  );
  t.regex(page, /<dt>Expectations<\/dt><dd>1 of 1 hold<\/dd>/);
  t.notRegex(page, /class="failures"/);
});

test("a failed run has what was expected and seen, with file, line and time, at the top of its page", async (t) => {
  const folder = temporaryFolder(t);
  const world = new World({ capture: captureTo(join(folder, "a.pcapng")) });
  const desk = await world.add("desk", { firmware: lamp });
  await world.add("hall", { firmware: lamp, powered: false });
  await world.pass(1234);
  await desk.press();
  const error = await t.throwsAsync(
    world.expect("the desk is lit", () => desk.lamp("lmap"), { within: 10 }),
    { instanceOf: ExpectationError },
  );
  world.recordFailure(error);
  world.close();
  const { page, rows } = scriptOf(join(folder, "a.html"));
  const failed = rows.filter(({ outcome }) => outcome === "failed");
  t.is(failed.length, 1, "an error is recorded once");
  t.is(failed[0]!.name, "Not so within 10 ms: the desk is lit");
  t.is(failed[0]!.time, 1245);
  t.like(Object.fromEntries(failed[0]!.fields), {
    expected: "the desk is lit",
    seen: "desk: lamp on; hall: no power",
    reason: 'desk has no lamp "lmap": its firmware uses lamp',
  });
  const top = page.slice(page.indexOf("<main>"), page.indexOf('<dl class="figures">'));
  t.regex(top, /<h2>The run failed<\/h2>[^]*Not so within 10 ms: the desk is lit[^]*1\.245 s/);
  t.regex(top, /<dt>Expectations<|desk: lamp on; hall: no power/);
});

test("a firmware that fails is a failure of the run, with the author's file and line", async (t) => {
  const folder = temporaryFolder(t);
  const world = new World({ capture: captureTo(join(folder, "a.pcapng")) });
  const desk = await world.add("desk", { firmware: lamp });
  const error = await t.throwsAsync(async () => {
    await desk.press("button", "long");
    await world.pass(100);
  });
  world.recordFailure(error);
  world.close();
  const failed = scriptOf(join(folder, "a.html")).rows.filter(
    ({ outcome }) => outcome === "failed",
  );
  t.deepEqual(
    failed.map(({ name }) => name),
    ["The firmware of desk failed: RangeError: the relay is stuck"],
  );
  t.regex(new Map(failed[0]!.fields).get("at")!, /^test\/tools\/simulation\/firmware\/lamp\.ts:19/);
});

test("a folder that cannot be created is an error that names it", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "file"), "");
  await t.throwsAsync(run(captureTo(join(folder, "file/run.pcapng"))), { message: /file/ });
});
