// `console` under Moddable. The module is preloaded, so that the object lies in flash; what
// changes, the lines that wait, belongs to the machine's global object.
import Timer from "timer";
import { frozen } from "../../modules/base/frozen.js";
import { logText } from "../../modules/base/log-text.js";
import type { LogLevel, Trace } from "../../modules/host/trace.js";
import { LineQueue } from "./line-queue.js";

interface Global {
  /** Made for the first line. */
  xsMeshLines?: LineQueue;
  /** Absent until `openConsole` was called; null: nothing else receives the lines. */
  xsMeshTrace?: Trace | null;
  console: object;
}

function machine(): Global {
  return globalThis as object as Global;
}

function write(level: LogLevel, values: readonly unknown[]): void {
  // A module that is preloaded runs when the image is built: nobody would read the line.
  const all = machine();
  if (all.xsMeshTrace === undefined) return;
  const text = logText(values);
  all.xsMeshLines ??= new LineQueue({
    write: (line) => trace(`${line}\n`),
    schedule: (work, milliseconds) => void Timer.set(work, milliseconds),
  });
  all.xsMeshLines.add(text);
  all.xsMeshTrace?.({ type: "log", level, text });
}

machine().console = frozen({
  debug: (...values: unknown[]) => write("debug", values),
  log: (...values: unknown[]) => write("log", values),
  info: (...values: unknown[]) => write("info", values),
  warn: (...values: unknown[]) => write("warn", values),
  error: (...values: unknown[]) => write("error", values),
});

/**
 * Writes what the firmware passes to `console` to Moddable's log from now on: call it before the
 * firmware's `start`. `onLine` receives the lines as `log` events, too.
 */
export function openConsole(onLine?: Trace): void {
  machine().xsMeshTrace = onLine ?? null;
}
