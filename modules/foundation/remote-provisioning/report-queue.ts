import type { Diagnostics } from "../../base/diagnostics.js";
import { frozen } from "../../base/frozen.js";
import type { RunQueue } from "../../base/run-queue.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import type { LinkOwner } from "./link-server.js";

/** Attempts to send a report. */
const attempts = 4;

/** Milliseconds between two attempts to send a report. */
const retryInterval = 500;

/** Kinds of messages of a server: reports of one kind are sent one after the other, and none before a pending status message. */
export const ReportKind = frozen({ status: 0, link: 1, scan: 2, extendedScan: 3 });
export type ReportKind = (typeof ReportKind)[keyof typeof ReportKind];

/** Called at the end of a report: whether it was delivered. */
export type Reported = (delivered: boolean) => void;

/** A report that is queued or being sent, or status messages that are pending. */
interface Item {
  readonly kind: ReportKind;
  readonly owner: LinkOwner;
  /** Undefined: a status message, which the access layer sends. */
  readonly payload: Uint8Array | undefined;
  readonly needed: (() => boolean) | undefined;
  readonly done: Reported | undefined;
  /** Attempts that are left. */
  left: number;
  /** Status messages that were not sent yet. */
  pending: number;
  started: boolean;
  readonly reports: ReportQueue;
  /** For the next attempt. Created for the second one. */
  retry: Timer<Item> | undefined;
}

/** A report to be sent now. */
export type Report = Pick<Item, "owner" | "payload">;

export interface ReportQueueOptions {
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly diagnostics: Pick<Diagnostics, "drop">;
  /**
   * Reports of each kind that are kept at most: one takes 33 slots of a chip's heap until its client
   * has acknowledged it, and a client that never does can ask for the next one at any time.
   */
  readonly capacity: number;
  /**
   * Sends a report from the run queue: calls `begin` and, where that returns true, sends it to
   * its owner as a segmented message, then calls `ended` with the result.
   */
  readonly post: (report: Report) => void;
}

/**
 * Orders the messages of a server to its clients. A status message is sent before the reports
 * that follow from the same request, although it waits for its random delay (Mesh Protocol 1.1
 * §3.7.4.2) and a report does not. Reports of one kind are sent one after the other, so that a
 * retransmitted report does not arrive after the next one.
 */
export class ReportQueue {
  readonly #options: ReportQueueOptions;
  /** In the order in which they were added. */
  #items: Item[] = [];

  constructor(options: ReportQueueOptions) {
    this.#options = options;
  }

  /**
   * A status message will be sent: later messages to this client wait until the returned function is
   * called. Status messages to a client with no report between them are one item, which takes 12 slots
   * of a chip's heap.
   */
  statusPending(owner: LinkOwner): () => void {
    const latest = this.#latest(owner);
    const item =
      latest?.kind === ReportKind.status
        ? latest
        : this.#add(ReportKind.status, owner, undefined, undefined, undefined);
    item.pending++;
    let pending = true;
    return () => {
      if (!pending) return;
      pending = false;
      // The caller is deep in the layers below: reports are sent from the run queue.
      this.#options.queue.post(ReportQueue.#answered, this, item);
    };
  }

  /** What this client gets last. */
  #latest({ src }: LinkOwner): Item | undefined {
    const items = this.#items;
    for (let at = items.length - 1; at >= 0; at--)
      if (items[at]!.owner.src === src) return items[at];
    return undefined;
  }

  /**
   * Queues a report. It is sent up to 4 times until it is delivered: over several hops the
   * transport layer may give up while the link is still open. `needed` returns false once the
   * report is obsolete. `done` is called once, never inside this call, and not after `cancel` or
   * `close`.
   */
  report(
    kind: ReportKind,
    owner: LinkOwner,
    payload: Uint8Array,
    needed?: () => boolean,
    done?: Reported,
  ): void {
    if (!this.#hasRoom(kind)) {
      this.#options.diagnostics.drop("access.no-reply", payload.length);
      if (done) this.#options.queue.call(done, false);
      return;
    }
    this.#add(kind, owner, payload, needed, done);
    // The caller is deep in the stack: the report is sent from the run queue.
    this.#options.queue.post(ReportQueue.#startPosted, this, undefined);
  }

  /** Removes all reports of a kind. */
  cancel(kind: ReportKind): void {
    const items = this.#items.filter((item) => item.kind === kind);
    for (const item of items) this.#forget(item);
    this.#start();
  }

  /** Removes everything. */
  close(): void {
    for (const item of this.#items) item.retry?.stop();
    this.#items = [];
  }

  #add(
    kind: ReportKind,
    owner: LinkOwner,
    payload: Uint8Array | undefined,
    needed: (() => boolean) | undefined,
    done: Reported | undefined,
  ): Item {
    const started = payload === undefined;
    const item: Item = {
      kind,
      owner,
      payload,
      needed,
      done,
      left: attempts,
      pending: 0,
      started,
      reports: this,
      retry: undefined,
    };
    this.#items.push(item);
    return item;
  }

  /** Whether one more report of this kind is kept. Those that are obsolete and not on their way give their places. */
  #hasRoom(kind: ReportKind): boolean {
    const { capacity, queue } = this.#options;
    const kept = () => this.#items.filter((item) => item.kind === kind);
    if (kept().length < capacity) return true;
    for (const item of kept()) {
      if (item.started || item.needed?.() !== false) continue;
      this.#forget(item);
      if (item.done) queue.call(item.done, false);
    }
    return kept().length < capacity;
  }

  static #startPosted(reports: ReportQueue): void {
    reports.#start();
  }

  /** Starts to send whatever need not wait. */
  #start(): void {
    const items = this.#items;
    for (let at = 0; at < items.length; at++) {
      const item = items[at]!;
      if (item.started || this.#waits(item, at)) continue;
      item.started = true;
      this.#options.post(item);
    }
  }

  /** Whether a status message to the same client, or a report of the same kind, must be sent first. */
  #waits({ kind, owner }: Item, at: number): boolean {
    for (let i = 0; i < at; i++) {
      const before = this.#items[i]!;
      if (before.owner.src !== owner.src) continue;
      if (before.kind === ReportKind.status || before.kind === kind) return true;
    }
    return false;
  }

  /** Begins an attempt to send a posted report. False where it is obsolete and must not be sent. */
  begin(report: Report): boolean {
    const item = this.#find(report);
    if (!item) return false;
    if (item.needed?.() === false) {
      this.#end(item, false);
      return false;
    }
    item.left--;
    return true;
  }

  /** Ends an attempt: whether the report was delivered. */
  ended(report: Report, delivered: boolean): void {
    const item = this.#find(report);
    if (!item) return;
    if (delivered || item.left === 0 || item.needed?.() === false)
      return this.#end(item, delivered);
    item.retry ??= new Timer(this.#options.clock, ReportQueue.#sendAgain, item);
    item.retry.start(retryInterval);
  }

  #find(report: Report): Item | undefined {
    for (const item of this.#items) if (item === report) return item;
    return undefined;
  }

  #end(item: Item, delivered: boolean): void {
    this.#forget(item);
    item.done?.(delivered);
    this.#start();
  }

  static #answered(reports: ReportQueue, item: Item): void {
    if (!reports.#items.includes(item)) return;
    item.pending--;
    if (item.pending > 0) return;
    reports.#forget(item);
    reports.#start();
  }

  #forget(item: Item): void {
    item.retry?.stop();
    this.#items = this.#items.filter((other) => other !== item);
  }

  static #sendAgain(item: Item): void {
    item.reports.#options.post(item);
  }
}
