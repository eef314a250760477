import { HandlerTable } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import type { MessageContext, Model } from "../../access/model.js";
import { getUint16LE, putUint16LE } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { OnPowerUp, type PoweredState, type PowerUp } from "../common/power-up.js";
import { goalChanged, moveEnded, type State, stepTaken, valueChanged } from "../common/state.js";
import { addStateHandlers, StateServer, type StateServerOptions } from "../common/state-server.js";
import { addStateUser } from "../common/state-users.js";
import {
  LightLightnessDefaultGet,
  LightLightnessDefaultStatus,
  LightLightnessGet,
  LightLightnessLastGet,
  LightLightnessLastStatus,
  LightLightnessLinearGet,
  LightLightnessLinearSet,
  LightLightnessLinearSetUnacknowledged,
  LightLightnessLinearStatus,
  LightLightnessRangeGet,
  LightLightnessRangeStatus,
  lightLightnessServerId,
  LightLightnessSet,
  LightLightnessSetUnacknowledged,
  type LightLightnessSetValues,
  LightLightnessStatus,
} from "./messages.js";
import { actualOf, type Lightness, linearCourse, linearOf } from "./state.js";

/** Octets that are stored: the lightness to power up with, and Light Lightness Last. */
const recordLength = 4;

/** What a LightLightnessServer is made with. */
export interface LightLightnessServerOptions extends StateServerOptions {
  /** Called with the lightness, 0..65,535, whenever it changes, at the steps of a transition too. */
  readonly onChange?: (lightness: number) => void;
}

/** The state of a LightLightnessServer, and the models that it extends. */
export interface LightLightnessParts {
  readonly lightness: Lightness;
  readonly power: PowerUp;
  /** The Generic Power OnOff Server. */
  readonly powerOnOff: Model;
  /** The Generic Level Server. */
  readonly level: Model;
}

/**
 * The Light Lightness Server model. Mesh Model 1.1 §6.4.1. It stores the lightness, and sets it after a power
 * cut as the Generic OnPowerUp state says.
 */
export class LightLightnessServer
  extends StateServer<LightLightnessServerOptions>
  implements PoweredState
{
  override readonly state: Lightness;
  /** The Generic OnPowerUp state. */
  readonly power: PowerUp;
  #loaded = 0;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(
    options: LightLightnessServerOptions,
    { level, lightness, power, powerOnOff }: LightLightnessParts,
  ) {
    development.options?.("LightLightnessServer", options);
    super(lightLightnessServerId, handlers, options, lightness);
    this.state = lightness;
    this.power = power;
    this.extend(powerOnOff);
    this.extend(level);
    addStateUser(lightness, this);
    power.add(this);
  }

  /** The Light Lightness Actual state, 0..65,535. */
  get lightness(): number {
    return this.state.present;
  }

  /** Sets the lightness at once, as a knob on the device does, and publishes it. Throws RangeError outside 0..65,535. */
  set(lightness: number): void {
    if (!(Number.isInteger(lightness) && lightness >= 0 && lightness <= 0xffff))
      throw new RangeError(`lightness ${lightness}: a whole number from 0 to 65535`);
    this.state.set(lightness, undefined, this);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet(
    { lightness, tid, transition }: LightLightnessSetValues,
    context: MessageContext,
  ): void {
    if (this.isNew(context, tid))
      this.state.set(lightness, transition ?? this.byDefault?.transition, this);
  }

  /** Handles a Linear Set message, once per transaction. */
  receiveLinearSet(values: LightLightnessSetValues, context: MessageContext): void {
    const { lightness, tid, transition } = values;
    if (!this.isNew(context, tid)) return;
    const times = transition ?? this.byDefault?.transition;
    this.state.set(actualOf(lightness), times, this, linearCourse);
  }

  /** Answers a Linear Get or Linear Set message. */
  answerLinear(request: "get" | "set", context?: MessageContext): void {
    this.handled(request);
    if (context === undefined) return;
    const { move, present, remaining, target } = this.state;
    const change = move && { target: linearOf(target), remaining };
    this.reply(context, LightLightnessLinearStatus, { present: linearOf(present), change });
  }

  /** Answers with another state. */
  answer<T>(context: MessageContext, message: Message<T>, values: T): void {
    this.handled("get");
    this.reply(context, message, values);
  }

  override stateChanged(state: State, change: number): void {
    const { onChange } = this.options;
    if ((change & stepTaken) !== 0) {
      this.notify(onChange, state.present);
      return;
    }
    if ((change & (valueChanged | moveEnded)) !== 0)
      this.tell("Light Lightness", state.present, onChange);
    if (this.#isKept(change)) this.#store();
    super.stateChanged(state, change);
  }

  /** Sets the state after a power cut. §6.5.1.2 */
  powerUp(onPowerUp: number): void {
    const { state } = this;
    const target =
      onPowerUp === OnPowerUp.restore
        ? this.#loaded
        : onPowerUp === OnPowerUp.default
          ? state.onValue
          : 0;
    state.set(target, this.byDefault?.transition, this);
  }

  protected override onLoad(data: Uint8Array): void {
    if (data.length === recordLength) {
      this.#loaded = getUint16LE(data, 0);
      this.state.last = Math.max(1, getUint16LE(data, 2));
    }
    this.power.loaded(this.services!);
  }

  protected override onReset(): void {
    this.state.last = 0xffff;
  }

  protected encodeStatus(): Uint8Array {
    const { move, present, remaining, target } = this.state;
    return LightLightnessStatus.encode({ present, change: move && { target, remaining } });
  }

  /** Whether something is to be stored: what to power up with, or a lightness other than 0 at rest, which is the last one. */
  #isKept(change: number): boolean {
    const { state } = this;
    const { move, value } = state;
    const isLast = move === undefined && value !== 0 && value !== state.last;
    if (isLast) state.last = value;
    return isLast || (change & goalChanged) !== 0;
  }

  #store(): void {
    const { goal, last } = this.state;
    const record = new Uint8Array(recordLength);
    putUint16LE(record, 0, goal);
    putUint16LE(record, 2, last);
    this.services?.store(this, record);
  }
}

/** The parameters of a Light Lightness Range Status message. */
export function rangeStatus({ maximum, minimum }: Lightness) {
  return { status: 0, minimum, maximum };
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<LightLightnessServer>(),
    LightLightnessGet,
    LightLightnessSet,
    LightLightnessSetUnacknowledged,
  )
    .on(LightLightnessLinearGet, (server, _, context) => server.answerLinear("get", context))
    .on(LightLightnessLinearSet, (server, values, context) => {
      server.receiveLinearSet(values, context);
      server.answerLinear("set", context);
    })
    .on(LightLightnessLinearSetUnacknowledged, (server, values, context) => {
      server.receiveLinearSet(values, context);
      server.answerLinear("set");
    })
    .on(LightLightnessLastGet, (server, _, context) =>
      server.answer(context, LightLightnessLastStatus, { lightness: server.state.last }),
    )
    .on(LightLightnessDefaultGet, (server, _, context) =>
      server.answer(context, LightLightnessDefaultStatus, { lightness: server.state.byDefault }),
    )
    .on(LightLightnessRangeGet, (server, _, context) =>
      server.answer(context, LightLightnessRangeStatus, rangeStatus(server.state)),
    ),
);
