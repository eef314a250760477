import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { goalChanged, moveEnded, State } from "../common/state.js";
import { addStateHandlers, StateServer, type StateServerOptions } from "../common/state-server.js";
import {
  GenericOnOffGet,
  genericOnOffServerId,
  GenericOnOffSet,
  GenericOnOffSetUnacknowledged,
  type GenericOnOffSetValues,
  GenericOnOffStatus,
} from "./messages.js";

export type { StateRequest as OnOffRequest } from "../common/state-server.js";

/** What a GenericOnOffServer is made with. */
export interface GenericOnOffServerOptions extends StateServerOptions {
  /** Called whenever the state changes: the light goes on or off. */
  readonly onChange?: (on: boolean) => void;
  /** Whether the state from before a power cut is restored. Default: false, the state is off. */
  readonly restore?: boolean;
}

/** The Generic OnOff Server model. Mesh Model 1.1 §3.3.1. */
export class GenericOnOffServer extends StateServer<GenericOnOffServerOptions> {
  /** The Generic OnOff state. */
  isOn: boolean;

  /**
   * `state`: the one that Generic OnOff is bound to, such as the lightness of a light, which has its
   * own user. Default: a state of its own. Throws TypeError, or RangeError, naming the option that is
   * wrong.
   */
  constructor(options: GenericOnOffServerOptions = {}, state?: State) {
    development.options?.("GenericOnOffServer", options);
    super(genericOnOffServerId, handlers, options, state ?? new State(0));
    this.isOn = this.state.isOn;
    if (state === undefined) this.state.user = this;
  }

  /** Switches at once, as a button on the device does, and publishes the new state. */
  set(on: boolean): void {
    this.state.set(on ? this.state.onValue : 0, undefined, this);
  }

  protected override onLoad(data: Uint8Array): void {
    if (this.options.restore !== true) return;
    const isOn = data[0] === 1;
    this.state.value = Number(isOn);
    // Neither stored again nor published: the node only starts.
    if (isOn !== this.isOn) this.#become(isOn);
  }

  override stateChanged(state: State, change: number): void {
    if ((change & goalChanged) !== 0 && this.options.restore)
      this.services?.store(this, Uint8Array.of(Number(state.goal !== 0)));
    const isOn = state.move === undefined ? state.value !== 0 : state.isOn;
    const changed = isOn !== this.isOn;
    if (changed) this.#become(isOn);
    // §3.7.6.1.2: published when the state has changed, at the end of a transition too.
    if (this.configuration.publication && (changed || (change & moveEnded) !== 0))
      this.publishState();
  }

  #become(isOn: boolean): void {
    this.isOn = isOn;
    this.tell("Generic OnOff", isOn, this.options.onChange);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet(values: GenericOnOffSetValues, context: MessageContext): void {
    if (!this.isNew(context, values.tid)) return;
    const state = this.state;
    const target = values.onOff ? state.onValue : 0;
    state.set(target, values.transition ?? this.byDefault?.transition, this);
  }

  protected encodeStatus(): Uint8Array {
    return GenericOnOffStatus.encode(this.status);
  }

  /** The parameters of a status message. */
  get status() {
    const { move, remaining } = this.state;
    const change = move && { target: move.target !== 0, remaining };
    return { present: this.isOn, change };
  }
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<GenericOnOffServer>(),
    GenericOnOffGet,
    GenericOnOffSet,
    GenericOnOffSetUnacknowledged,
  ),
);
