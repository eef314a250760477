// Inside XS: `console` and Moddable's `trace`. They are part of the root, so that a machine needs
// no memory for them; the trace of a machine is a property of its global object.
import { frozen } from "../../modules/base/frozen.js";
import { logText } from "../../modules/base/log-text.js";
import type { LogLevel, Trace } from "../../modules/host/trace.js";

interface Global {
  /** Receives the lines; absent if nobody wants events. */
  xsMeshTrace?: Trace;
  /** The beginning of a line that `trace` has not ended yet. */
  xsMeshLine?: string;
  console: object;
  trace: (...values: unknown[]) => void;
}

const all = globalThis as unknown as Global;

/** Lines that were written while the modules were loaded: before there was a machine. */
const early: [LogLevel, string][] = [];
let loading = true;

function write(level: LogLevel, text: string): void {
  if (all.xsMeshTrace) all.xsMeshTrace({ type: "log", level, text });
  else if (loading) early.push([level, text]);
}

function method(level: LogLevel): (...values: unknown[]) => void {
  return (...values) => {
    if (all.xsMeshTrace || loading) write(level, logText(values));
  };
}

all.console = frozen({
  debug: method("debug"),
  log: method("log"),
  info: method("info"),
  warn: method("warn"),
  error: method("error"),
});

all.trace = (...values) => {
  const lines = ((all.xsMeshLine ?? "") + values.map(String).join("")).split("\n");
  all.xsMeshLine = lines.pop()!;
  for (const line of lines) write("log", line);
};

/** Passes the lines of this machine to `trace`, and first those that the modules wrote. */
export function openConsole(trace: Trace): void {
  for (const [level, text] of early) trace({ type: "log", level, text });
  all.xsMeshTrace = trace;
}

/** To be called in the root, when all modules are loaded. */
export function modulesLoaded(): void {
  loading = false;
  Object.freeze(early);
}
