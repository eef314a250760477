import { randomBetween } from "../base/random.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import { AdType } from "./ad-type.js";
import { type Advertisement, Priority, type Transmission } from "./send-request.js";

export interface PeriodicBeaconOptions {
  /** The payload to send now (1..29 octets, copied), or undefined to skip this interval. */
  readonly payload: () => Uint8Array | undefined;
  /** Mean milliseconds to the next beacon, called after each; 20 or more. */
  readonly interval: () => number;
  /** AD type. Default: Mesh Beacon. */
  readonly type?: number;
}

interface Surroundings {
  readonly bearer: {
    enqueue(
      advertisement: Advertisement,
      type: number,
      priority: Priority,
      transmissions: number,
      interval: number,
    ): Transmission;
    cancel(transmission: Transmission): void;
  };
  readonly clock: Clock;
  readonly random: Random;
  readonly onClosed: () => void;
}

/**
 * Greatest deviation of an interval, as a part of it. Without a deviation a receiver with the
 * same period, such as one that leaves its radio to Wi-Fi periodically, could miss every beacon.
 */
const spread = 1 / 16;

/** Sends a beacon once in each interval, from a random phase on, so that beacons of several nodes seldom collide. */
export class PeriodicBeacon {
  private readonly options: PeriodicBeaconOptions & Surroundings;
  private readonly timer: Timer<PeriodicBeacon>;
  private transmission: Transmission = 0;
  private closed = false;

  constructor(options: PeriodicBeaconOptions & Surroundings) {
    this.options = options;
    this.timer = new Timer(options.clock, PeriodicBeacon.#send, this);
    this.timer.start(randomBetween(options.random, 0, Math.max(0, Math.floor(this.interval()))));
  }

  /** Sends the beacon now, and restarts the interval. */
  sendNow(): void {
    if (!this.closed) PeriodicBeacon.#send(this);
  }

  /** Stops the beacon, and cancels one that is in the queue. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.timer.stop();
    this.options.bearer.cancel(this.transmission);
    this.options.onClosed();
  }

  private interval(): number {
    return Math.max(20, this.options.interval());
  }

  static #send(beacon: PeriodicBeacon): void {
    const { bearer, payload, random, type = AdType.beacon } = beacon.options;
    const interval = beacon.interval();
    if (beacon.closed) return;
    const most = Math.floor(interval * spread);
    beacon.timer.start(interval - most + randomBetween(random, 0, 2 * most));
    const content = payload();
    if (content === undefined || beacon.closed) return;
    // One that is still in the queue is outdated.
    bearer.cancel(beacon.transmission);
    // Without a check: what a beacon sends is the node's own.
    beacon.transmission = bearer.enqueue({ payload: content }, type, Priority.beacon, 1, 20);
  }
}
