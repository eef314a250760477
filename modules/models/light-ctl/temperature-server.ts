import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext, Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { firstOf } from "../common/color-state.js";
import type { PoweredState } from "../common/power-up.js";
import { moveEnded, type State, stepTaken, valueChanged } from "../common/state.js";
import { addStateHandlers, StateServer, type StateServerOptions } from "../common/state-server.js";
import { addStateUser } from "../common/state-users.js";
import {
  LightCtlTemperatureGet,
  lightCtlTemperatureServerId,
  LightCtlTemperatureSet,
  LightCtlTemperatureSetUnacknowledged,
  type LightCtlTemperatureSetValues,
  LightCtlTemperatureStatus,
} from "./messages.js";
import type { LightCtlServer } from "./server.js";
import { colorOf, temperatureOf } from "./state.js";

/** What a LightCtlTemperatureServer is made with. */
export interface LightCtlTemperatureServerOptions extends StateServerOptions {
  /** The Light CTL Server that it corresponds to, on another element. */
  readonly ctl: LightCtlServer;
  /** The Generic Level Server that it extends, on its element: bound to the temperature of `ctl`. */
  readonly level: Model;
}

/** The Light CTL Temperature Server model: the colour temperature on an element of its own. Mesh Model 1.1 §6.4.5. */
export class LightCtlTemperatureServer
  extends StateServer<LightCtlTemperatureServerOptions>
  implements PoweredState
{
  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightCtlTemperatureServerOptions) {
    development.options?.("LightCtlTemperatureServer", options);
    const { ctl, level } = options;
    super(lightCtlTemperatureServerId, handlers, options, ctl.color);
    this.extend(level);
    this.correspond(ctl);
    addStateUser(this.state, this);
    ctl.lightness.power.add(this);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet(values: LightCtlTemperatureSetValues, context: MessageContext): void {
    const { tid, transition } = values;
    if (this.isNew(context, tid))
      this.state.set(colorOf(values), transition ?? this.byDefault?.transition, this);
  }

  override stateChanged(state: State, change: number): void {
    if ((change & stepTaken) !== 0) return;
    if ((change & (valueChanged | moveEnded)) !== 0) this.powerUp();
    super.stateChanged(state, change);
  }

  /** Writes the temperature to the trace. */
  powerUp(): void {
    this.tell("Light CTL Temperature", firstOf(this.state.present), undefined);
  }

  protected encodeStatus(): Uint8Array {
    const { move, present, remaining, target } = this.state;
    const change = move && { target: temperatureOf(target), remaining };
    return LightCtlTemperatureStatus.encode({ present: temperatureOf(present), change });
  }
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<LightCtlTemperatureServer>(),
    LightCtlTemperatureGet,
    LightCtlTemperatureSet,
    LightCtlTemperatureSetUnacknowledged,
  ),
);
