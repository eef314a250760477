// `console` of chips and simulators, with stand-ins for the timer and the log.
import test from "ava";
import type * as ConsoleModule from "../../../hosts/moddable/console.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { loadModdable } from "../../support/moddable-modules.js";

const all = globalThis as unknown as { trace: (text: string) => void; console: Console };
const own = all.console;
test.after.always(() => void (all.console = own));

const timers: (() => void)[] = [];
const standIns = { timer: { set: (work: () => void) => timers.push(work) } };

/** The console that a module installs, without staying in this process. */
async function installed(
  path: string,
): Promise<{ readonly console: Console } & typeof ConsoleModule> {
  const module = await loadModdable<typeof ConsoleModule>(path, standIns);
  const { console } = all;
  all.console = own;
  return { console, openConsole: module.openConsole };
}

test.serial(
  "before it is opened a line goes nowhere; then to the log and to who asked",
  async (t) => {
    const { console, openConsole } = await installed("hosts/moddable/console.ts");
    const traced: string[] = [];
    all.trace = (text) => traced.push(text);
    console.log("in the build");
    t.deepEqual(traced, []);
    const events: TraceEvent[] = [];
    openConsole((event) => events.push(event));
    console.log("temperature", 21.5, { unit: "°C" });
    console.warn(Uint8Array.of(1, 0xff));
    t.deepEqual(traced, ['temperature 21.5 {unit: "°C"}\n', "01ff\n"]);
    t.deepEqual(events, [
      { type: "log", level: "log", text: 'temperature 21.5 {unit: "°C"}' },
      { type: "log", level: "warn", text: "01ff" },
    ]);
    console.error(new Error("cold"));
    t.regex(traced[2]!, /^Error: cold\n.*at .*console\.test/s);
  },
);

test.serial("a burst in a callback leaves the rest of its lines to a timer", async (t) => {
  const { console, openConsole } = await installed("hosts/moddable/console.ts");
  const traced: string[] = [];
  all.trace = (text) => traced.push(text);
  timers.length = 0;
  (globalThis as { xsMeshLines?: unknown }).xsMeshLines = undefined;
  openConsole();
  for (let i = 0; i < 500; i++) console.info(i);
  t.is(traced.length, 4);
  for (let i = 0; i < 20 && timers.length > 0; i++) timers.shift()!();
  t.is(traced.length, 4 + 1 + 16);
  t.is(traced.at(-1), "499\n");
});

test.serial("in a build for release console is there, and does nothing", async (t) => {
  const { console, openConsole } = await installed("hosts/moddable/console-none.ts");
  const traced: string[] = [];
  all.trace = (text) => traced.push(text);
  openConsole();
  for (const method of ["debug", "log", "info", "warn", "error"] as const) console[method]("x");
  t.deepEqual(traced, []);
});
