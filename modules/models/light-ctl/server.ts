import { HandlerTable } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { ColorServer, type ColorServerOptions } from "../common/color-server.js";
import { firstOf } from "../common/color-state.js";
import { addStateHandlers } from "../common/state-server.js";
import {
  LightCtlDefaultGet,
  LightCtlDefaultStatus,
  LightCtlGet,
  lightCtlServerId,
  LightCtlSet,
  LightCtlSetUnacknowledged,
  type LightCtlSetValues,
  LightCtlStatus,
  LightCtlTemperatureRangeGet,
  LightCtlTemperatureRangeStatus,
  unknownTemperature,
} from "./messages.js";
import {
  colorOf,
  type ColorTemperature,
  type ColorTemperatureValues,
  temperatureOf,
} from "./state.js";

/** The light of a LightCtlServer. */
export interface CtlValues extends ColorTemperatureValues {
  /** 0..65,535. */
  readonly lightness: number;
}

/** What a LightCtlServer is made with. */
export interface LightCtlServerOptions extends ColorServerOptions<CtlValues> {
  /** The state of the colour temperature. */
  readonly color: ColorTemperature;
}

/** The Light CTL Server model: lightness and colour temperature as one. Mesh Model 1.1 §6.4.3. */
export class LightCtlServer extends ColorServer<LightCtlServerOptions, CtlValues> {
  /** The Light CTL Temperature and Delta UV states. */
  readonly color: ColorTemperature;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightCtlServerOptions) {
    development.options?.("LightCtlServer", options);
    const { color } = options;
    super(lightCtlServerId, handlers, options, [color]);
    this.color = color;
  }

  get values(): CtlValues {
    return { lightness: this.state.present, ...temperatureOf(this.color.present) };
  }

  /**
   * Sets the light at once, as a knob on the device does, and publishes it. What is left out stays. Throws RangeError,
   * or FieldError, for a value out of range.
   */
  set(values: Partial<CtlValues>): void {
    const { deltaUv, lightness, temperature } = { ...this.values, ...values };
    LightCtlDefaultStatus.encode({ lightness, temperature, deltaUv });
    this.setAll(lightness, [colorOf({ temperature, deltaUv })], undefined);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet(values: LightCtlSetValues, context: MessageContext): void {
    const { lightness, transition } = values;
    if (this.begins(values, context))
      this.setAll(lightness, [colorOf(values)], transition ?? this.byDefault?.transition);
  }

  /** Answers with another state. */
  answer<T>(context: MessageContext, message: Message<T>, values: T): void {
    this.handled("get");
    this.reply(context, message, values);
  }

  protected encodeStatus(): Uint8Array {
    const { color, remaining, state } = this;
    const present = { lightness: state.present, temperature: firstOf(color.present) };
    if (remaining === undefined) return LightCtlStatus.encode({ present, change: undefined });
    const target = { lightness: state.target, temperature: firstOf(color.target) };
    return LightCtlStatus.encode({ present, change: { target, remaining } });
  }
}

/** The parameters of a Light CTL Default Status message. */
export function defaultStatus({ color, state }: LightCtlServer) {
  return { lightness: state.byDefault, ...temperatureOf(color.byDefault) };
}

/** The parameters of a Light CTL Temperature Range Status message. */
export function rangeStatus({ color }: LightCtlServer) {
  const [minimum, maximum] = color.limits.map((end) =>
    end === unknownTemperature ? undefined : end,
  );
  return { status: 0, minimum, maximum };
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<LightCtlServer>(),
    LightCtlGet,
    LightCtlSet,
    LightCtlSetUnacknowledged,
  )
    .on(LightCtlDefaultGet, (server, _, context) =>
      server.answer(context, LightCtlDefaultStatus, defaultStatus(server)),
    )
    .on(LightCtlTemperatureRangeGet, (server, _, context) =>
      server.answer(context, LightCtlTemperatureRangeStatus, rangeStatus(server)),
    ),
);
