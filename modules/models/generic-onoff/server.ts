import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { goalChanged, moveEnded, State } from "../common/state.js";
import { stateHandlers, StateServer, type StateServerOptions } from "../common/state-server.js";
import {
  GenericOnOffGet,
  genericOnOffServerId,
  GenericOnOffSet,
  GenericOnOffSetUnacknowledged,
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
  /** What the users know of the state. */
  private wasOn = false;

  /**
   * `state`: the one that Generic OnOff is bound to, such as the lightness of a light, which has its
   * own user. Default: a state of its own. Throws TypeError, or RangeError, naming the option that is
   * wrong.
   */
  constructor(options: GenericOnOffServerOptions = {}, state?: State) {
    development.options?.("GenericOnOffServer", options);
    super(genericOnOffServerId, handlers, options, state ?? new State(0));
    this.wasOn = this.state.isOn;
    if (state === undefined) this.state.user = this;
  }

  /** The Generic OnOff state. */
  get isOn(): boolean {
    return this.state.isOn;
  }

  /** Switches at once, as a button on the device does, and publishes the new state. */
  set(on: boolean): void {
    this.state.set(on ? this.state.onValue : 0, 0, 0, this);
  }

  protected override onLoad(data: Uint8Array): void {
    if (this.options.restore) this.set(data[0] === 1);
  }

  override stateChanged(state: State, change: number): void {
    if ((change & goalChanged) !== 0 && this.options.restore)
      this.services?.store(this, Uint8Array.of(Number(state.goal !== 0)));
    const { isOn } = state;
    const changed = isOn !== this.wasOn;
    this.wasOn = isOn;
    if (changed) {
      const { onChange } = this.options;
      if (onChange) this.notify(onChange, isOn);
      this.traceState("Generic OnOff", Number(isOn));
    }
    // §3.7.6.1.2: published when the state has changed, at the end of a transition too.
    if (changed || (change & moveEnded) !== 0) this.publishState();
  }

  protected encodeStatus(): Uint8Array {
    return GenericOnOffStatus.encode(this.status);
  }

  /** The parameters of a status message. */
  get status() {
    const { isOn, remaining, target } = this.state;
    const change = remaining === undefined ? undefined : { target: target !== 0, remaining };
    return { present: isOn, change };
  }
}

const handlers = frozen(
  stateHandlers(
    {
      get: GenericOnOffGet,
      set: GenericOnOffSet,
      setUnacknowledged: GenericOnOffSetUnacknowledged,
    },
    (server: GenericOnOffServer, values, context) =>
      server.receiveSet(values.onOff ? server.state.onValue : 0, values, context),
  ),
);
