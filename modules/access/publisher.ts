import type { Diagnostics } from "../base/diagnostics.js";
import { randomBetween } from "../base/random.js";
import type { Clock, TimerHandle } from "../host/clock.js";
import type { Random } from "../host/random.js";
import type { Model, SendOptions } from "./model.js";
import { publishPeriod } from "./model-configuration.js";

export interface PublisherOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  readonly send: (model: Model, payload: Uint8Array, options: SendOptions) => void;
}

interface Timers {
  /** When the current period began, without its random part. */
  due: number;
  periodic: TimerHandle | undefined;
  retransmission: TimerHandle | undefined;
}

const useDefaultTtl = 0xff;

/** Publishes for the models: on request, periodically, and again as often as configured. Mesh Protocol 1.1 §3.7.6.1, §4.2.3. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #timers = new Map<Model, Timers>();

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Called when a model's publication is (newly) configured, or the node starts. */
  configured(model: Model): void {
    this.#forget(model);
    const { publication } = model.configuration;
    if (!publication || publishPeriod(publication.period) === 0) return;
    const timers = this.#timersOf(model);
    this.#schedulePeriodic(model, timers, randomBetween(this.#options.random, 20, 500));
  }

  /** Sends now and plans the retransmissions. False where the model has no publish address. */
  publish(model: Model, payload: Uint8Array): boolean {
    const { publication } = model.configuration;
    if (!publication) return false;
    this.#send(model, payload);
    if (publication.retransmitCount === 0) return true;
    this.#scheduleRetransmission(
      model,
      this.#timersOf(model),
      payload,
      publication.retransmitCount,
    );
    return true;
  }

  close(): void {
    for (const model of [...this.#timers.keys()]) this.#forget(model);
  }

  #send(model: Model, payload: Uint8Array): void {
    const { address, appKeyIndex, label, ttl } = model.configuration.publication!;
    try {
      this.#options.send(model, payload, {
        dst: address,
        appKeyIndex,
        ...(label && { label }),
        ...(ttl !== useDefaultTtl && { ttl }),
      });
    } catch {
      // Transport has no room or the store fails: the next publication tries again.
      this.#options.diagnostics.drop("access.not-published", payload.length);
    }
  }

  #schedulePeriodic(model: Model, timers: Timers, delay: number): void {
    const { clock, random } = this.#options;
    timers.periodic = clock.schedule(() => {
      const { publication } = model.configuration;
      if (!publication) return this.#forget(model);
      const payload = model.publicationPayload();
      if (payload) this.publish(model, payload);
      const period = publishPeriod(publication.period);
      // The random part is not added up: the periods stay in step.
      timers.due += period;
      const next = timers.due + randomBetween(random, 20, 50) - clock.now();
      this.#schedulePeriodic(model, timers, Math.max(next, 0));
    }, delay);
  }

  #scheduleRetransmission(model: Model, timers: Timers, payload: Uint8Array, left: number): void {
    const { clock } = this.#options;
    if (timers.retransmission !== undefined) clock.cancel(timers.retransmission);
    timers.retransmission = undefined;
    const { publication } = model.configuration;
    if (!publication || left === 0) return;
    timers.retransmission = clock.schedule(
      () => {
        if (model.configuration.publication) this.#send(model, payload);
        this.#scheduleRetransmission(model, timers, payload, left - 1);
      },
      (publication.retransmitSteps + 1) * 50,
    );
  }

  #timersOf(model: Model): Timers {
    let timers = this.#timers.get(model);
    if (!timers) {
      timers = { due: this.#options.clock.now(), periodic: undefined, retransmission: undefined };
      this.#timers.set(model, timers);
    }
    return timers;
  }

  #forget(model: Model): void {
    const timers = this.#timers.get(model);
    if (!timers) return;
    const { clock } = this.#options;
    if (timers.periodic !== undefined) clock.cancel(timers.periodic);
    if (timers.retransmission !== undefined) clock.cancel(timers.retransmission);
    this.#timers.delete(model);
  }
}
