// Exceptions behave as on Node.js with the registers that engine-run.h gives to the engine's loop.
import test, { type ExecutionContext } from "ava";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Board } from "../../../hosts/board/board.js";
import { outputFolder } from "../../../hosts/xs/build/folders.js";
import { Engine } from "../../../hosts/xs/engine.js";
import { board } from "../../support/board.js";
import { peerTest } from "../../support/peer.js";
import { TestOuterHost } from "./outer-host.js";
import { randomJumps } from "./random-jumps.js";

const firmware = `
import { programs } from "./programs.mjs";
export function start() {
  let log = [];
  const commands = {
    run: (index) => programs[index]((log = [])),
    log: () => log,
  };
  return { close() {}, call: (name, argument) => commands[name](argument) };
}
`;

type Program = (log: string[]) => void;

/** What the calls of the firmware's `run` and then `log` return on a machine. */
interface Machine {
  call(name: string, argument?: unknown): unknown;
}

/** A module of random programs, the firmware of them, and what Node.js makes of each. */
async function made(t: ExecutionContext, first: number, count: number) {
  const folder = mkdtempSync(join(outputFolder, "jumps-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "programs.mjs");
  writeFileSync(file, randomJumps(first, count));
  const entry = join(folder, "main.ts");
  writeFileSync(entry, firmware);
  const { programs } = (await import(pathToFileURL(file).href)) as { programs: Program[] };
  const expected = [];
  for (const program of programs) {
    const log: string[] = [];
    program(log);
    await new Promise((resolve) => setImmediate(resolve));
    expected.push(log);
  }
  return { entry, expected };
}

function compare(t: ExecutionContext, machine: Machine, expected: string[][], first: number) {
  for (const [index, log] of expected.entries()) {
    machine.call("run", index);
    t.deepEqual(machine.call("log"), log, `seed ${first + index}`);
  }
  // they reach their handlers
  t.true(expected.filter((log) => log.some((line) => line.startsWith("failed"))).length > 20);
}

const first = Number(process.env.JUMPS_SEED ?? 1);
const count = 200;

test("random programs with exceptions do in XS what they do in Node.js", async (t) => {
  const { entry, expected } = await made(t, first, count);
  const program = await Engine.load({ entry });
  compare(t, program.boot({ host: new TestOuterHost() }), expected, first);
  program.close();
});

peerTest([board], "random programs with exceptions do the same on the board", async (t) => {
  const { entry, expected } = await made(t, first + count, count);
  const program = await Board.load({ entry });
  const host = new TestOuterHost();
  const machine = program.boot({ host, name: "board", random: "host" });
  compare(t, machine, expected, first + count);
  program.close();
});
