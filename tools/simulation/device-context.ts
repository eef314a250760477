import { AsyncLocalStorage } from "node:async_hooks";
import { logText } from "../../modules/base/log-text.js";
import type { Clock } from "../../modules/host/clock.js";
import type { PacketReceiver, Radio } from "../../modules/host/radio.js";
import type { LogLevel, Trace } from "../../modules/host/trace.js";
import { NodeFilter } from "../air/node-filter.js";
import type { Station } from "../air/station.js";
import { errorOf } from "./thrown.js";

const levels: readonly LogLevel[] = ["debug", "log", "info", "warn", "error"];

interface Context {
  readonly trace: Trace | undefined;
  readonly onFailure: (error: Error) => void;
  /** The beginning of a line that `trace` has not ended yet. */
  line: string;
  ended: boolean;
}

const contexts = new AsyncLocalStorage<Context | undefined>();
/** Number of contexts in use. While there is one, `console` and `trace` are those of devices. */
let users = 0;
const originals = new Map<LogLevel, (...values: unknown[]) => void>();
const all = globalThis as unknown as { trace?: (...values: unknown[]) => void };

/**
 * The device whose firmware runs in this process at the moment: what it writes with `console` and
 * `trace`, also after an `await`, goes to its trace, and what it throws is its failure alone.
 */
export class DeviceContext {
  readonly #context: Context;
  #closed = false;

  constructor(trace: Trace | undefined, onFailure: (error: Error) => void) {
    this.#context = { trace: trace && outside(trace), onFailure, line: "", ended: false };
    if (users++ === 0) replaceConsole();
    watchRejections();
  }

  /** Receives the events of the firmware, outside of its context. */
  get trace(): Trace | undefined {
    return this.#context.trace;
  }

  /** Runs the work of the firmware. An error that it throws is thrown. */
  run<T>(work: () => T): T {
    return contexts.run(this.#context, work);
  }

  /** Runs an event of the firmware, unless it was ended; an error that it throws ends it. */
  enter(work: () => void): void {
    const context = this.#context;
    if (context.ended) return;
    try {
      contexts.run(context, work);
    } catch (error) {
      fail(context, error);
    }
  }

  /** A clock whose timers are events of the firmware. */
  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      schedule: (callback, delay) => clock.schedule(() => this.enter(callback), delay),
      cancel: (timer) => clock.cancel(timer),
    };
  }

  /** A radio whose packets are events of the firmware. `traced`: the firmware traces each PDU. */
  radio(station: Station, clock: Clock, traced: boolean): Radio {
    const { gatt } = station;
    return {
      sets: station.sets,
      filter: new NodeFilter(station.filter, clock, traced),
      ...(gatt && { gatt }),
      advertise: (data, events, interval, done) =>
        station.advertise(data, events, interval, () => this.enter(done)),
      stop: (handle) => station.stop(handle),
      scan: (receiver, options) => station.scan(receiver && this.#receiver(receiver), options),
      close: () => station.close(),
    };
  }

  #receiver(receiver: PacketReceiver): PacketReceiver {
    const context = this.#context;
    return (data, rssi, kind, address) => {
      // As `enter`, without a closure: most calls of a simulation are this one.
      if (context.ended) return;
      try {
        contexts.run(context, receiver, data, rssi, kind, address);
      } catch (error) {
        fail(context, error);
      }
    };
  }

  /** No event of the firmware runs any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#context.ended = true;
    if (--users === 0) restoreConsole();
  }
}

/** Ends a context with its error. */
function fail(context: Context, thrown: unknown): void {
  context.ended = true;
  contexts.run(undefined, context.onFailure, errorOf(thrown));
}

let rejectionsAreWatched = false;

/**
 * A promise of a firmware that is rejected and that nobody handles is a failure of its device, as
 * on XS. It stays watched for the rest of the process: a firmware that was closed may still reject
 * what it waited for. Those of others end the process as usual.
 */
function watchRejections(): void {
  if (rejectionsAreWatched || typeof process === "undefined" || !("on" in process)) return;
  rejectionsAreWatched = true;
  // Without a listener Node.js warns of each rejection that is handled here.
  process.on("rejectionHandled", () => undefined);
  process.prependListener("unhandledRejection", (reason, promise) => {
    const context = contexts.getStore();
    if (context) {
      // Test runners that list rejections take it off their lists.
      promise.catch(() => undefined);
      if (!context.ended) fail(context, reason);
    } else if (process.listenerCount("unhandledRejection") === 1) throw reason;
  });
}

/** What the receiver of an event writes itself does not belong to the device. */
function outside(trace: Trace): Trace {
  return (event) => contexts.run(undefined, trace, event);
}

function replaceConsole(): void {
  for (const level of levels) {
    const methods: Record<LogLevel, (this: void, ...values: unknown[]) => void> = console;
    const original = methods[level];
    originals.set(level, original);
    console[level] = (...values: unknown[]) => {
      const context = contexts.getStore();
      if (context) context.trace?.({ type: "log", level, text: logText(values) });
      else original(...values);
    };
  }
  all.trace = (...values) => {
    const context = contexts.getStore();
    if (!context) return;
    const lines = (context.line + values.map(String).join("")).split("\n");
    context.line = lines.pop()!;
    for (const text of lines) context.trace?.({ type: "log", level: "log", text });
  };
}

function restoreConsole(): void {
  for (const [level, original] of originals) console[level] = original;
  delete all.trace;
}
