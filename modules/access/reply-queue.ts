import { randomBetween } from "../base/random.js";
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
  due: number;
  timer: TimerHandle;
  triesLeft: number;
}

/** Holds replies back for a random time, so that the answers to one question do not collide. Mesh Protocol 1.1 §3.7.4.2. */
export class ReplyQueue {
  readonly #clock: Clock;
  readonly #random: Random;
  #waiting: Waiting[] = [];

  constructor(options: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = options.clock;
    this.#random = options.random;
  }

  /** Replies that wait now. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Sends after 20-50 ms, or 20-500 ms where the question went to a group or virtual address, or as soon as this call is over. */
  add(reply: QueuedReply): void {
    if (this.#waiting.length >= capacity) this.#sendEarly();
    // Without delay from a timer too: a chip's stack holds not the way from a message to the radio.
    const delay = reply.delay ? randomBetween(this.#random, 20, reply.toGroup ? 500 : 50) : 0;
    this.#wait(reply, delay, tries);
  }

  /** Gives up what waits: each is told `error`. */
  cancel(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { timer } of waiting) this.#clock.cancel(timer);
    for (const { reply } of waiting) reply.onFail(error);
  }

  #wait(reply: QueuedReply, delay: number, triesLeft: number): void {
    const waiting: Waiting = {
      reply,
      due: this.#clock.now() + delay,
      timer: this.#clock.schedule(() => {
        this.#remove(waiting);
        this.#send(reply, waiting.triesLeft);
      }, delay),
      triesLeft,
    };
    this.#waiting.push(waiting);
  }

  #send(reply: QueuedReply, triesLeft: number): void {
    try {
      reply.send();
    } catch (error) {
      const full = error instanceof TransportError && error.reason === "no-room";
      if (full && triesLeft > 0 && this.#waiting.length < capacity)
        this.#wait(reply, retryDelay, triesLeft - 1);
      else reply.onFail(error as Error);
    }
  }

  #sendEarly(): void {
    const first = this.#waiting.reduce((a, b) => (b.due < a.due ? b : a));
    this.#clock.cancel(first.timer);
    this.#remove(first);
    this.#send(first.reply, first.triesLeft);
  }

  #remove(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
  }
}
