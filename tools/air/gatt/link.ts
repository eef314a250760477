import type { Clock, TimerHandle } from "../../../modules/host/clock.js";

/** HCI error codes (Core Specification 5.4, Vol 1 Part F). */
export const Disconnection = { timeout: 0x08, byPeer: 0x13, byUs: 0x16 } as const;

/** One end of a connection. */
export interface LinkEnd {
  /** Called with each PDU of the other end. */
  receive(pdu: Uint8Array): void;
  closed(reason: number): void;
  /** Called when a PDU of this end was received by the other one. */
  arrived?(): void;
}

export interface LinkOptions {
  readonly clock: Clock;
  /** Milliseconds between connection events. */
  readonly interval: number;
  /** Milliseconds without contact after which the connection is lost (supervision timeout). */
  readonly supervision: number;
  /** Whether the two devices can currently receive each other. */
  readonly inReach: () => boolean;
}

type Side = 0 | 1;

/**
 * A connection. PDUs are sent in order at connection events, one in each direction at an event.
 * The link layer repeats them, so that out of range they are delayed and never lost.
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

  /** Sets the receiver of one side: 0 is the central, which connected; 1 is the peripheral. */
  attach(side: Side, end: LinkEnd): void {
    this.#ends[side] = end;
  }

  /** Number of PDUs of a side that the other one has not received yet. */
  waiting(side: Side): number {
    return this.#queues[side].length;
  }

  send(side: Side, pdu: Uint8Array): void {
    if (this.#open) this.#queues[side].push(pdu.slice());
  }

  /**
   * Ends the connection: this side gets the event during the call, the other one at the next
   * connection event.
   */
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
      // The receiver of a PDU may end the connection.
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
