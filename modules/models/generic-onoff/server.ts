import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
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
import { onOff, type OnOffEvent, type OnOffState, remaining, settledState } from "./transition.js";

/** What a message wants of the state: to know it, or to set it, with an answer or without. */
export type OnOffRequest = "get" | "set";

/** What a GenericOnOffServer is made with. */
export interface GenericOnOffServerOptions {
  /** Called whenever the state changes: the light goes on or off. */
  readonly onChange?: (on: boolean) => void;
  /** Called for each message that reaches the model, also a Set that changes nothing. */
  readonly onRequest?: (request: OnOffRequest) => void;
  /** Milliseconds of a change whose message names no transition time; default 0. */
  readonly defaultTransitionTime?: number;
  /** Come up as it was before the power was cut; default: off. */
  readonly restore?: boolean;
}

/** The Generic OnOff Server model. Mesh Model 1.1 §3.3.1. */
export class GenericOnOffServer extends Model {
  readonly #options: GenericOnOffServerOptions;
  readonly #transactions = new Transactions();
  #state: OnOffState = { phase: "idle", present: false };
  /** For the end of a delay or a transition. Made for the first one. */
  #timer: Timer<GenericOnOffServer> | undefined;

  constructor(options: GenericOnOffServerOptions = {}) {
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
    // The services are gone with the network: a transition under way ends where it was going to.
    this.#timer?.stop();
    this.#timer = undefined;
    const target = this.#state.phase === "idle" ? this.#state.present : this.#state.target;
    this.#become(target);
  }

  #become(on: boolean): void {
    const changed = on !== this.#state.present;
    this.#state = { phase: "idle", present: on };
    if (changed) this.#tell(on);
  }

  #tell(on: boolean): void {
    this.notify(this.#options.onChange, on);
    this.services?.diagnostics.emit({
      type: "model.state",
      model: "Generic OnOff",
      element: this.element.index,
      value: Number(on),
    });
  }

  /** A message came, whatever becomes of it. */
  requested(request: OnOffRequest): void {
    this.notify(this.#options.onRequest, request);
  }

  /** Takes a Set message, once in its transaction. */
  receiveSet({ onOff: on, tid, transition }: GenericOnOffSetValues, context: MessageContext): void {
    const now = this.services!.clock.now();
    if (!this.#transactions.isNew(context, tid, now)) return;
    const time = transition?.time ?? this.#options.defaultTransitionTime ?? 0;
    this.#take({ type: "set", onOff: on, time, delay: transition?.delay ?? 0, now });
  }

  #take(event: OnOffEvent): void {
    const before = this.#state;
    const state = onOff(before, event);
    this.#state = state;
    this.#schedule();
    this.#keep(before);
    if (state.present !== before.present) this.#tell(state.present);
    // §3.7.6.1.2: published when the state has changed, at the end of a transition too.
    const settled = state.phase === "idle" && before.phase !== "idle";
    if (this.configuration.publication && (state.present !== before.present || settled))
      this.services?.publish(this, this.publicationPayload());
  }

  /** Stores what to come up with. Mesh Model 1.1 §3.1.4: where a transition was going to. */
  #keep(before: OnOffState): void {
    if (!this.#options.restore) return;
    const on = settledState(this.#state);
    if (on !== settledState(before)) this.services?.store(this, Uint8Array.of(Number(on)));
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

  /** The state as a status message tells it. */
  get status() {
    const change = remaining(this.#state, this.services?.clock.now() ?? 0);
    return { present: this.#state.present, change };
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
