import { development } from "./development.js";
import type { DropCounts } from "../host/drop-counts.js";
import type { DropReason } from "../host/drop-reason.js";
import type { Trace, TraceEvent } from "../host/trace.js";

/** Counts dropped PDUs by reason, and passes events to the trace. One for a node, shared by its layers. */
export class Diagnostics {
  readonly #drops = new Map<DropReason, number>();
  /** Counts of what is dropped outside of the layers, as by the radio. */
  readonly #counts: DropCounts[] = [];
  readonly #trace: Trace | undefined;
  /** Whether there is a trace: without one, an event that is expensive to make need not be made. A field: it is read for each message. */
  readonly tracing: boolean;
  /** Access messages sent so far. */
  messagesSent = 0;
  /** Access messages delivered to models so far. */
  messagesReceived = 0;

  constructor(trace?: Trace) {
    development.args?.("Diagnostics", [trace]);
    this.#trace = trace;
    this.tracing = trace !== undefined;
  }

  /** Counts a dropped PDU of `octets` octets, and traces it. */
  drop(reason: DropReason, octets: number): void {
    this.#drops.set(reason, (this.#drops.get(reason) ?? 0) + 1);
    this.#trace?.({ type: "drop", reason, octets });
  }

  /** Whether the trace is `trace`; undefined: whether there is none. */
  tracesTo(trace: Trace | undefined): boolean {
    return this.#trace === trace;
  }

  /** Passes an event to the trace, where there is one. */
  emit(event: TraceEvent): void {
    this.#trace?.(event);
  }

  /** Adds the counts of another object, such as the radio's, until `removeCounts`. */
  addCounts(counts: DropCounts): void {
    this.#counts.push(counts);
  }

  /** Keeps what was counted so far, and does not ask the object any longer. */
  removeCounts(counts: DropCounts): void {
    const at = this.#counts.indexOf(counts);
    if (at < 0) return;
    this.#counts.splice(at, 1);
    for (const reason of counts.reasons) {
      const count = counts.dropped(reason);
      if (count > 0) this.#drops.set(reason, (this.#drops.get(reason) ?? 0) + count);
    }
  }

  /** Dropped PDUs of one reason so far. */
  dropped(reason: DropReason): number {
    let sum = this.#drops.get(reason) ?? 0;
    for (const counts of this.#counts)
      if (counts.reasons.includes(reason)) sum += counts.dropped(reason);
    return sum;
  }

  /** All reasons with their counts, in the order in which they first came. */
  drops(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [reason, count] of this.#drops) counts[reason] = count;
    for (const outside of this.#counts)
      for (const reason of outside.reasons) {
        const count = outside.dropped(reason);
        if (count > 0) counts[reason] = (counts[reason] ?? 0) + count;
      }
    return counts;
  }
}
