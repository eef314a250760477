import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { Timer } from "../../base/timer.js";
import { Transactions } from "../common/transactions.js";
import {
  GenericOnOffGet,
  genericOnOffServerId,
  GenericOnOffSet,
  GenericOnOffSetUnacknowledged,
  type GenericOnOffSetValues,
  GenericOnOffStatus,
} from "./messages.js";
import {
  idleState,
  onOff,
  type OnOffEvent,
  type OnOffState,
  remaining,
  targetState,
} from "./transition.js";

/** The request of a message: Get, Set or Set Unacknowledged. */
export type OnOffRequest = "get" | "set";

/** What a GenericOnOffServer is made with. */
export interface GenericOnOffServerOptions {
  /** Called whenever the state changes: the light goes on or off. */
  readonly onChange?: (on: boolean) => void;
  /** Called for each message that reaches the model, also a Set that changes nothing. */
  readonly onRequest?: (request: OnOffRequest) => void;
  /** Transition time, ms, for messages without one; default 0. */
  readonly defaultTransitionTime?: number;
  /** Whether the state from before a power cut is restored. Default: false, the state is off. */
  readonly restore?: boolean;
}

/** The Generic OnOff Server model. Mesh Model 1.1 §3.3.1. */
export class GenericOnOffServer extends Model {
  readonly #options: GenericOnOffServerOptions;
  readonly #transactions = new Transactions();
  #state: OnOffState = idleState(false);
  /** For the end of a delay or a transition. Created for the first one. */
  #timer: Timer<GenericOnOffServer> | undefined;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: GenericOnOffServerOptions = {}) {
    development.options?.("GenericOnOffServer", options);
    super(genericOnOffServerId, "application", handlers);
    this.#options = options;
  }

  /** The Generic OnOff state. */
  get isOn(): boolean {
    return this.#state.present;
  }

  /** Switches at once, as a button on the device does, and publishes the new state. */
  set(on: boolean): void {
    const now = this.services?.clock.now() ?? 0;
    this.#take({ type: "set", onOff: on, time: 0, delay: 0, now });
  }

  override publicationPayload(): Uint8Array {
    return GenericOnOffStatus.encode(this.status);
  }

  protected override onLoad(data: Uint8Array): void {
    if (this.#options.restore) this.#become(data[0] === 1);
  }

  protected override onStop(): void {
    // Without services there is no timer: a transition in progress ends at its target state.
    this.#timer?.stop();
    this.#timer = undefined;
    const target = this.#state.phase === "idle" ? this.#state.present : this.#state.target;
    this.#become(target);
  }

  #become(on: boolean): void {
    const changed = on !== this.#state.present;
    this.#state = idleState(on);
    if (changed) this.#tell(on);
  }

  #tell(on: boolean): void {
    const { onChange } = this.#options;
    if (onChange) this.notify(onChange, on);
    const diagnostics = this.services?.diagnostics;
    if (diagnostics?.tracing)
      diagnostics.emit({
        type: "model.state",
        model: "Generic OnOff",
        element: this.element.index,
        value: Number(on),
      });
  }

  /** Calls `onRequest` for a message. */
  requested(request: OnOffRequest): void {
    const { onRequest } = this.#options;
    if (onRequest) this.notify(onRequest, request);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet({ onOff: on, tid, transition }: GenericOnOffSetValues, context: MessageContext): void {
    const now = this.services!.clock.now();
    if (!this.#transactions.isNew(context, tid, now)) return;
    const time = transition?.time ?? this.#options.defaultTransitionTime ?? 0;
    const delay = transition?.delay ?? 0;
    const before = this.#state;
    // Most messages switch at once: neither an event nor a timer is needed.
    if (time > 0 || delay > 0 || before.phase !== "idle")
      this.#take({ type: "set", onOff: on, time, delay, now });
    else if (on !== before.present) this.#enter(idleState(on), before);
  }

  #take(event: OnOffEvent): void {
    const before = this.#state;
    this.#enter(onOff(before, event), before);
  }

  #enter(state: OnOffState, before: OnOffState): void {
    this.#state = state;
    if (state.phase !== "idle" || this.#timer) this.#schedule();
    if (this.#options.restore) this.#keep(before);
    if (state.present !== before.present) this.#tell(state.present);
    // §3.7.6.1.2: published when the state has changed, at the end of a transition too.
    const completed = state.phase === "idle" && before.phase !== "idle";
    if (this.configuration.publication && (state.present !== before.present || completed))
      this.services?.publish(this, this.publicationPayload());
  }

  /** Stores the state to power up with. Mesh Model 1.1 §3.1.4: the target state of a transition. */
  #keep(before: OnOffState): void {
    const on = targetState(this.#state);
    if (on !== targetState(before)) this.services?.store(this, Uint8Array.of(Number(on)));
  }

  #schedule(): void {
    const clock = this.services?.clock;
    if (!clock) return;
    if (this.#state.phase === "idle") {
      this.#timer?.stop();
      return;
    }
    this.#timer ??= new Timer(clock, GenericOnOffServer.#transitionDue, this);
    this.#timer.start(this.#state.end - clock.now());
  }

  static #transitionDue(server: GenericOnOffServer): void {
    server.#take({ type: "timer", now: server.services!.clock.now() });
  }

  /** Answers with the state. */
  answer(context: MessageContext): void {
    this.reply(context, GenericOnOffStatus, this.status);
  }

  /** The parameters of a status message. */
  get status() {
    const state = this.#state;
    const change =
      state.phase === "idle" ? undefined : remaining(state, this.services?.clock.now() ?? 0);
    return { present: state.present, change };
  }
}

const handlers = frozen(
  new HandlerTable<GenericOnOffServer>()
    .on(GenericOnOffGet, (server, _, context) => {
      server.requested("get");
      server.answer(context);
    })
    .on(GenericOnOffSet, (server, values, context) => {
      server.receiveSet(values, context);
      server.requested("set");
      server.answer(context);
    })
    .on(GenericOnOffSetUnacknowledged, (server, values, context) => {
      server.receiveSet(values, context);
      server.requested("set");
    }),
);
