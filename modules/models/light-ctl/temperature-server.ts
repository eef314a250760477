import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { ColorPartServer, type ColorPartServerOptions } from "../common/color-part-server.js";
import { firstOf } from "../common/color-state.js";
import { addStateHandlers } from "../common/state-server.js";
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
export interface LightCtlTemperatureServerOptions extends ColorPartServerOptions {
  /** The Light CTL Server that it corresponds to, on another element. */
  readonly ctl: LightCtlServer;
}

/** The Light CTL Temperature Server model: the colour temperature on an element of its own. Mesh Model 1.1 §6.4.4. */
export class LightCtlTemperatureServer extends ColorPartServer<LightCtlTemperatureServerOptions> {
  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightCtlTemperatureServerOptions) {
    development.options?.("LightCtlTemperatureServer", options);
    const { ctl } = options;
    super(lightCtlTemperatureServerId, handlers, options, ctl, ctl.color);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet(values: LightCtlTemperatureSetValues, context: MessageContext): void {
    if (this.begins(values, context))
      this.state.set(colorOf(values), values.transition ?? this.byDefault?.transition, this);
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
