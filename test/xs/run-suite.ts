import { fileURLToPath } from "node:url";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import type { OuterHost } from "../../hosts/xs/bridge.js";
import { Engine } from "../../hosts/xs/engine.js";
import type { InnerResult } from "./main.js";

/** A test that ran inside XS; `error` tells what went wrong, with places in the sources. */
export interface SuiteResult {
  readonly title: string;
  readonly error?: string;
}

/** Room for tests, which keep more than a chip could. */
const creation = {
  chunks: 4 << 20,
  chunksIncrement: 1 << 20,
  slots: 1 << 17,
  slotsIncrement: 1 << 16,
  stack: 1 << 13,
  budget: 2_000_000_000,
};

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

/** Runs a file of ava tests inside XS, one test after the other, all on one machine. */
export async function runSuite(path: string): Promise<SuiteResult[]> {
  const program = await Engine.load({
    entry: file("main.ts"),
    replace: {
      suite: path,
      ava: file("ava.ts"),
      [file("../support/crypto")]: file("crypto.ts"),
    },
  });
  try {
    const clock = new VirtualClock();
    const machine = program.boot({ host: outerHost(clock), name: path, creation });
    const titles = machine.failure ? [] : (machine.call("titles") as string[]);
    const results: SuiteResult[] = [];
    for (const [index, title] of titles.entries()) {
      if (machine.failure) break;
      machine.call("run", index);
      let result = machine.call("result") as InnerResult;
      while (!result.done && clock.runNext() && !machine.failure)
        result = machine.call("result") as InnerResult;
      if (machine.failure) break;
      if (!result.done) results.push({ title, error: "it waits for ever: no timer is left" });
      else if (result.error)
        results.push({
          title,
          error: program.mapStack(result.error.stack) || result.error.message,
        });
      else results.push({ title });
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
