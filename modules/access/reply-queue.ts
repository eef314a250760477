import { randomBetween } from "../base/random.js";
import type { Clock, TimerHandle } from "../host/clock.js";
import type { Random } from "../host/random.js";

/** Replies that may wait at once; one more sends the one due next early. */
const capacity = 16;

interface WaitingReply {
  readonly send: () => void;
  readonly due: number;
  readonly timer: TimerHandle;
}

/** Holds replies back for a random time, so that the answers to one question do not collide. Mesh Protocol 1.1 §3.7.4.2. */
export class ReplyQueue {
  readonly #clock: Clock;
  readonly #random: Random;
  #waiting: WaitingReply[] = [];

  constructor(options: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = options.clock;
    this.#random = options.random;
  }

  /** Calls `send` after 20-50 ms, or 20-500 ms where the question went to a group or virtual address. */
  add(toGroup: boolean, send: () => void): void {
    if (this.#waiting.length >= capacity) this.#sendEarly();
    const delay = randomBetween(this.#random, 20, toGroup ? 500 : 50);
    const timer = this.#clock.schedule(() => {
      this.#waiting = this.#waiting.filter((other) => other !== reply);
      send();
    }, delay);
    const reply = { send, due: this.#clock.now() + delay, timer };
    this.#waiting.push(reply);
  }

  close(): void {
    for (const { timer } of this.#waiting) this.#clock.cancel(timer);
    this.#waiting = [];
  }

  #sendEarly(): void {
    const first = this.#waiting.reduce((a, b) => (b.due < a.due ? b : a));
    this.#clock.cancel(first.timer);
    this.#waiting = this.#waiting.filter((other) => other !== first);
    first.send();
  }
}
