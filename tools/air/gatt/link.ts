import type { Clock, TimerHandle } from "../../../modules/host/clock.js";

/** HCI error codes (Core Specification 5.4, Vol 1 Part F). */
export const Disconnection = { timeout: 0x08, byPeer: 0x13, byUs: 0x16 } as const;

/** One end of a connection. */
export interface LinkEnd {
  /** A PDU of the other end. */
  receive(pdu: Uint8Array): void;
  closed(reason: number): void;
  /** A PDU of this end has arrived. */
  arrived?(): void;
}

export interface LinkOptions {
  readonly clock: Clock;
  /** Milliseconds between connection events. */
  readonly interval: number;
  /** Milliseconds without contact after which the connection is lost. */
  readonly supervision: number;
  /** Whether the two hear each other at the moment. */
  readonly inReach: () => boolean;
}

type Side = 0 | 1;

/**
 * A connection: PDUs go at connection events, in order, one in each direction at an
 * event; as the link layer repeats them, they are late out of reach and never lost.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #start: number;
  readonly #ends: (LinkEnd | undefined)[] = [undefined, undefined];
  readonly #queues: readonly [Uint8Array[], Uint8Array[]] = [[], []];
  #timer: TimerHandle;
  #contact: number;
  #open = true;
  #events = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#start = options.clock.now();
    this.#contact = this.#start;
    this.#timer = this.#schedule();
  }

  get open(): boolean {
    return this.#open;
  }

  /** Sides: 0 is the central, which connected; 1 the peripheral. */
  attach(side: Side, end: LinkEnd): void {
    this.#ends[side] = end;
  }

  /** PDUs of a side that have not arrived yet. */
  waiting(side: Side): number {
    return this.#queues[side].length;
  }

  send(side: Side, pdu: Uint8Array): void {
    if (this.#open) this.#queues[side].push(pdu.slice());
  }

  /** Ends the connection: this side gets the event at once, the other at the next connection event. */
  close(side: Side): void {
    if (!this.#open) return;
    this.#finish(side, Disconnection.byUs);
    const other = this.#ends[1 - side];
    this.#options.clock.schedule(() => other?.closed(Disconnection.byPeer), this.#options.interval);
  }

  #schedule(): TimerHandle {
    const { clock, interval } = this.#options;
    const next = this.#start + ++this.#events * interval;
    return clock.schedule(() => this.#event(), next - clock.now());
  }

  #event(): void {
    const { clock, inReach, supervision } = this.#options;
    this.#timer = this.#schedule();
    if (inReach()) {
      this.#contact = clock.now();
      const pdus = this.#queues.map((queue) => queue.shift());
      // what arrives may end the connection
      pdus.forEach((pdu, side) => {
        if (!pdu || !this.#open) return;
        this.#ends[1 - side]?.receive(pdu);
        this.#ends[side]?.arrived?.();
      });
    } else if (clock.now() - this.#contact >= supervision) {
      this.#finish(0, Disconnection.timeout);
      this.#ends[1]?.closed(Disconnection.timeout);
    }
  }

  #finish(side: Side, reason: number): void {
    this.#open = false;
    this.#options.clock.cancel(this.#timer);
    this.#ends[side]?.closed(reason);
  }
}
