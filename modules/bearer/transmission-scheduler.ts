import { randomBetween } from "../base/random.js";
import { Timer } from "../base/timer.js";
import type {
  Advertisement,
  AdvertisingScheduler,
  AdvertisingSchedulerUser,
  Transmission,
} from "../host/advertising-scheduler.js";
import type { Clock } from "../host/clock.js";
import type { Radio } from "../host/radio.js";
import type { Random } from "../host/random.js";
import { AdvertisingSets } from "./advertising-sets.js";
import { AdvertisingQueue, nowhere, PlaceState } from "./queue.js";
import type { Priority } from "./send-request.js";

export interface TransmissionSchedulerOptions {
  readonly radio: Radio;
  readonly clock: Clock;
  readonly random: Random;
  /** Places of the queue, 4..255. */
  readonly capacity: number;
  readonly user: AdvertisingSchedulerUser;
}

/**
 * The transmissions of the advertising bearer, in TypeScript: for radios that do not have a
 * scheduler of their own. `hosts/native/advertising-scheduler.c` does the same in C.
 */
export class TransmissionScheduler implements AdvertisingScheduler {
  private readonly user: AdvertisingSchedulerUser;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly queue: AdvertisingQueue;
  private readonly sets: AdvertisingSets;
  private transmissions = 0;
  /** For the event that is due next, while a set is free. */
  private readonly timer: Timer<TransmissionScheduler>;
  private timerDue = Infinity;
  private closed = false;

  constructor({ capacity, clock, radio, random, user }: TransmissionSchedulerOptions) {
    this.user = user;
    this.clock = clock;
    this.random = random;
    this.timer = new Timer(clock, TransmissionScheduler.#eventDue, this);
    this.queue = new AdvertisingQueue(capacity);
    this.sets = new AdvertisingSets(radio, (place, events) => {
      user.queue.entered = true;
      this.eventsSent(place, events);
      user.queue.leave();
    });
  }

  enqueue(
    advertisement: Advertisement,
    type: number,
    priority: Priority,
    transmissions: number,
    interval: number,
  ): Transmission {
    const queue = this.queue;
    const place = queue.claim(priority, this.drop);
    if (place === nowhere) {
      const { length, onEnd, payload } = advertisement;
      this.user.dropped(length ?? payload.length);
      this.user.tell(onEnd, false);
      return 0;
    }
    const transmission = (this.transmissions = (this.transmissions + 1) & 0x3fffffff || 1);
    queue.transmission[place] = transmission;
    queue.priority[place] = priority;
    queue.remaining[place] = transmissions;
    queue.interval[place] = interval;
    queue.put(place, type, advertisement, this.clock.now());
    this.fill();
    return transmission;
  }

  cancel(transmission: Transmission): void {
    const queue = this.queue;
    for (let at = 0; at < queue.end; at++) {
      if (queue.transmission[at] !== transmission) continue;
      this.release(at);
      this.fill();
      return;
    }
  }

  acknowledged(source: number, seqZero: number, bits: number): void {
    const queue = this.queue;
    const first = 1 + (seqZero << 5);
    for (let at = 0; at < queue.end; at++) {
      if (queue.source[at] !== source) continue;
      const segO = queue.segment[at]! - first;
      if (segO < 0 || segO > 31 || ((bits >>> segO) & 1) === 0) continue;
      this.user.tell(queue.onEnd(at), true);
      this.release(at);
    }
    this.fill();
  }

  clear(): void {
    const queue = this.queue;
    for (let at = queue.end - 1; at >= 0; at--) {
      if (queue.state[at] === PlaceState.free) continue;
      this.user.tell(queue.onEnd(at), false);
      this.release(at);
    }
    this.fill();
  }

  backlog(priority: Priority): number {
    return this.queue.backlog(priority, this.sets.pace);
  }

  close(): void {
    this.closed = true;
    for (let at = this.queue.end - 1; at >= 0; at--) this.release(at);
    this.timer.stop();
  }

  /** Starts the next event on each free advertising set, and the timer for the event that is due next. */
  private fill(): void {
    if (this.closed) return;
    const now = this.clock.now();
    const queue = this.queue;
    while (!this.sets.allBusy) {
      const place = queue.next(now);
      if (place === nowhere) break;
      queue.state[place] = PlaceState.onAir;
      const events = queue.remaining[place]!;
      this.sets.start(place, queue.view(place), events, queue.interval[place]!);
    }
    // While all sets are busy, the end of an event calls this again.
    const due = this.sets.allBusy ? Infinity : queue.nextDue;
    if (due === this.timerDue) return;
    this.timerDue = due;
    if (due === Infinity) this.timer.stop();
    else this.timer.start(due - now);
  }

  static #eventDue(scheduler: TransmissionScheduler): void {
    scheduler.timerDue = Infinity;
    scheduler.fill();
  }

  private eventsSent(place: number, events: number): void {
    const queue = this.queue;
    queue.sent[place]! += events;
    queue.remaining[place]! -= events;
    if (queue.remaining[place]! > 0) {
      const gap = queue.interval[place]! + randomBetween(this.random, 0, 10);
      queue.wait(place, this.clock.now() + gap);
      this.fill();
      return;
    }
    const onEnd = queue.onEnd(place);
    queue.free(place);
    onEnd?.(true);
    this.fill();
  }

  private readonly drop = (place: number): void => {
    this.user.dropped(this.queue.view(place).length - 2);
    this.user.tell(this.queue.onEnd(place), false);
    this.release(place);
  };

  private release(place: number): void {
    const state = this.queue.state[place]!;
    if (state === PlaceState.free) return;
    if (state === PlaceState.onAir) this.sets.stop(place);
    this.queue.free(place);
  }
}
