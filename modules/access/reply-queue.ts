import { randomBetween } from "../base/random.js";
import type { RunQueue } from "../base/run-queue.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import { TransportError } from "../transport/transport-error.js";
import type { Model, SendOptions } from "./model.js";

/** Most replies in the queue; a further one causes the one due next to be sent early. */
const capacity = 16;

/** Milliseconds until a reply for which the transport layer had no room is sent again. */
const retryDelay = 10;

/** Most attempts to send a reply again. */
const tries = 50;

/** A reply, with how it is to be sent: one object, as each message that is answered makes one. */
export interface Reply extends SendOptions {
  readonly model: Model;
  readonly payload: Uint8Array;
  /** Milliseconds of the clock. The queue sets it, and what follows. */
  due: number;
  triesLeft: number;
  /** It is due, and was posted to the run queue. */
  posted: boolean;
}

/** The sender of the replies. */
export interface ReplySender {
  /** Throws what `AccessLayer.sendNow` throws. */
  sendReply(reply: Reply): void;
  /** Called for a reply that cannot be sent. */
  replyFailed(reply: Reply, error: Error): void;
}

/** Delays replies for a random time, so that the answers of several nodes to one message do not collide. Mesh Protocol 1.1 §3.7.4.2. */
export class ReplyQueue {
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly queue: RunQueue;
  private readonly sender: ReplySender;
  private waiting: Reply[] = [];
  /** For the reply that is due first. */
  private readonly timer: Timer<ReplyQueue>;
  private timerDue = Infinity;

  constructor(options: {
    readonly clock: Clock;
    readonly random: Random;
    readonly queue: RunQueue;
    readonly sender: ReplySender;
  }) {
    this.clock = options.clock;
    this.timer = new Timer(options.clock, ReplyQueue.#replyDue, this);
    this.queue = options.queue;
    this.random = options.random;
    this.sender = options.sender;
  }

  /** Number of queued replies. */
  get length(): number {
    return this.waiting.length;
  }

  /**
   * Sends after 20-50 ms, or after 20-500 ms where the request was sent to a group or
   * virtual address (`toGroup`); without `delay` from the run queue. The reply belongs to the queue.
   */
  add(reply: Reply, toGroup: boolean, delay: boolean): void {
    const waiting = this.waiting;
    const length = waiting.length;
    if (length >= capacity) this.sendEarly();
    const wait = delay ? randomBetween(this.random, 20, toGroup ? 500 : 50) : 0;
    const due = this.clock.now() + wait;
    reply.due = due;
    reply.triesLeft = tries;
    reply.posted = false;
    waiting[length] = reply;
    if (!delay) this.post(reply);
    else if (due < this.timerDue) {
      this.timerDue = due;
      this.timer.start(wait);
    }
  }

  /** Drops all queued replies; `replyFailed` is called with `error` for each. */
  cancel(error: Error): void {
    const waiting = this.waiting;
    this.waiting = [];
    this.setTimer();
    for (const reply of waiting) this.sender.replyFailed(reply, error);
  }

  private setTimer(): void {
    const waiting = this.waiting;
    let due = Infinity;
    for (let i = 0, end = waiting.length; i < end; i++) {
      const reply = waiting[i]!;
      if (!reply.posted && reply.due < due) due = reply.due;
    }
    if (due === this.timerDue) return;
    this.timerDue = due;
    if (due === Infinity) this.timer.stop();
    else this.timer.start(due - this.clock.now());
  }

  static #replyDue(replies: ReplyQueue): void {
    // Not the clock's time, which may be a little later: what is due by then gets the timer again.
    const now = replies.timerDue;
    replies.timerDue = Infinity;
    const waiting = replies.waiting;
    for (let i = 0, end = waiting.length; i < end; i++) {
      const reply = waiting[i]!;
      if (!reply.posted && reply.due <= now) replies.post(reply);
    }
    replies.setTimer();
  }

  private post(reply: Reply): void {
    reply.posted = true;
    this.queue.post(ReplyQueue.#send, this, reply);
  }

  static #send(replies: ReplyQueue, reply: Reply): void {
    const waiting = replies.waiting;
    const last = waiting.length - 1;
    // Most often it is alone.
    if (waiting[last] === reply) waiting.length = last;
    else {
      const at = waiting.indexOf(reply);
      if (at < 0) return;
      waiting.splice(at, 1);
    }
    try {
      replies.sender.sendReply(reply);
    } catch (error) {
      // Not `waiting`: what was called may have cancelled all replies.
      const left = replies.waiting;
      const full = error instanceof TransportError && error.reason === "no-room";
      if (full && reply.triesLeft > 0 && left.length < capacity) {
        reply.triesLeft--;
        reply.due = replies.clock.now() + retryDelay;
        reply.posted = false;
        left.push(reply);
        replies.setTimer();
      } else replies.sender.replyFailed(reply, error as Error);
    }
  }

  /** Makes room: posts the reply that is due next to the run queue. */
  private sendEarly(): void {
    let first: Reply | undefined;
    for (const reply of this.waiting)
      if (!reply.posted && (!first || reply.due < first.due)) first = reply;
    if (!first) return;
    this.post(first);
    this.setTimer();
  }
}
