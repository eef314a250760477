import { randomBetween } from "../base/random.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock, TimerHandle } from "../host/clock.js";
import type { Random } from "../host/random.js";
import { TransportError } from "../transport/outgoing-message.js";

/** Replies that may wait at once; one more sends the one due next early. */
const capacity = 16;

/** Milliseconds until a reply for which transport had no room is tried again. */
const retryDelay = 10;

/** How often that is done before the sender is told. */
const tries = 50;

/** A reply that waits. */
export interface QueuedReply {
  /** Whether the question went to a group or virtual address. */
  readonly toGroup: boolean;
  /** False: it goes out at once, as long as transport has room. */
  readonly delay: boolean;
  /** Sends it. Throws what `AccessLayer.send` throws. */
  readonly send: () => void;
  /** Told when it cannot be sent. */
  readonly onFail: (error: Error) => void;
}

interface Waiting {
  readonly reply: QueuedReply;
  readonly due: number;
  /** Undefined: its turn has come, and it waits for the run queue. */
  timer: TimerHandle | undefined;
  readonly triesLeft: number;
}

/** Holds replies back for a random time, so that the answers to one question do not collide. Mesh Protocol 1.1 §3.7.4.2. */
export class ReplyQueue {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #queue: RunQueue;
  #waiting: Waiting[] = [];

  constructor(options: {
    readonly clock: Clock;
    readonly random: Random;
    readonly queue: RunQueue;
  }) {
    this.#clock = options.clock;
    this.#queue = options.queue;
    this.#random = options.random;
  }

  /** Replies that wait now. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Sends after 20-50 ms, or 20-500 ms where the question went to a group or virtual address, or from the run queue. */
  add(reply: QueuedReply): void {
    if (this.#waiting.length >= capacity) this.#sendEarly();
    if (reply.delay)
      this.#wait(reply, randomBetween(this.#random, 20, reply.toGroup ? 500 : 50), tries);
    else {
      const waiting = { reply, due: this.#clock.now(), timer: undefined, triesLeft: tries };
      this.#waiting.push(waiting);
      this.#queue.post(ReplyQueue.#send, this, waiting);
    }
  }

  /** Gives up what waits: each is told `error`. */
  cancel(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { timer } of waiting) if (timer !== undefined) this.#clock.cancel(timer);
    for (const { reply } of waiting) reply.onFail(error);
  }

  #wait(reply: QueuedReply, delay: number, triesLeft: number): void {
    const waiting: Waiting = {
      reply,
      due: this.#clock.now() + delay,
      timer: this.#clock.schedule(() => ReplyQueue.#send(this, waiting), delay),
      triesLeft,
    };
    this.#waiting.push(waiting);
  }

  static #send(replies: ReplyQueue, waiting: Waiting): void {
    if (!replies.#waiting.includes(waiting)) return;
    replies.#waiting = replies.#waiting.filter((other) => other !== waiting);
    const { reply, triesLeft } = waiting;
    try {
      reply.send();
    } catch (error) {
      const full = error instanceof TransportError && error.reason === "no-room";
      if (full && triesLeft > 0 && replies.#waiting.length < capacity)
        replies.#wait(reply, retryDelay, triesLeft - 1);
      else reply.onFail(error as Error);
    }
  }

  /** Makes room: what is due next is sent as soon as the stack is short again. */
  #sendEarly(): void {
    let first: Waiting | undefined;
    for (const waiting of this.#waiting)
      if (waiting.timer !== undefined && (!first || waiting.due < first.due)) first = waiting;
    if (!first) return;
    this.#clock.cancel(first.timer!);
    first.timer = undefined;
    this.#queue.post(ReplyQueue.#send, this, first);
  }
}
