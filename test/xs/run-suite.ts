import type { ExecutionContext } from "ava";
import { fileURLToPath } from "node:url";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { OuterHost } from "../../hosts/xs/bridge.js";
import { Engine, type Machine } from "../../hosts/xs/engine.js";
import type { Engine32 } from "../../hosts/xs/engine32.js";
import type { InnerResult } from "./main.js";
import { preloaded } from "./preloaded.js";

/** A test that ran inside XS; `error` tells what went wrong, with places in the sources. */
export interface SuiteResult {
  readonly title: string;
  readonly error?: string;
}

/** Room for tests, which keep more than a chip could; but the stack of a chip. */
const creation = {
  chunks: 4 << 20,
  chunksIncrement: 1 << 20,
  slots: 1 << 17,
  slotsIncrement: 1 << 16,
  stack: 512,
  budget: 2_000_000_000,
};

/** Tests that have, or whose libraries have, tables with numbers as names, which XS keeps as arrays with holes. */
const ownTables =
  /\/(bearer\/order|bearer\/source-order|large-composition-data|composition-pages|proxy-fuzz|moddable\/wifi)\.test\.ts$/;

function file(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function outerHost(clock: VirtualClock): OuterHost {
  return {
    clock,
    radio: {
      sets: 1,
      advertise: () => {
        throw new Error("there is no radio in a test of modules/");
      },
      stop: () => undefined,
      scan: () => undefined,
      close: () => undefined,
    },
    random: { fill: (bytes) => void bytes.fill(0) },
    store: {
      read: () => undefined,
      write: () => undefined,
      delete: () => undefined,
      keys: () => [],
    },
  };
}

/** Runs one test to its end. Throws MachineFailedError. */
function runTest(
  machine: Machine,
  clock: VirtualClock,
  index: number,
  title: string,
  mapStack: (stack: string) => string,
): SuiteResult {
  machine.call("run", index);
  let result = machine.call("result") as InnerResult;
  while (!result.done && clock.runNext()) result = machine.call("result") as InnerResult;
  if (!result.done) return { title, error: "it waits for ever: no timer is left" };
  if (!result.error) return { title };
  return { title, error: mapStack(result.error.stack) || result.error.message };
}

/** Runs a file of ava tests inside XS, one test after the other, all on one machine of `engine`. */
export async function runSuite(
  path: string,
  engine: typeof Engine | typeof Engine32 = Engine,
): Promise<SuiteResult[]> {
  const root = await preloaded(path);
  const program = await engine.load({
    entry: file("main.ts"),
    replace: {
      suite: path,
      preloaded: root.file,
      ava: file("ava.ts"),
      [file("../support/crypto")]: file("crypto.ts"),
      [file("../support/thoroughness")]: file("thoroughness.ts"),
      [file("../support/session-crypto")]: file("session-crypto.ts"),
      [file("../support/octet-texts")]: file("octet-texts.ts"),
      [file("../../hosts/node/crypto")]: file("node-crypto.ts"),
    },
  });
  try {
    const clock = new VirtualClock();
    const stack = root.fastCheck ? 1 << 13 : creation.stack;
    const host = outerHost(clock);
    const machine = program.boot({ host, name: path, creation: { ...creation, stack } });
    const results: SuiteResult[] = [];
    let titles: string[] = [];
    try {
      titles = machine.call("titles") as string[];
      for (const [index, title] of titles.entries()) {
        const result = runTest(machine, clock, index, title, (stack) => program.mapStack(stack));
        const { holedArrays } = machine.heap({ collect: true });
        const error = "an array has holes, with which XS may crash: see CONTRIBUTING.md";
        const isFault = holedArrays > 0 && !ownTables.test(path);
        results.push(isFault && !result.error ? { title, error } : result);
      }
    } catch (error) {
      if (!machine.failure) throw error;
    }
    if (machine.failure) {
      const { kind, message, stack } = machine.failure;
      const title = titles[results.length] ?? "the file itself";
      results.push({ title, error: `${kind}: ${message}\n${stack}` });
    }
    return results;
  } finally {
    program.close();
  }
}

/** The outer test of a suite: names, messages and places of the inner tests that fail. */
export async function suitePasses(
  t: ExecutionContext,
  path: string,
  engine?: typeof Engine | typeof Engine32,
): Promise<void> {
  const results = await runSuite(path, engine);
  t.true(results.length > 0, "the file has tests");
  const failed = results.filter(({ error }) => error !== undefined);
  t.log(`${results.length - failed.length} of ${results.length} pass`);
  if (failed.length > 0)
    t.fail(failed.map(({ title, error }) => `${title}\n${error}`).join("\n\n"));
}
