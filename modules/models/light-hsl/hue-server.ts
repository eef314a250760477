import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { ColorPartServer, type ColorPartServerOptions } from "../common/color-part-server.js";
import { angle } from "../common/fraction.js";
import { addStateHandlers } from "../common/state-server.js";
import {
  LightHslHueGet,
  lightHslHueServerId,
  LightHslHueSet,
  LightHslHueSetUnacknowledged,
  type LightHslHueSetValues,
  LightHslHueStatus,
} from "./messages.js";
import type { LightHslServer } from "./server.js";

/** What a LightHslHueServer or a LightHslSaturationServer is made with. */
export interface LightHslPartServerOptions extends ColorPartServerOptions {
  /** The Light HSL Server that it corresponds to, on another element. */
  readonly hsl: LightHslServer;
}

/** The Light HSL Hue Server model: the hue on an element of its own. Mesh Model 1.1 §6.4.7. */
export class LightHslHueServer extends ColorPartServer<LightHslPartServerOptions> {
  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightHslPartServerOptions) {
    development.options?.("LightHslHueServer", options);
    const { hsl } = options;
    super(lightHslHueServerId, handlers, options, hsl, hsl.hue);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet(values: LightHslHueSetValues, context: MessageContext): void {
    if (!this.begins(values, context)) return;
    const hue = angle.partsOf(values.hue, "hue");
    this.state.set(hue, values.transition ?? this.byDefault?.transition, this);
  }

  /** Writes the hue, in degrees, to the trace. */
  powerUp(): void {
    this.tell("Light HSL Hue", angle.of(this.state.present), undefined);
  }

  protected encodeStatus(): Uint8Array {
    const { move, present, remaining, target } = this.state;
    const change = move && { target: angle.of(target), remaining };
    return LightHslHueStatus.encode({ present: angle.of(present), change });
  }
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<LightHslHueServer>(),
    LightHslHueGet,
    LightHslHueSet,
    LightHslHueSetUnacknowledged,
  ),
);
