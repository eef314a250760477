import { HandlerTable } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { ColorServer, type ColorServerOptions } from "../common/color-server.js";
import { wholeFraction } from "../common/fraction.js";
import { moveEnded, type State, valueChanged } from "../common/state.js";
import { addStateHandlers } from "../common/state-server.js";
import {
  LightXylDefaultGet,
  LightXylDefaultStatus,
  LightXylGet,
  LightXylRangeGet,
  LightXylRangeStatus,
  lightXylServerId,
  LightXylSet,
  LightXylSetUnacknowledged,
  type LightXylSetValues,
  LightXylStatus,
  LightXylTargetGet,
  LightXylTargetStatus,
  type LightXylValues,
} from "./messages.js";
import { type Chromaticity, chromaticityOf, coordinatesOf } from "./state.js";

/** What a LightXylServer is made with. */
export interface LightXylServerOptions extends ColorServerOptions<LightXylValues> {
  /** The state of x and y. */
  readonly chromaticity: Chromaticity;
}

/** The Light xyL Server model: lightness, x and y as one. Mesh Model 1.1 §6.4.10. */
export class LightXylServer extends ColorServer<LightXylServerOptions, LightXylValues> {
  /** The Light xyL x and Light xyL y states. */
  readonly chromaticity: Chromaticity;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightXylServerOptions) {
    development.options?.("LightXylServer", options);
    const { chromaticity } = options;
    super(lightXylServerId, handlers, options, [chromaticity]);
    this.chromaticity = chromaticity;
  }

  get values(): LightXylValues {
    return valuesOf(this.state.present, this.chromaticity.present);
  }

  /**
   * Sets the light at once, as a knob on the device does, and publishes it. What is left out stays. Throws FieldError for a
   * value out of range.
   */
  set(values: Partial<LightXylValues>): void {
    const all = { ...this.values, ...values };
    LightXylDefaultStatus.encode(all);
    this.setAll(all.lightness, [chromaticityOf(all)], undefined);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet(values: LightXylSetValues, context: MessageContext): void {
    const { lightness, transition } = values;
    if (this.begins(values, context))
      this.setAll(lightness, [chromaticityOf(values)], transition ?? this.byDefault?.transition);
  }

  /** Answers with the light to which the transition leads. */
  answerTarget(context: MessageContext): void {
    const { chromaticity, remaining, state } = this;
    const target = valuesOf(state.target, chromaticity.target);
    const change = remaining === undefined ? undefined : { remaining };
    this.answer(context, LightXylTargetStatus, { target, change });
  }

  /** Answers with another state. */
  answer<T>(context: MessageContext, message: Message<T>, values: T): void {
    this.handled("get");
    this.reply(context, message, values);
  }

  /** Writes x and y to the trace too: no other server does. */
  override stateChanged(state: State, change: number, setter?: unknown): void {
    if (state === this.chromaticity && (change & (valueChanged | moveEnded)) !== 0) this.trace();
    super.stateChanged(state, change, setter);
  }

  override powerUp(): void {
    this.trace();
    super.powerUp();
  }

  protected encodeStatus(): Uint8Array {
    const { remaining, values } = this;
    const change = remaining === undefined ? undefined : { remaining };
    return LightXylStatus.encode({ present: values, change });
  }

  /** Writes x and y to the trace. */
  private trace(): void {
    const { x, y } = coordinatesOf(this.chromaticity.present);
    this.tell("Light xyL x", x, undefined);
    this.tell("Light xyL y", y, undefined);
  }
}

function valuesOf(lightness: number, chromaticity: number): LightXylValues {
  return { lightness, ...coordinatesOf(chromaticity) };
}

/** The parameters of a Light xyL Default Status message. */
export function defaultStatus({ chromaticity, state }: LightXylServer): LightXylValues {
  return valuesOf(state.byDefault, chromaticity.byDefault);
}

/** The parameters of a Light xyL Range Status message. */
export function rangeStatus({ chromaticity }: LightXylServer) {
  const [xMinimum, xMaximum, yMinimum, yMaximum] = chromaticity.limits.map((end) =>
    wholeFraction.of(end),
  ) as [number, number, number, number];
  return { status: 0, xMinimum, xMaximum, yMinimum, yMaximum };
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<LightXylServer>(),
    LightXylGet,
    LightXylSet,
    LightXylSetUnacknowledged,
  )
    .on(LightXylTargetGet, (server, _, context) => server.answerTarget(context))
    .on(LightXylDefaultGet, (server, _, context) =>
      server.answer(context, LightXylDefaultStatus, defaultStatus(server)),
    )
    .on(LightXylRangeGet, (server, _, context) =>
      server.answer(context, LightXylRangeStatus, rangeStatus(server)),
    ),
);
