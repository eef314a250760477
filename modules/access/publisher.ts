import { Abort } from "../base/abort.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { randomBetween } from "../base/random.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock, TimerHandle } from "../host/clock.js";
import type { Random } from "../host/random.js";
import { maximumUnsegmentedPayload } from "./limits.js";
import type { Model, PublicationTurn, SendOptions } from "./model.js";
import { type Publication, publishPeriod } from "./model-configuration.js";

export interface PublisherOptions {
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  readonly send: (model: Model, payload: Uint8Array, options: SendOptions) => void;
}

interface Timers {
  /** The parameters that they were begun with. */
  readonly publication: Publication | undefined;
  /** When the current period began, without its random part. */
  due: number;
  periodic: TimerHandle | undefined;
  /** The next transmission of what is being published. */
  transmission: TimerHandle | undefined;
  /** Takes back what was published last, as long as it waits behind other messages. */
  waiting: Abort | undefined;
}

/** A publication without delay. */
interface Posted {
  readonly model: Model;
  readonly payload: Uint8Array;
  readonly turn: PublicationTurn;
}

const useDefaultTtl = 0xff;

/** Milliseconds of the random delays of §3.7.6.1: at the start and on request, and of each period. */
const onceDelay = 500;
const periodDelay = 50;
const leastDelay = 20;

/** Publishes for the models: on request, periodically, and again as often as configured. Mesh Protocol 1.1 §3.7.6.1, §4.2.3. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #timers = new Map<Model, Timers>();

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Called when a model is configured, or the node starts: begins anew where the publication is another one. */
  configured(model: Model): void {
    const timers = this.#timers.get(model);
    if (!timers || timers.publication !== model.configuration.publication) this.restart(model);
  }

  /** Begins anew: the publication is another one, or its divisor changed. */
  restart(model: Model): void {
    this.#forget(model);
    if (period(model) === 0) return;
    this.#schedulePeriodic(model, this.#timersOf(model), this.#delay(model, onceDelay));
  }

  /**
   * Publishes, after a random delay where the model has one, and plans the
   * retransmissions; what was being published before is superseded. False where
   * the model has no publish address.
   */
  publish(model: Model, payload: Uint8Array): boolean {
    const { publication } = model.configuration;
    if (!publication) return false;
    const turn = { retransmission: 0, count: publication.retransmitCount };
    const delay = this.#delay(model, onceDelay);
    if (delay > 0) this.#transmitAfter(model, payload, turn, delay);
    else this.#options.queue.post(Publisher.#transmitPosted, this, { model, payload, turn });
    return true;
  }

  close(): void {
    for (const model of [...this.#timers.keys()]) this.#forget(model);
  }

  #delay(model: Model, most: number): number {
    return model.randomPublishDelay ? randomBetween(this.#options.random, leastDelay, most) : 0;
  }

  /** A newer state takes the place of one that waits: old ones would come late, and keep new ones back. */
  #send(model: Model, payload: Uint8Array): void {
    const { address, appKeyIndex, label, ttl } = model.configuration.publication!;
    const timers = this.#timersOf(model);
    timers.waiting?.abort();
    // One that is not segmented waits for no other.
    const waiting = payload.length > maximumUnsegmentedPayload ? new Abort() : undefined;
    timers.waiting = waiting;
    const onStart = () => {
      if (timers.waiting === waiting) timers.waiting = undefined;
    };
    try {
      this.#options.send(model, payload, {
        dst: address,
        appKeyIndex,
        ...(label && { label }),
        ...(ttl !== useDefaultTtl && { ttl }),
        ...(waiting && { signal: waiting, onStart }),
      });
    } catch {
      timers.waiting = undefined;
      // Transport has no room or the store fails: the next publication tries again.
      this.#options.diagnostics.drop("access.not-published", payload.length);
    }
  }

  #schedulePeriodic(model: Model, timers: Timers, delay: number): void {
    const { clock } = this.#options;
    timers.periodic = clock.schedule(() => {
      const { publication } = model.configuration;
      if (!publication) return this.#forget(model);
      const turn = { retransmission: 0, count: publication.retransmitCount };
      const payload = model.publicationPayload(turn);
      if (payload) this.#transmit(model, payload, turn);
      // The random part is not added up: the periods stay in step.
      timers.due += period(model);
      const next = timers.due + this.#delay(model, periodDelay) - clock.now();
      this.#schedulePeriodic(model, timers, Math.max(next, 0));
    }, delay);
  }

  #transmitAfter(model: Model, payload: Uint8Array, turn: PublicationTurn, delay: number): void {
    const { clock } = this.#options;
    const timers = this.#timersOf(model);
    if (timers.transmission !== undefined) clock.cancel(timers.transmission);
    timers.transmission = clock.schedule(() => {
      timers.transmission = undefined;
      if (model.configuration.publication) this.#transmit(model, payload, turn);
    }, delay);
  }

  static #transmitPosted(publisher: Publisher, { model, payload, turn }: Posted): void {
    if (model.configuration.publication) publisher.#transmit(model, payload, turn);
  }

  /** Sends what has its turn, and plans the next. */
  #transmit(model: Model, payload: Uint8Array, turn: PublicationTurn): void {
    const again = turn.retransmission > 0 && model.updatesRetransmissions;
    const content = again ? model.publicationPayload(turn) : payload;
    if (content) this.#send(model, content);
    const { publication } = model.configuration;
    const timers = this.#timersOf(model);
    if (timers.transmission !== undefined) this.#options.clock.cancel(timers.transmission);
    timers.transmission = undefined;
    if (!publication || turn.retransmission >= turn.count) return;
    const next = { retransmission: turn.retransmission + 1, count: turn.count };
    this.#transmitAfter(model, payload, next, (publication.retransmitSteps + 1) * 50);
  }

  #timersOf(model: Model): Timers {
    let timers = this.#timers.get(model);
    if (!timers) {
      timers = {
        publication: model.configuration.publication,
        due: this.#options.clock.now(),
        periodic: undefined,
        transmission: undefined,
        waiting: undefined,
      };
      this.#timers.set(model, timers);
    }
    return timers;
  }

  #forget(model: Model): void {
    const timers = this.#timers.get(model);
    if (!timers) return;
    timers.waiting?.abort();
    const { clock } = this.#options;
    if (timers.periodic !== undefined) clock.cancel(timers.periodic);
    if (timers.transmission !== undefined) clock.cancel(timers.transmission);
    this.#timers.delete(model);
  }
}

/** Milliseconds between two publications, divided as the model asks; 0: not periodic. §4.2.3.5 */
function period(model: Model): number {
  const { publication } = model.configuration;
  if (!publication) return 0;
  const whole = publishPeriod(publication.period);
  return whole && Math.max(1, Math.floor(whole / 2 ** model.publishPeriodDivisor));
}
