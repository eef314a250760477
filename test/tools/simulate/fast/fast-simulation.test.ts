import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { silentProgress } from "../../../../tools/cli/progress.js";
import type { KeysFile } from "../../../../tools/capture/keys.js";
import { FastSimulation } from "../../../../tools/simulate/fast/fast-simulation.js";
import { type FastOptions, usualFastOptions } from "../../../../tools/simulate/fast/options.js";
import { addressesUnique, succeeded } from "../../../../tools/simulate/fast/outcome.js";
import { fastRunJson } from "../../../../tools/simulate/fast/report-json.js";
import type { FastRun } from "../../../../tools/simulate/fast/run-record.js";

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-fast-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

const usual: FastOptions = { ...usualFastOptions, nodes: 12, limit: 120_000 };

function run(options: Partial<FastOptions> = {}, progress = silentProgress): Promise<FastRun> {
  return new FastSimulation({ ...usual, ...options }, progress).run();
}

function repeatable(record: FastRun): object {
  return { ...fastRunJson(record), wallMs: 0 };
}

test.serial("all devices become nodes that the top provisioner knows, and are lit", async (t) => {
  const steps: string[] = [];
  const progress = {
    ...silentProgress,
    phase: (name: string) => void steps.push(name),
    step: () => void steps.push("."),
  };
  const record = await run({}, progress);
  t.true(succeeded(record));
  t.true(addressesUnique(record));
  for (const { configured, linkOpened, on, parent, provisioned, reported, role } of record.nodes) {
    t.true(parent === -1 ? role === "primary" : record.nodes[parent!] !== undefined);
    if (parent !== -1) t.true(0 < linkOpened! && linkOpened! < provisioned!);
    t.true(provisioned! <= configured! && configured! <= on! && reported! <= record.allOn!);
  }
  t.is(record.nodes.filter(({ role }) => role === "primary").length, 1);
  const counted = (phase: string) => {
    const from = steps.indexOf(phase) + 1;
    const end = steps.findIndex((step, i) => i >= from && step !== ".");
    return (end < 0 ? steps.length : end) - from;
  };
  t.is(counted("Booting the devices"), 12);
  t.is(counted("Provisioning"), 12);
});

test.serial("the same seed gives the same run, another does not", async (t) => {
  const first = repeatable(await run({ seed: "repeat" }));
  t.deepEqual(repeatable(await run({ seed: "repeat" })), first);
  t.notDeepEqual(repeatable(await run({ seed: "differ" })), first);
});

test.serial("the engine makes no difference", async (t) => {
  const xs = await run({ nodes: 6, host: "xs" });
  t.true(succeeded(xs));
  t.deepEqual(repeatable(xs), repeatable(await run({ nodes: 6 })));
});

test.serial("devices whose power is cut are nodes in the end", async (t) => {
  const record = await run({ powerCuts: 0.5, seed: "cuts" });
  t.true(succeeded(record));
  t.true(record.nodes.some(({ reason }) => reason.startsWith("switched off for a while")));
});

test.serial("with the timers of Espressif's example", async (t) => {
  const record = await run({ nodes: 6, policy: "espressif" });
  t.true(succeeded(record));
  t.true(record.databaseComplete! > 55_000);
});

test.serial("on the ideal air nothing collides, and walls are no matter", async (t) => {
  const record = await run({ air: "ideal", layout: "house" });
  t.true(succeeded(record));
  t.is(record.totals.collisions, 0);
  t.is(record.airReport.model, "ideal");
});

test.serial("with one advertising set, and where many packets are lost", async (t) => {
  t.true(succeeded(await run({ nodes: 6, sets: 1, extraLoss: 0.2 })));
});

test.serial("what is given up is told", async (t) => {
  const record = await run({ limit: 9000 });
  t.false(succeeded(record));
  t.is(record.databaseComplete, undefined);
});

test.serial("the packets, with the keys of all nodes", async (t) => {
  const packets = join(directory, "fast.pcapng");
  await run({ nodes: 4, packets });
  t.true(existsSync(packets));
  const keys = JSON.parse(readFileSync(join(directory, "fast.keys.json"), "utf8")) as KeysFile;
  t.is(keys.deviceKeys.length, 4);
  t.is(keys.netKeys.length, 1);
});

for (const host of ["xs", "node"] as const)
  test.serial(`the capture has lamps, dropped PDUs and nodes of devices on ${host}`, async (t) => {
    const packets = join(directory, `events-${host}.pcapng`);
    await run({ nodes: 4, packets, host });
    const comments = readFileSync(packets, "latin1");
    for (let i = 1; i <= 4; i++) t.true(comments.includes(`light-${i}, lamp lamp: on`));
    t.regex(comments, /light-\d, drops: \{"/);
    t.regex(comments, /light-\d, event: \{"type":"fast-provisioning\.node","step":"configured"/);
  });

for (const sets of [3, 1] as const)
  test.serial(`a phone begins over GATT, the same on XS as on Node.js, sets ${sets}`, async (t) => {
    const log: string[] = [];
    const progress = {
      ...silentProgress,
      log: (_: number, device: string, text: string) => void log.push(`${device}: ${text}`),
    };
    const options = { nodes: 10, bearer: "gatt", sets } as const;
    const onNode = await run(options, progress);
    t.true(succeeded(onNode));
    // Espressif's figure for a hundred.
    t.true(onNode.allOn! < 60_000);
    t.true(onNode.databaseComplete! <= onNode.forwarding! && onNode.forwarding! < onNode.allOn!);
    const primary = onNode.nodes.find(({ role }) => role === "primary")!;
    t.deepEqual(log, [`top: a proxy is connected: node ${primary.address}`]);
    t.deepEqual(repeatable(await run({ ...options, host: "xs" })), repeatable(onNode));
  });

test.serial("a phone with the timers of Espressif's example", async (t) => {
  const record = await run({ nodes: 6, policy: "espressif", bearer: "gatt" });
  t.true(succeeded(record));
  t.true(record.forwarding! >= record.databaseComplete!);
});

test.serial("a phone, and power cuts of half of the devices", async (t) => {
  t.true(succeeded(await run({ powerCuts: 0.5, seed: "cuts", bearer: "gatt" })));
});
