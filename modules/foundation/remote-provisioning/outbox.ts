import { frozen } from "../../base/frozen.js";
import type { RunQueue } from "../../base/run-queue.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import type { LinkOwner } from "./link-server.js";

/** How often a report is sent until it is delivered, and milliseconds between two attempts. */
const tries = 4;
const tryAfter = 500;

/** What a server says, by its order: reports of one lane follow one another, and none goes before an answer. */
export const Lane = frozen({ answer: 0, link: 1, scan: 2, extendedScan: 3 });
export type Lane = (typeof Lane)[keyof typeof Lane];

/** Tells what became of a report. */
export type Reported = (delivered: boolean) => void;

/** A report that waits or is on its way, or the place of an answer that is. */
interface Item {
  readonly lane: Lane;
  readonly owner: LinkOwner;
  /** Undefined: an answer, which the access layer sends. */
  readonly payload: Uint8Array | undefined;
  readonly needed: (() => boolean) | undefined;
  readonly done: Reported | undefined;
  /** Attempts that are left; those that were not begun are `tries`. */
  left: number;
  started: boolean;
  readonly outbox: Outbox;
  /** For the next attempt. Made for the second one. */
  retry: Timer<Item> | undefined;
}

/** A report whose turn has come. */
export type Report = Pick<Item, "owner" | "payload">;

export interface OutboxOptions {
  readonly clock: Clock;
  readonly queue: RunQueue;
  /**
   * Sends a report from the run queue: asks `begin` and, where that says so, sends it to its
   * owner, acknowledged by its transport layer, and tells `ended` whether it got there.
   */
  readonly post: (report: Report) => void;
}

/**
 * What a server says to its clients, in an order that they understand: a client learns what
 * became of its request before what came of it, though an answer waits for its random delay
 * (Mesh Protocol 1.1 §3.7.4.2) and a report does not, and reports one after the other, though
 * one that is lost at first is delivered later than the next.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  /** In the order in which they arose. */
  #items: Item[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** How many of a lane wait or are on their way. */
  count(lane: Lane): number {
    let count = 0;
    for (const item of this.#items) if (item.lane === lane) count++;
    return count;
  }

  /** An answer is to be sent: what follows to this client waits until the function is called. */
  answering(owner: LinkOwner): () => void {
    const item = this.#add(Lane.answer, owner, undefined, undefined, undefined);
    // An answer's end is told from deep in the layers.
    return () => this.#options.queue.post(Outbox.#answered, this, item);
  }

  /**
   * Sends a report as its turn comes, some times until it is delivered: over several hops the
   * transport layer gives up sooner than a link may be. `needed`: false when it is of no more
   * use. `done` is told once, never inside this call, and not after `cancel` or `close`.
   */
  report(
    lane: Lane,
    owner: LinkOwner,
    payload: Uint8Array,
    needed?: () => boolean,
    done?: Reported,
  ): void {
    this.#add(lane, owner, payload, needed, done);
    // Who reports is deep in what came of a request.
    this.#options.queue.post(Outbox.#startPosted, this, undefined);
  }

  /** Forgets what waits in a lane or is to be tried again. */
  cancel(lane: Lane): void {
    const items = this.#items.filter((item) => item.lane === lane);
    for (const item of items) this.#forget(item);
    this.#start();
  }

  /** Forgets everything. */
  close(): void {
    for (const item of this.#items) item.retry?.stop();
    this.#items = [];
  }

  #add(
    lane: Lane,
    owner: LinkOwner,
    payload: Uint8Array | undefined,
    needed: (() => boolean) | undefined,
    done: Reported | undefined,
  ): Item {
    const started = payload === undefined;
    const item: Item = {
      lane,
      owner,
      payload,
      needed,
      done,
      left: tries,
      started,
      outbox: this,
      retry: undefined,
    };
    this.#items.push(item);
    return item;
  }

  static #startPosted(outbox: Outbox): void {
    outbox.#start();
  }

  /** Begins with whatever may be sent now. */
  #start(): void {
    const items = this.#items;
    for (let at = 0; at < items.length; at++) {
      const item = items[at]!;
      if (item.started || this.#waits(item, at)) continue;
      item.started = true;
      this.#options.post(item);
    }
  }

  /** Whether an answer to its client goes first, or a report of its lane. */
  #waits({ lane, owner }: Item, at: number): boolean {
    for (let i = 0; i < at; i++) {
      const before = this.#items[i]!;
      if (before.owner.src !== owner.src) continue;
      if (before.lane === Lane.answer || before.lane === lane) return true;
    }
    return false;
  }

  /** Whether a report that was posted is to be sent: it may have become of no use. */
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

  /** A report that was begun got to its owner, or did not. */
  ended(report: Report, delivered: boolean): void {
    const item = this.#find(report);
    if (!item) return;
    if (delivered || item.left === 0 || item.needed?.() === false)
      return this.#end(item, delivered);
    item.retry ??= new Timer(this.#options.clock, Outbox.#sendAgain, item);
    item.retry.start(tryAfter);
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

  static #answered(outbox: Outbox, item: Item): void {
    if (!outbox.#items.includes(item)) return;
    outbox.#forget(item);
    outbox.#start();
  }

  #forget(item: Item): void {
    item.retry?.stop();
    this.#items = this.#items.filter((other) => other !== item);
  }

  static #sendAgain(item: Item): void {
    item.outbox.#options.post(item);
  }
}
