// Inside XS: `console` and Moddable's `trace`. They are part of the root, so that a machine needs
// no memory for them; a machine that is traced has its own copy of `sink`.
import { frozen } from "../../modules/base/frozen.js";
import { logText } from "../../modules/base/log-text.js";
import type { LogLevel, Trace } from "../../modules/host/trace.js";

/**
 * Where the lines of a machine go. Not a property of the global object, of which a machine would
 * need a copy of eighty slots.
 */
const sink: {
  /** Absent if nobody wants events. */
  trace: Trace | undefined;
  /** The beginning of a line that `trace` has not ended yet. */
  line: string;
} = { trace: undefined, line: "" };

const all = globalThis as unknown as {
  console: object;
  trace: (...values: unknown[]) => void;
};

/** Lines that were written while the modules were loaded: before there was a machine. */
const early: [LogLevel, string][] = [];
let loading = true;

function write(level: LogLevel, text: string): void {
  if (sink.trace) sink.trace({ type: "log", level, text });
  else if (loading) early.push([level, text]);
}

function method(level: LogLevel): (...values: unknown[]) => void {
  return (...values) => {
    if (sink.trace || loading) write(level, logText(values));
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
  const lines = (sink.line + values.map(String).join("")).split("\n");
  sink.line = lines.pop()!;
  for (const line of lines) write("log", line);
};

/** Passes the lines of this machine to `trace`, and first those that the modules wrote. */
export function openConsole(trace: Trace): void {
  for (const [level, text] of early) trace({ type: "log", level, text });
  sink.trace = trace;
}

/** To be called in the root, when all modules are loaded. */
export function modulesLoaded(): void {
  loading = false;
  Object.freeze(early);
}
