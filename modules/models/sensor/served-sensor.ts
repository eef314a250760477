import { frozen } from "../../base/frozen.js";
import type { Timer } from "../../base/timer.js";
import { type CadenceSteps, encodeCadence, fastDivisor, isFast, isTriggered } from "./cadence.js";
import type { SensorState } from "./sensor-state.js";

const noOctets = frozen(new Uint8Array(0));

/**
 * A sensor of a server with its cadence and with what was published of it. Times are ms of the
 * host's clock. Mesh Model 1.1 §4.1.3.
 */
export class ServedSensor<S = unknown> {
  /** Undefined: none is set, its value is published once each publish period. */
  cadence: CadenceSteps | undefined;
  /** Whether the value is in the fast range. */
  fast = false;
  /** Whether it is to be published, whatever its value: its period is over, or the application asks for it. */
  waiting = false;
  /** The value that was published last, in steps; undefined: none was. */
  published: number | undefined;
  /** When it was published last. */
  publishedAt = -Infinity;
  /** When it was last published because its period was over. */
  periodAt = -Infinity;
  /** For the end of the minimum interval. Created for the first one. */
  interval: Timer<ServedSensor<S>> | undefined;
  /** For the next reading. Created for the first one. */
  reading: Timer<ServedSensor<S>> | undefined;

  constructor(
    readonly state: SensorState,
    readonly server: S,
  ) {
    this.cadence = state.firstCadence;
  }

  /** The cadence as it is sent; no octets where none is set. */
  get encodedCadence(): Uint8Array {
    const { order } = this.state;
    return this.cadence && order ? encodeCadence(order, this.cadence) : noOctets;
  }

  /**
   * Takes note of the value. True: it has entered the fast range, so that its shorter period begins
   * now.
   */
  observe(): boolean {
    const { cadence, state } = this;
    const before = this.fast;
    this.fast = cadence !== undefined && isFast(cadence, state.steps);
    if (this.fast && !before) this.periodAt = -Infinity;
    return this.fast && !before;
  }

  /** Whether it is to be published apart from its period. A change that was taken back is not. */
  get wanted(): boolean {
    const { cadence, published = NaN, state, waiting } = this;
    return waiting || (cadence !== undefined && isTriggered(cadence, published, state.steps));
  }

  /** Milliseconds until it may be published. */
  blockedFor(now: number): number {
    const least = this.cadence?.minInterval ?? 0;
    return Math.max(0, this.publishedAt + least - now);
  }

  /** Its divisor of the publish period (ms). */
  divisor(period: number): number {
    return this.fast && this.cadence ? fastDivisor(this.cadence, period) : 0;
  }

  /** Whether its period is over, to half of the time `tick` between two chances to publish. */
  isDue(now: number, period: number, tick: number): boolean {
    return now - this.periodAt >= period / 2 ** this.divisor(period) - tick / 2;
  }

  /** Its value is published now. */
  wasPublished(now: number): void {
    this.published = this.state.steps;
    this.publishedAt = now;
    this.waiting = false;
    this.interval?.stop();
  }

  /** Forgets what was published: the server has left its network. */
  forget(): void {
    this.published = undefined;
    this.publishedAt = -Infinity;
    this.periodAt = -Infinity;
    this.waiting = false;
    this.interval?.stop();
  }
}
