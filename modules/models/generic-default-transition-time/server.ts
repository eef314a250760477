import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { DefaultTransition } from "../common/state-server.js";
import type { TransitionTimes } from "../common/state.js";
import { decodeTransitionTime, encodeTransitionTime } from "../common/transition-time.js";
import {
  GenericDefaultTransitionTimeGet,
  genericDefaultTransitionTimeServerId,
  GenericDefaultTransitionTimeSet,
  GenericDefaultTransitionTimeSetUnacknowledged,
  GenericDefaultTransitionTimeStatus,
} from "./messages.js";

/** What a GenericDefaultTransitionTimeServer is made with. */
export interface GenericDefaultTransitionTimeServerOptions {
  /** Milliseconds of a new device, 0..37,200,000. Default 0. */
  readonly time?: number;
  /** Called when a client has set it, with milliseconds. */
  readonly onChange?: (time: number) => void;
}

/**
 * The Generic Default Transition Time Server model. Mesh Model 1.1 §3.3.3. The servers of states get it as their
 * `defaultTransitionTime`. The state is kept over a power cut.
 */
export class GenericDefaultTransitionTimeServer extends Model implements DefaultTransition {
  readonly #options: GenericDefaultTransitionTimeServerOptions;
  /** Undefined: messages without a transition change states at once. */
  transition: TransitionTimes | undefined;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: GenericDefaultTransitionTimeServerOptions = {}) {
    development.options?.("GenericDefaultTransitionTimeServer", options);
    super(genericDefaultTransitionTimeServerId, "application", handlers);
    this.#options = options;
    this.#become(options.time ?? 0);
  }

  /** The state in milliseconds. */
  get time(): number {
    return this.transition?.time ?? 0;
  }

  /** Handles a Set message. */
  receiveSet(time: number): void {
    if (time === this.time) return;
    this.#become(time);
    this.services?.store(this, Uint8Array.of(encodeTransitionTime(time)));
    this.notify(this.#options.onChange, time);
    if (this.configuration.publication) this.services?.publish(this, this.publicationPayload());
  }

  /** Answers with the state. */
  answer(context: MessageContext): void {
    this.reply(context, GenericDefaultTransitionTimeStatus, { time: this.time });
  }

  override publicationPayload(): Uint8Array {
    return GenericDefaultTransitionTimeStatus.encode({ time: this.time });
  }

  protected override onLoad(data: Uint8Array): void {
    const time = data.length === 1 ? decodeTransitionTime(data[0]!) : undefined;
    if (time !== undefined) this.#become(time);
  }

  protected override onReset(): void {
    this.#become(this.#options.time ?? 0);
  }

  #become(time: number): void {
    this.transition = time === 0 ? undefined : { time, delay: 0 };
  }
}

const handlers = frozen(
  new HandlerTable<GenericDefaultTransitionTimeServer>()
    .on(GenericDefaultTransitionTimeGet, (server, _, context) => server.answer(context))
    .on(GenericDefaultTransitionTimeSet, (server, { time }, context) => {
      server.receiveSet(time);
      server.answer(context);
    })
    .on(GenericDefaultTransitionTimeSetUnacknowledged, (server, { time }) =>
      server.receiveSet(time),
    ),
);
