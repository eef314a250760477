import { Abort } from "../base/abort.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { randomBetween } from "../base/random.js";
import type { RunQueue } from "../base/run-queue.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import { maximumUnsegmentedPayload } from "./limits.js";
import type { Model, PublicationTurn, RetransmissionPayload, SendOptions } from "./model.js";
import { type Publication, publishPeriod } from "./model-configuration.js";

export interface PublisherOptions {
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  readonly send: (model: Model, payload: Uint8Array, options: SendOptions) => void;
}

/** Publication state of one model. */
class Publishing {
  /** The parameters that the publication was started with. */
  readonly publication: Publication | undefined;
  /** When the current period began, without its random part. */
  due: number;
  readonly periodic: Timer<Publishing>;
  /** For the next retransmission. Created for the first one. */
  transmission: Timer<Publishing> | undefined;
  /** What the retransmission sends. */
  next: Posted | undefined;
  /** Aborts the latest publication while it waits behind other messages. */
  waiting: Abort | undefined;

  constructor(
    readonly publisher: Publisher,
    readonly model: Model,
    clock: Clock,
    periodic: (publishing: Publishing) => void,
  ) {
    this.publication = model.configuration.publication;
    this.due = clock.now();
    this.periodic = new Timer(clock, periodic, this);
  }
}

/** A payload to be published, and which transmission of it. */
interface Posted {
  readonly model: Model;
  readonly payload: Uint8Array;
  readonly turn: PublicationTurn;
  /** Makes the payload of each retransmission; undefined: all have that of the model. */
  readonly again: RetransmissionPayload | undefined;
}

const useDefaultTtl = 0xff;

/** Milliseconds of the random delays of §3.7.6.1: at the start and on request, and of each period. */
const onceDelay = 500;
const periodDelay = 50;
const leastDelay = 20;

/**
 * Publishes for the models: on request, once each Publish Period, and again as often as
 * Publish Retransmit Count says. Mesh Protocol 1.1 §3.7.6.1, §4.2.3.
 */
export class Publisher {
  private readonly options: PublisherOptions;
  private readonly publishing = new Map<Model, Publishing>();

  constructor(options: PublisherOptions) {
    this.options = options;
  }

  /** Called when a model is configured, or the node starts: restarts the publication where its parameters changed. */
  configured(model: Model): void {
    const publishing = this.publishing.get(model);
    if (!publishing || publishing.publication !== model.configuration.publication)
      this.restart(model);
  }

  /** Restarts periodic publishing: the parameters or the period divisor changed. */
  restart(model: Model): void {
    this.forget(model);
    if (period(model) === 0) return;
    this.publishingOf(model).periodic.start(this.delay(model, onceDelay));
  }

  /**
   * Publishes, after a random delay where the model has one, and schedules the
   * retransmissions; they replace those of the publication before. `again` makes their
   * payloads. False where the model has no publish address.
   */
  publish(model: Model, payload: Uint8Array, again?: RetransmissionPayload): boolean {
    const { publication } = model.configuration;
    if (!publication) return false;
    const turn = { retransmission: 0, count: publication.retransmitCount };
    const delay = this.delay(model, onceDelay);
    const posted = { model, payload, turn, again };
    if (delay > 0) this.transmitAfter(posted, delay);
    else this.options.queue.post(Publisher.#transmitPosted, this, posted);
    return true;
  }

  close(): void {
    for (const model of [...this.publishing.keys()]) this.forget(model);
  }

  private delay(model: Model, most: number): number {
    return model.randomPublishDelay ? randomBetween(this.options.random, leastDelay, most) : 0;
  }

  /** Sends one transmission. It replaces one that is still waiting, which would delay the newer state. */
  private send(model: Model, payload: Uint8Array): void {
    const { address, appKeyIndex, label, ttl: configured } = model.configuration.publication!;
    const ttl = model.publishTtl ?? configured;
    const publishing = this.publishingOf(model);
    publishing.waiting?.abort();
    // Only a segmented message waits for others.
    const waiting = payload.length > maximumUnsegmentedPayload ? new Abort() : undefined;
    publishing.waiting = waiting;
    const onStart = () => {
      if (publishing.waiting === waiting) publishing.waiting = undefined;
    };
    try {
      this.options.send(model, payload, {
        dst: address,
        appKeyIndex,
        ...(label && { label }),
        ...(ttl !== useDefaultTtl && { ttl }),
        ...(waiting && { signal: waiting, onStart }),
      });
    } catch {
      publishing.waiting = undefined;
      // Transport has no room or the store fails: the next publication tries again.
      this.options.diagnostics.drop("access.not-published", payload.length);
    }
  }

  static #periodOver(publishing: Publishing): void {
    const { model, publisher } = publishing;
    const { publication } = model.configuration;
    if (!publication) return publisher.forget(model);
    const turn = { retransmission: 0, count: publication.retransmitCount };
    const payload = model.publicationPayload(turn);
    // What the model did there may have ended or restarted its publication, which has its own timer then.
    if (!publisher.publishing.has(model)) return;
    if (payload) publisher.transmit({ model, payload, turn, again: undefined });
    if (publisher.publishing.get(model) !== publishing) return;
    // The random delays do not accumulate.
    publishing.due += period(model);
    const next = publishing.due + publisher.delay(model, periodDelay);
    publishing.periodic.start(next - publisher.options.clock.now());
  }

  private transmitAfter(next: Posted, delay: number): void {
    const publishing = this.publishingOf(next.model);
    publishing.next = next;
    publishing.transmission ??= new Timer(this.options.clock, Publisher.#retransmit, publishing);
    publishing.transmission.start(delay);
  }

  static #retransmit({ model, next, publisher }: Publishing): void {
    if (model.configuration.publication) publisher.transmit(next!);
  }

  static #transmitPosted(publisher: Publisher, posted: Posted): void {
    if (posted.model.configuration.publication) publisher.transmit(posted);
  }

  /** Sends a transmission, and schedules the next one. */
  private transmit({ again, model, payload, turn }: Posted): void {
    let content: Uint8Array | undefined = payload;
    if (turn.retransmission > 0 && again) content = again(turn);
    else if (turn.retransmission > 0 && model.updatesRetransmissions) {
      content = model.publicationPayload(turn);
      if (!this.publishing.has(model)) return;
    }
    if (content) this.send(model, content);
    const { publication } = model.configuration;
    this.publishingOf(model).transmission?.stop();
    if (!publication || turn.retransmission >= turn.count) return;
    const next = { retransmission: turn.retransmission + 1, count: turn.count };
    this.transmitAfter(
      { model, payload, turn: next, again },
      (publication.retransmitSteps + 1) * 50,
    );
  }

  private publishingOf(model: Model): Publishing {
    let publishing = this.publishing.get(model);
    if (!publishing) {
      publishing = new Publishing(this, model, this.options.clock, Publisher.#periodOver);
      this.publishing.set(model, publishing);
    }
    return publishing;
  }

  private forget(model: Model): void {
    const publishing = this.publishing.get(model);
    if (!publishing) return;
    publishing.waiting?.abort();
    publishing.periodic.stop();
    publishing.transmission?.stop();
    this.publishing.delete(model);
  }
}

/** Milliseconds between two publications, divided as the model asks; 0: not periodic. §4.2.3.5 */
function period(model: Model): number {
  const { publication } = model.configuration;
  if (!publication) return 0;
  const whole = publishPeriod(publication.period);
  return whole && Math.max(1, Math.floor(whole / 2 ** model.publishPeriodDivisor));
}
