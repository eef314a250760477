import test from "ava";
import type { FastRun } from "../../../../tools/simulate/fast/run-record.js";
import { emptyRun, fakeRun, hostileRun, pageOf } from "./fake-run.js";
import { nestingError } from "./well-formed.js";

const runs: Readonly<Record<string, FastRun>> = {
  "a room": fakeRun({ layout: "room", devices: 100 }),
  "a corridor": fakeRun({ layout: "corridor", devices: 100 }),
  "a failed run": fakeRun({ layout: "corridor", devices: 100, failed: 7 }),
  "a run in which nobody joined": fakeRun({ layout: "room", devices: 5, failed: 4 }),
  "hostile names": hostileRun,
  "an empty run": emptyRun,
};

for (const [name, run] of Object.entries(runs))
  test(`the page of ${name} is well-formed and needs nothing else`, (t) => {
    const page = pageOf(run);
    t.is(nestingError(page), undefined);
    // Names of devices are in values of attributes, whose octets are escaped.
    t.false(/<[a-z][^>]*\s(src|href)=/.test(page.replace(/="[^"<>]*"/g, "=")));
    t.false(/\s(src|href)="|@import|url\(/.test(page));
    const told = page.replace(/<script[^]*?<\/script>/g, "");
    t.notRegex(told, /undefined|NaN|Infinity/);
  });

test("the run is embedded as it is", (t) => {
  const page = pageOf(hostileRun);
  const [, json] = /<script type="application\/json" id="addition">([^]*?)<\/script>/.exec(page)!;
  const embedded = JSON.parse(json!) as FastRun;
  t.is(embedded.title, hostileRun.title);
  t.deepEqual(
    embedded.nodes.map(({ name, reason }) => [name, reason]),
    hostileRun.nodes.map(({ name, reason }) => [name, reason]),
  );
});

test("no name gets out of its place", (t) => {
  const page = pageOf(hostileRun);
  t.false(page.includes("<img"));
  t.false(page.includes("--><"));
  t.is(page.match(/<\/script>/g)?.length, 5);
});

test("a failure is told in other words and marked", (t) => {
  t.regex(pageOf(runs["a failed run"]!), /<p class="outcome failed">7 of 100 devices did not/);
  t.regex(pageOf(runs["a room"]!), /<p class="outcome">100 of 100 devices were nodes after/);
});

test("it is the page of the capture, with its messages", (t) => {
  const page = pageOf(runs["a room"]!);
  for (const id of ["plan", "list", "lanes", "curve", "airtime", "collisions"])
    t.true(page.includes(`id="${id}"`), id);
  t.true(page.includes("Bluetooth Mesh fast provisioning, simulated"));
});

test("every device is in a table", (t) => {
  const page = pageOf(runs["a corridor"]!);
  for (let i = 0; i < 100; i++) t.true(page.includes(`data-station="${i}"`));
});
