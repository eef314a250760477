import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { ColorPartServer } from "../common/color-part-server.js";
import { wholeFraction } from "../common/fraction.js";
import { addStateHandlers } from "../common/state-server.js";
import type { LightHslPartServerOptions } from "./hue-server.js";
import {
  LightHslSaturationGet,
  lightHslSaturationServerId,
  LightHslSaturationSet,
  LightHslSaturationSetUnacknowledged,
  type LightHslSaturationSetValues,
  LightHslSaturationStatus,
} from "./messages.js";

/** The Light HSL Saturation Server model: the saturation on an element of its own. Mesh Model 1.1 §6.4.8. */
export class LightHslSaturationServer extends ColorPartServer<LightHslPartServerOptions> {
  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightHslPartServerOptions) {
    development.options?.("LightHslSaturationServer", options);
    const { hsl } = options;
    super(lightHslSaturationServerId, handlers, options, hsl, hsl.saturation);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet(values: LightHslSaturationSetValues, context: MessageContext): void {
    if (!this.begins(values, context)) return;
    const saturation = wholeFraction.partsOf(values.saturation, "saturation");
    this.state.set(saturation, values.transition ?? this.byDefault?.transition, this);
  }

  /** Writes the saturation, 0..1, to the trace. */
  powerUp(): void {
    this.tell("Light HSL Saturation", wholeFraction.of(this.state.present), undefined);
  }

  protected encodeStatus(): Uint8Array {
    const { move, present, remaining, target } = this.state;
    const change = move && { target: wholeFraction.of(target), remaining };
    return LightHslSaturationStatus.encode({ present: wholeFraction.of(present), change });
  }
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<LightHslSaturationServer>(),
    LightHslSaturationGet,
    LightHslSaturationSet,
    LightHslSaturationSetUnacknowledged,
  ),
);
