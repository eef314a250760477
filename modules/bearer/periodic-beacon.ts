import { randomBetween } from "../base/random.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import { AdType } from "./ad-type.js";
import { Priority, type SendRequest, type Transmission } from "./send-request.js";

export interface PeriodicBeaconOptions {
  /** What to send now (1..29 octets, copied), or undefined to leave this time out. */
  readonly payload: () => Uint8Array | undefined;
  /** Milliseconds to the next one on average, asked anew after each; 20 or more. */
  readonly interval: () => number;
  /** AD type; that of a mesh beacon unless told. */
  readonly type?: number;
}

interface Surroundings {
  readonly bearer: {
    send(request: SendRequest): Transmission;
    cancel(transmission: Transmission): void;
  };
  readonly clock: Clock;
  readonly random: Random;
  readonly onClosed: () => void;
}

/**
 * Part of the interval by which one may be shorter or longer: whoever does something at the
 * same pace, such as to leave the radio to Wi-Fi, would else miss every beacon.
 */
const spread = 1 / 16;

/** One event of a beacon every interval, beginning at a random phase so that neighbours spread. */
export class PeriodicBeacon {
  readonly #options: PeriodicBeaconOptions & Surroundings;
  readonly #timer: Timer<PeriodicBeacon>;
  #transmission: Transmission = 0;
  #closed = false;

  constructor(options: PeriodicBeaconOptions & Surroundings) {
    this.#options = options;
    this.#timer = new Timer(options.clock, PeriodicBeacon.#send, this);
    this.#timer.start(randomBetween(options.random, 0, Math.max(0, Math.floor(this.#interval()))));
  }

  /** Sends it now, and counts the interval from here. */
  sendNow(): void {
    if (!this.#closed) PeriodicBeacon.#send(this);
  }

  /** Ends it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer.stop();
    this.#options.bearer.cancel(this.#transmission);
    this.#options.onClosed();
  }

  #interval(): number {
    return Math.max(20, this.#options.interval());
  }

  static #send(beacon: PeriodicBeacon): void {
    const { bearer, payload, random, type = AdType.beacon } = beacon.#options;
    const interval = beacon.#interval();
    const most = Math.floor(interval * spread);
    beacon.#timer.start(interval - most + randomBetween(random, 0, 2 * most));
    const content = payload();
    if (content === undefined || beacon.#closed) return;
    // One that still waits is out of date.
    bearer.cancel(beacon.#transmission);
    beacon.#transmission = bearer.send({
      type,
      payload: content,
      priority: Priority.beacon,
      transmissions: 1,
      interval: 20,
    });
  }
}
