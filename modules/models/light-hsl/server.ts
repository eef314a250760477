import { HandlerTable } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { ColorServer, type ColorServerOptions } from "../common/color-server.js";
import { angle, wholeFraction } from "../common/fraction.js";
import { addStateHandlers } from "../common/state-server.js";
import {
  LightHslDefaultGet,
  LightHslDefaultStatus,
  LightHslGet,
  LightHslRangeGet,
  LightHslRangeStatus,
  lightHslServerId,
  LightHslSet,
  LightHslSetUnacknowledged,
  type LightHslSetValues,
  LightHslStatus,
  LightHslTargetGet,
  LightHslTargetStatus,
  type LightHslValues,
} from "./messages.js";
import type { Hue, Saturation } from "./state.js";

/** What a LightHslServer is made with. */
export interface LightHslServerOptions extends ColorServerOptions<LightHslValues> {
  /** The state of the hue. */
  readonly hue: Hue;
  /** The state of the saturation. */
  readonly saturation: Saturation;
}

/** The Light HSL Server model: lightness, hue and saturation as one. Mesh Model 1.1 §6.4.6. */
export class LightHslServer extends ColorServer<LightHslServerOptions, LightHslValues> {
  /** The Light HSL Hue state. */
  readonly hue: Hue;
  /** The Light HSL Saturation state. */
  readonly saturation: Saturation;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightHslServerOptions) {
    development.options?.("LightHslServer", options);
    const { hue, saturation } = options;
    super(lightHslServerId, handlers, options, [hue, saturation]);
    this.hue = hue;
    this.saturation = saturation;
  }

  get values(): LightHslValues {
    return valuesOf(this.state.present, this.hue.present, this.saturation.present);
  }

  /**
   * Sets the light at once, as a knob on the device does, and publishes it. What is left out stays. Throws FieldError for a
   * value out of range.
   */
  set(values: Partial<LightHslValues>): void {
    const all = { ...this.values, ...values };
    LightHslDefaultStatus.encode(all);
    this.setAll(all.lightness, partsOf(all), undefined);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet(values: LightHslSetValues, context: MessageContext): void {
    const { lightness, transition } = values;
    if (this.begins(values, context))
      this.setAll(lightness, partsOf(values), transition ?? this.byDefault?.transition);
  }

  /** Answers with the light to which the transition leads. */
  answerTarget(context: MessageContext): void {
    const { hue, remaining, saturation, state } = this;
    const target = valuesOf(state.target, hue.target, saturation.target);
    const change = remaining === undefined ? undefined : { remaining };
    this.answer(context, LightHslTargetStatus, { target, change });
  }

  /** Answers with another state. */
  answer<T>(context: MessageContext, message: Message<T>, values: T): void {
    this.handled("get");
    this.reply(context, message, values);
  }

  protected encodeStatus(): Uint8Array {
    const { remaining, values } = this;
    const change = remaining === undefined ? undefined : { remaining };
    return LightHslStatus.encode({ present: values, change });
  }
}

function valuesOf(lightness: number, hue: number, saturation: number): LightHslValues {
  return { lightness, hue: angle.of(hue), saturation: wholeFraction.of(saturation) };
}

/** Hue and saturation as the states have them. */
export function partsOf({ hue, saturation }: Omit<LightHslValues, "lightness">): readonly number[] {
  return [angle.partsOf(hue, "hue"), wholeFraction.partsOf(saturation, "saturation")];
}

/** The parameters of a Light HSL Default Status message. */
export function defaultStatus({ hue, saturation, state }: LightHslServer): LightHslValues {
  return valuesOf(state.byDefault, hue.byDefault, saturation.byDefault);
}

/** The parameters of a Light HSL Range Status message. */
export function rangeStatus({ hue, saturation }: LightHslServer) {
  return {
    status: 0,
    hueMinimum: angle.of(hue.limits[0]!),
    hueMaximum: angle.of(hue.limits[1]!),
    saturationMinimum: wholeFraction.of(saturation.limits[0]!),
    saturationMaximum: wholeFraction.of(saturation.limits[1]!),
  };
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<LightHslServer>(),
    LightHslGet,
    LightHslSet,
    LightHslSetUnacknowledged,
  )
    .on(LightHslTargetGet, (server, _, context) => server.answerTarget(context))
    .on(LightHslDefaultGet, (server, _, context) =>
      server.answer(context, LightHslDefaultStatus, defaultStatus(server)),
    )
    .on(LightHslRangeGet, (server, _, context) =>
      server.answer(context, LightHslRangeStatus, rangeStatus(server)),
    ),
);
