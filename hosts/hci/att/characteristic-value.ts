import type { Clock, TimerHandle } from "../../../modules/host/clock.js";
import { AttError, AttErrorCode } from "./att.js";

/** Milliseconds for which a read waits for the answer to a write. */
const answerTime = 10_000;

/** Gets a value, or the error that the read fails with. */
export type ReadDone = (value: Uint8Array | AttError) => void;

/** The value of a characteristic as clients read it. */
export class CharacteristicValue {
  readonly #clock: Clock;
  readonly #waiting: { readonly done: ReadDone; timer: TimerHandle }[] = [];
  #octets: Uint8Array = new Uint8Array(0);
  /** Whether a write was received and not answered yet. */
  #pending = false;
  #refused = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether a read would wait. */
  get isPending(): boolean {
    return this.#pending;
  }

  /** A client wrote: reads wait for the answer. */
  written(): void {
    this.#pending = true;
    this.#refused = false;
  }

  set(octets: Uint8Array): void {
    this.#octets = octets;
    this.#pending = false;
    this.#refused = false;
    this.#serve(octets);
  }

  /** There is no answer: the reads that wait fail, or else the next one. */
  refuse(): void {
    this.#pending = false;
    this.#refused = this.#waiting.length === 0;
    this.#serve(new AttError(AttErrorCode.unlikely));
  }

  /** Calls `done` during the call, or when there is an answer. */
  read(done: ReadDone): void {
    if (this.#refused) {
      this.#refused = false;
      done(new AttError(AttErrorCode.unlikely));
    } else if (this.#pending) this.#wait(done);
    else done(this.#octets);
  }

  #wait(done: ReadDone): void {
    const waiting = { done, timer: 0 };
    waiting.timer = this.#clock.schedule(() => {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      done(new AttError(AttErrorCode.unlikely));
    }, answerTime);
    this.#waiting.push(waiting);
  }

  #serve(value: Uint8Array | AttError): void {
    for (const { done, timer } of this.#waiting.splice(0)) {
      this.#clock.cancel(timer);
      done(value);
    }
  }
}
