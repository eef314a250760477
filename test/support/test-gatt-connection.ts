import type { TestClock } from "./test-clock.js";

/** A PDU on its way: what its arrival does. */
type Arrival = () => void;

const remoteUser = 0x13;
const localHost = 0x16;

/** One end of a connection. */
export interface ConnectionEnd {
  /** Called once, later than the call that ended the connection. */
  ended(reason: number): void;
  /** A PDU of this end has arrived. */
  arrived(): void;
}

/**
 * A connection of two radios: PDUs arrive in order at connection events, up to `perEvent` in each
 * direction. Side 0 is the client.
 */
export class TestConnection {
  readonly ends: (ConnectionEnd | undefined)[] = [undefined, undefined];
  readonly #clock: TestClock;
  readonly #interval: number;
  readonly #perEvent: number;
  readonly #queues: readonly [Arrival[], Arrival[]] = [[], []];
  open = true;

  constructor(clock: TestClock, interval: number, perEvent: number) {
    this.#clock = clock;
    this.#interval = interval;
    this.#perEvent = perEvent;
    clock.schedule(() => this.#event(), interval);
  }

  /** PDUs of a side that have not arrived. */
  waiting(side: 0 | 1): number {
    return this.#queues[side].length;
  }

  send(side: 0 | 1, arrival: Arrival): void {
    if (this.open) this.#queues[side].push(arrival);
  }

  /** A side ends the connection; the other one notices an interval later. */
  close(side: 0 | 1): void {
    if (!this.open) return;
    this.open = false;
    this.#clock.schedule(() => this.ends[side]?.ended(localHost), 0);
    this.#clock.schedule(() => this.ends[1 - side]?.ended(remoteUser), this.#interval);
  }

  /** Both sides lose the connection, for an HCI reason such as a supervision timeout. */
  lose(reason = 0x08): void {
    if (!this.open) return;
    this.open = false;
    for (const end of this.ends) this.#clock.schedule(() => end?.ended(reason), 0);
  }

  #event(): void {
    if (!this.open) return;
    this.#clock.schedule(() => this.#event(), this.#interval);
    for (const side of [0, 1] as const) {
      const arrivals = this.#queues[side].splice(0, this.#perEvent);
      for (const arrival of arrivals) {
        if (!this.open) return;
        arrival();
        this.ends[side]?.arrived();
      }
    }
  }
}
