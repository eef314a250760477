import { randomBetween } from "../base/random.js";
import type { RunQueue } from "../base/run-queue.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import { TransportError } from "../transport/transport-error.js";
import type { Model, SendOptions } from "./model.js";

/** Replies that may wait at once; one more sends the one due next early. */
const capacity = 16;

/** Milliseconds until a reply for which transport had no room is tried again. */
const retryDelay = 10;

/** How often that is done before it is given up. */
const tries = 50;

/** A reply, as `AccessLayer.sendNow` takes it. */
export interface Reply {
  readonly model: Model;
  readonly payload: Uint8Array;
  readonly options: SendOptions;
}

/** What replies are sent with. */
export interface ReplySender {
  /** Throws what `AccessLayer.sendNow` throws. */
  sendReply(reply: Reply): void;
  /** Told of a reply that cannot be sent. */
  replyFailed(reply: Reply, error: Error): void;
}

/** A reply that waits. */
interface Waiting extends Reply {
  /** Milliseconds of the clock. */
  due: number;
  triesLeft: number;
  /** Its turn has come, and it waits for the run queue. */
  posted: boolean;
}

/** Holds replies back for a random time, so that the answers to one question do not collide. Mesh Protocol 1.1 §3.7.4.2. */
export class ReplyQueue {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #queue: RunQueue;
  readonly #sender: ReplySender;
  #waiting: Waiting[] = [];
  /** For the reply that is due first. */
  readonly #timer: Timer<ReplyQueue>;
  #timerDue = Infinity;

  constructor(options: {
    readonly clock: Clock;
    readonly random: Random;
    readonly queue: RunQueue;
    readonly sender: ReplySender;
  }) {
    this.#clock = options.clock;
    this.#timer = new Timer(options.clock, ReplyQueue.#replyDue, this);
    this.#queue = options.queue;
    this.#random = options.random;
    this.#sender = options.sender;
  }

  /** Replies that wait now. */
  get length(): number {
    return this.#waiting.length;
  }

  /**
   * Sends after 20-50 ms, or after 20-500 ms where the question went to a group or
   * virtual address (`toGroup`); without `delay` from the run queue.
   */
  add({ model, options, payload }: Reply, toGroup: boolean, delay: boolean): void {
    if (this.#waiting.length >= capacity) this.#sendEarly();
    const wait = delay ? randomBetween(this.#random, 20, toGroup ? 500 : 50) : 0;
    const due = this.#clock.now() + wait;
    const waiting = { model, payload, options, due, triesLeft: tries, posted: false };
    this.#waiting.push(waiting);
    if (delay) this.#setTimer();
    else this.#post(waiting);
  }

  /** Gives up what waits: of each `error` is told. */
  cancel(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#setTimer();
    for (const reply of waiting) this.#sender.replyFailed(reply, error);
  }

  #setTimer(): void {
    let due = Infinity;
    for (const waiting of this.#waiting)
      if (!waiting.posted && waiting.due < due) due = waiting.due;
    if (due === this.#timerDue) return;
    this.#timerDue = due;
    if (due === Infinity) this.#timer.stop();
    else this.#timer.start(due - this.#clock.now());
  }

  static #replyDue(replies: ReplyQueue): void {
    replies.#timerDue = Infinity;
    const now = replies.#clock.now();
    for (const waiting of replies.#waiting)
      if (!waiting.posted && waiting.due <= now) replies.#post(waiting);
    replies.#setTimer();
  }

  #post(waiting: Waiting): void {
    waiting.posted = true;
    this.#queue.post(ReplyQueue.#send, this, waiting);
  }

  static #send(replies: ReplyQueue, waiting: Waiting): void {
    const at = replies.#waiting.indexOf(waiting);
    if (at < 0) return;
    replies.#waiting.splice(at, 1);
    try {
      replies.#sender.sendReply(waiting);
    } catch (error) {
      const full = error instanceof TransportError && error.reason === "no-room";
      if (full && waiting.triesLeft > 0 && replies.#waiting.length < capacity) {
        waiting.triesLeft--;
        waiting.due = replies.#clock.now() + retryDelay;
        waiting.posted = false;
        replies.#waiting.push(waiting);
        replies.#setTimer();
      } else replies.#sender.replyFailed(waiting, error as Error);
    }
  }

  /** Makes room: what is due next is sent as soon as the stack is short again. */
  #sendEarly(): void {
    let first: Waiting | undefined;
    for (const waiting of this.#waiting)
      if (!waiting.posted && (!first || waiting.due < first.due)) first = waiting;
    if (!first) return;
    this.#post(first);
    this.#setTimer();
  }
}
