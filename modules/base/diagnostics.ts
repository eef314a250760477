import { development } from "./development.js";
import type { DropReason } from "../host/drop-reason.js";
import type { Trace, TraceEvent } from "../host/trace.js";

/** Counts dropped PDUs by reason, and passes events to the trace. One for a node, shared by its layers. */
export class Diagnostics {
  readonly #drops = new Map<DropReason, number>();
  /** Counters of what the radio drops by itself. */
  readonly #counters = new Map<DropReason, () => number>();
  readonly #trace: Trace | undefined;
  /** Access messages sent so far. */
  messagesSent = 0;
  /** Access messages delivered to models so far. */
  messagesReceived = 0;

  constructor(trace?: Trace) {
    development.args?.("Diagnostics", [trace]);
    this.#trace = trace;
  }

  /** Counts a dropped PDU of `octets` octets, and traces it. */
  drop(reason: DropReason, octets: number): void {
    this.#drops.set(reason, (this.#drops.get(reason) ?? 0) + 1);
    this.#trace?.({ type: "drop", reason, octets });
  }

  /** Whether there is a trace: without one, an event that is expensive to make need not be made. */
  get tracing(): boolean {
    return this.#trace !== undefined;
  }

  /** Passes an event to the trace, where there is one. */
  emit(event: TraceEvent): void {
    this.#trace?.(event);
  }

  /** Adds a counter of another object, such as the radio's, to this reason. */
  addCounter(reason: DropReason, read: () => number): void {
    this.#counters.set(reason, read);
  }

  /** Dropped PDUs of one reason so far. */
  dropped(reason: DropReason): number {
    return (this.#drops.get(reason) ?? 0) + (this.#counters.get(reason)?.() ?? 0);
  }

  /** All reasons with their counts, in the order in which they first came. */
  drops(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [reason, count] of this.#drops) counts[reason] = count;
    for (const [reason, read] of this.#counters) {
      const count = read();
      if (count > 0) counts[reason] = (counts[reason] ?? 0) + count;
    }
    return counts;
  }
}
