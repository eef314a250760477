import { HandlerTable } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import type { MessageContext, Model } from "../../access/model.js";
import { getUint16LE, getUint32BE, putUint16LE, putUint32BE } from "../../base/bytes.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { ColorState } from "../common/color-state.js";
import { OnPowerUp, type PoweredState, type PowerUp } from "../common/power-up.js";
import type { SceneKeeper } from "../common/scene-keeper.js";
import {
  goalChanged,
  moveEnded,
  type State,
  stepTaken,
  type TransitionTimes,
  valueChanged,
} from "../common/state.js";
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

/** Octets that are stored: the lightness to power up with, and Light Lightness Last; and of each colour. */
const recordLength = 4;
const colorLength = 4;
/** Most lights have none. */
const noColors: readonly ColorState[] = frozen([]);

/** What is stored: the lightness to power up with, and Light Lightness Last. */
interface KeptLightness {
  readonly goal: number;
  readonly last: number;
}

/** What needs no record: that of a new device. */
const nothingKept: KeptLightness = frozen({ goal: 0, last: 0xffff });

/** What a LightLightnessServer is made with. */
export interface LightLightnessServerOptions extends StateServerOptions {
  /** The state, to which those of `powerOnOff` and `level` are bound. */
  readonly lightness: Lightness;
  /** What it does after a power cut. */
  readonly power: PowerUp;
  /** The Generic Power OnOff Server that it extends. */
  readonly powerOnOff: Model;
  /** The Generic Level Server that it extends. */
  readonly level: Model;
  /** Called with the lightness, 0..65,535, whenever it changes, at the steps of a transition too. */
  readonly onChange?: (lightness: number) => void;
}

/**
 * The Light Lightness Server model. Mesh Model 1.1 §6.4.1. It stores the lightness, and sets it after a power
 * cut as the Generic OnPowerUp state says.
 */
export class LightLightnessServer
  extends StateServer<LightLightnessServerOptions>
  implements PoweredState, SceneKeeper
{
  override readonly state: Lightness;
  /** The Generic OnPowerUp state. */
  readonly power: PowerUp;
  #kept: KeptLightness = nothingKept;
  #colors = noColors;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightLightnessServerOptions) {
    development.options?.("LightLightnessServer", options);
    const { level, lightness, power, powerOnOff } = options;
    super(lightLightnessServerId, handlers, options, lightness);
    this.state = lightness;
    this.power = power;
    this.extend(powerOnOff);
    this.extend(level);
    addStateUser(lightness, this);
    power.add(this);
  }

  /**
   * Stores a colour too, in one record with the lightness: what was set together is there together after a power cut.
   * It powers up before the lightness.
   */
  keep(color: ColorState): void {
    this.#colors = [...this.#colors, color];
    addStateUser(color, this);
  }

  /** The colours that are stored with the lightness, in the order of the record. */
  get colors(): readonly ColorState[] {
    return this.#colors;
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

  /** What a scene keeps: the lightness at rest or the target of a transition, in the octets of a state; nothing of a light that a controller sets. */
  storeScene(): Uint8Array {
    const { controller, goal } = this.state;
    return controller === undefined ? Uint8Array.of(goal, goal >> 8, 0, 0, 0) : new Uint8Array(0);
  }

  /** Recalls a scene. */
  recallScene(stored: Uint8Array, transition: TransitionTimes | undefined): void {
    if (stored.length > 0) this.state.set(getUint16LE(stored, 0), transition, this);
  }

  override stateChanged(state: State, change: number, setter?: unknown): void {
    if (state !== this.state) {
      // Where the lightness is set after it, both are stored then.
      if ((change & goalChanged) !== 0 && setter !== (state as ColorState).server) this.#keep();
      return;
    }
    const { onChange } = this.options;
    if ((change & stepTaken) !== 0) {
      this.notify(onChange, state.present);
      return;
    }
    if ((change & (valueChanged | moveEnded)) !== 0)
      this.tell("Light Lightness", state.present, onChange);
    this.#keep();
    super.stateChanged(state, change);
  }

  /** Sets the state after a power cut. §6.5.1.2 */
  powerUp(onPowerUp: number): void {
    const { state } = this;
    const { default: byDefault, restore } = OnPowerUp;
    for (const color of this.#colors) color.powerUp(onPowerUp === restore);
    // A controller that was on goes on, §6.5.1.2.
    if (onPowerUp === restore && state.controller !== undefined) return;
    const wanted = onPowerUp === byDefault ? state.onValue : 0;
    const lightness = onPowerUp === restore ? this.#kept.goal : wanted;
    const times = this.byDefault?.transition;
    // A transition begins in the dark, also on a device that is on when it is new.
    this.become(times ? 0 : lightness);
    if (times) state.set(lightness, times, this);
    else this.#keep();
  }

  /** It is that at once; not published, as the node only starts. */
  private become(lightness: number): void {
    const { state } = this;
    if (state.value === lightness) return;
    state.value = lightness;
    this.tell("Light Lightness", lightness, this.options.onChange);
  }

  protected override onLoad(data: Uint8Array): void {
    const colors = this.#colors;
    const isWhole = data.length === recordLength + colorLength * colors.length;
    // That of a firmware without colours, or with others, has the lightness.
    if (!isWhole && (data.length < recordLength || data.length % colorLength !== 0)) return;
    const kept = { goal: getUint16LE(data, 0), last: Math.max(1, getUint16LE(data, 2)) };
    this.#kept = kept;
    this.state.last = kept.last;
    if (isWhole)
      colors.forEach((color, i) => {
        color.kept = getUint32BE(data, recordLength + colorLength * i);
      });
    this.power.loaded();
  }

  protected override onReset(): void {
    this.#kept = nothingKept;
    this.state.last = nothingKept.last;
    for (const color of this.#colors) color.reset();
  }

  protected encodeStatus(): Uint8Array {
    const { move, present, remaining, target } = this.state;
    return LightLightnessStatus.encode({ present, change: move && { target, remaining } });
  }

  /** Stores what has changed of the record. With few variables, as it is called with a long stack. */
  #keep(): void {
    const record = this.changedRecord();
    if (record !== undefined && this.services?.store(this, record)) this.wasStored(record);
  }

  /** The record of what to power up with, and of a lightness other than 0 at rest as the last one; undefined: it is as it is stored. */
  private changedRecord(): Uint8Array | undefined {
    const { controller, move, value } = this.state;
    const isControlled = controller !== undefined;
    if (!isControlled && move === undefined && value !== 0) this.state.last = value;
    const goal = isControlled ? this.#kept.goal : goalOf(this.state);
    const { last } = this.state;
    const colors = this.#colors;
    if (goal === this.#kept.goal && last === this.#kept.last && colors.every(isKept))
      return undefined;
    const record = new Uint8Array(recordLength + colorLength * colors.length);
    putUint16LE(record, 0, goal);
    putUint16LE(record, 2, last);
    for (let i = 0; i < colors.length; i++)
      putUint32BE(record, recordLength + colorLength * i, goalOf(colors[i]!));
    return record;
  }

  private wasStored(record: Uint8Array): void {
    this.#kept = { goal: getUint16LE(record, 0), last: getUint16LE(record, 2) };
    for (const color of this.#colors) color.kept = goalOf(color);
  }
}

/** The value to power up with. That of states that were delayed together changes for all at once, though their timers run one after the other. */
function goalOf(state: State): number {
  return state.isDue ? state.target : state.goal;
}

function isKept(color: ColorState): boolean {
  return color.kept === goalOf(color);
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
