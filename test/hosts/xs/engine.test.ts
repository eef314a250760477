import test from "ava";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Engine, ProgramError } from "../../../hosts/xs/engine.js";
import { TestOuterHost } from "./outer-host.js";

const entry = fileURLToPath(new URL("firmware/probe.ts", import.meta.url));

test("a hundred machines at once, and what they share stays as it was", async (t) => {
  const program = await Engine.load({ entry });
  const { checksum } = program.figures;
  const machines = Array.from({ length: 100 }, () => {
    const host = new TestOuterHost();
    return { host, machine: program.boot({ host }) };
  });
  for (const { machine } of machines) machine.call("scan", true);
  for (let round = 1; round <= 3; round++) {
    for (const [index, { machine, host }] of machines.entries()) {
      host.receiver!(new Uint8Array([index]), 0);
      t.deepEqual(machine.call("count"), [round, 3 + round]);
    }
  }
  for (const command of ["fillSlots", "recurse", "reject"]) {
    const sick = program.boot({ host: new TestOuterHost() });
    t.throws(() => sick.call(command));
  }
  for (const [index, { machine }] of machines.entries())
    t.is((machine.call("heard") as string[])[2], `${index} 0 1`);
  for (const { machine } of machines) machine.heap({ collect: true });
  t.is(program.figures.checksum, checksum);
  program.close();
  t.throws(() => program.boot({ host: new TestOuterHost() }), { message: /closed/ });
});

test("several programs at once", async (t) => {
  const programs = await Promise.all([Engine.load({ entry }), Engine.load({ entry })]);
  const machines = programs.map((program) => program.boot({ host: new TestOuterHost() }));
  programs[0].close();
  t.is(machines[1]!.call("echo", 3), 3);
  programs[1].close();
});

test("machines that nobody closed are let go", async (t) => {
  const program = await Engine.load({ entry });
  const machine = program.boot({ host: new TestOuterHost() });
  t.is(machine.call("echo", 1), 1);
});

test("a machine cannot be entered from its own host call", async (t) => {
  const program = await Engine.load({ entry });
  const host = new TestOuterHost();
  host.store.delete = () => void machine.call("echo");
  const machine = program.boot({ host });
  t.throws(() => machine.call("delete", "a"), { message: /its own host call/ });
  program.close();
});

test("a heap too small to begin with is an error", async (t) => {
  const program = await Engine.load({ entry });
  t.throws(() => program.boot({ host: new TestOuterHost(), creation: { slots: 20 } }), {
    message: /heap exhausted/,
  });
  const sick = program.boot({ host: new TestOuterHost(), creation: { slots: 200 } });
  t.is(sick.failure?.kind, "heap");
  program.close();
});

test("a firmware that does not load says why", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-test-"));
  const firmware = join(folder, "main.ts");
  try {
    writeFileSync(firmware, "export function start() {\n  return 1 +;\n}\n");
    await t.throwsAsync(Engine.load({ entry: firmware }), { message: /main\.ts:2:12/ });
    writeFileSync(firmware, 'import "./nowhere.js";\nexport const start = 1;\n');
    await t.throwsAsync(Engine.load({ entry: firmware }), { message: /nowhere/ });
    writeFileSync(firmware, 'export function start() {}\n\nthrow new RangeError("too early");\n');
    const error = await t.throwsAsync(Engine.load({ entry: firmware }), {
      instanceOf: ProgramError,
      message: "RangeError: too early",
    });
    t.regex(error.stack!, /main\.ts:3/);
    writeFileSync(firmware, "for (;;);\nexport function start() {}\n");
    await t.throwsAsync(Engine.load({ entry: firmware }), { message: /byte codes/ });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
