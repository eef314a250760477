import { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  type Course,
  goalChanged,
  moveEnded,
  State,
  stepTaken,
  valueChanged,
} from "../common/state.js";
import { addStateHandlers, StateServer, type StateServerOptions } from "../common/state-server.js";
import { type CircularLevels, type LevelBinding, ownLevel } from "./binding.js";
import {
  GenericDeltaSet,
  GenericDeltaSetUnacknowledged,
  type GenericDeltaSetValues,
  GenericLevelGet,
  genericLevelServerId,
  GenericLevelSet,
  GenericLevelSetUnacknowledged,
  type GenericLevelSetValues,
  GenericLevelStatus,
  GenericMoveSet,
  GenericMoveSetUnacknowledged,
  type GenericMoveSetValues,
} from "./messages.js";

const lowestLevel = -0x8000;
const highestLevel = 0x7fff;

/** What a GenericLevelServer is made with. */
export interface GenericLevelServerOptions extends StateServerOptions {
  /** Called with the level whenever it changes; in a transition at its steps and at its end. */
  readonly onChange?: (level: number) => void;
  /** Milliseconds between two steps of a transition, 1..65,535. Default: there are none. */
  readonly stepTime?: number;
  /** Whether the level from before a power cut is restored. Default: false, it is 0. */
  readonly restore?: boolean;
}

/** A state that a GenericLevelServer is bound to, with the formulas. */
export interface BoundLevel {
  readonly state: State;
  readonly binding: LevelBinding;
}

/** The Generic Level Server model. Mesh Model 1.1 §3.3.2. */
export class GenericLevelServer extends StateServer<GenericLevelServerOptions> {
  readonly #binding: LevelBinding;
  /** The level from which the deltas of the latest transaction count; undefined: it is none of deltas. */
  #initial: number | undefined = undefined;
  /** The delta of the latest message of the transaction. */
  private led = 0;
  /** The level of the latest Set, and the value that belongs to it: several levels may have one value. */
  #requested = 0;
  #requestedValue = NaN;

  /**
   * `bound`: the state that the level is bound to, which has its own user. Default: a state of its
   * own. Throws TypeError, or RangeError, naming the option that is wrong.
   */
  constructor(options: GenericLevelServerOptions = {}, bound?: BoundLevel) {
    development.options?.("GenericLevelServer", options);
    super(genericLevelServerId, handlers, options, bound?.state ?? new State(0));
    this.#binding = bound?.binding ?? ownLevel;
    if (bound !== undefined) return;
    this.state.user = this;
    if (options.stepTime !== undefined) this.state.stepTime = options.stepTime;
  }

  /** The Generic Level state, -32,768..32,767. */
  get level(): number {
    return this.#levelOf(this.state.present);
  }

  /** Sets the level at once, as a knob on the device does, and publishes it. Throws RangeError outside -32,768..32,767. */
  set(level: number): void {
    if (!(Number.isInteger(level) && level >= lowestLevel && level <= highestLevel))
      throw new RangeError(`level ${level}: a whole number from -32768 to 32767`);
    this.#set(level, undefined);
  }

  /** Handles a Set message, once per transaction. */
  receiveSet({ level, tid, transition }: GenericLevelSetValues, context: MessageContext): void {
    if (!this.isNew(context, tid)) return;
    this.#initial = undefined;
    return this.#set(level, transition ?? this.byDefault?.transition);
  }

  /**
   * Handles a Delta Set message: the differences of one transaction count from the level at its begin. As long as a knob is
   * turned, the transaction goes on. §3.3.2.2.3
   */
  receiveDelta({ delta, tid, transition }: GenericDeltaSetValues, context: MessageContext): void {
    // A message of another kind is none of the transaction, even with its TID.
    const begins = this.isNew(context, tid, true) || this.#initial === undefined;
    const present = this.level;
    const initial = begins ? present : this.#initial!;
    const before = begins ? 0 : this.led;
    this.#initial = initial;
    this.led = delta;
    const { state } = this;
    const { circle } = this.#binding;
    const level = circle ? circle.reached(initial, delta, state) : this.#reached(initial, delta);
    // A repeated message does not lengthen the transition that it began.
    if (!begins && this.#levelOf(state.target) === level) return;
    const way = circle?.way(initial, present, before, delta, state);
    // A tail call: on XS this frame ends before the state is set, which takes a long stack.
    return this.#set(level, transition ?? this.byDefault?.transition, way);
  }

  /** Handles a Move Set message, once per transaction. §3.3.2.2.4 */
  receiveMove({ delta, tid, transition }: GenericMoveSetValues, context: MessageContext): void {
    if (!this.isNew(context, tid)) return;
    this.#initial = undefined;
    const { delay = 0, time = 0 } = transition ?? this.byDefault?.transition ?? {};
    const { circle } = this.#binding;
    if (circle) return this.#moveAround(circle, delta, time, delay);
    const { level, state } = this;
    const [lowest, highest] = this.#range;
    const isOff = level < lowest;
    // Where it is off there is no way down, and the way up begins at the lowest level.
    const limit = delta > 0 ? highest : isOff ? level : lowest;
    const begin = isOff && delta > 0 ? lowest : level;
    if (delta === 0 || time === 0 || limit === level)
      return state.set(state.present, undefined, this);
    const duration = Math.floor((Math.abs(limit - begin) * time) / Math.abs(delta));
    const from = this.#binding.valueOf(begin, state);
    const course = isOff
      ? { at: (_: number, to: number, part: number) => Math.ceil(from + (to - from) * part) }
      : undefined;
    return state.set(this.#binding.valueOf(limit, state), { time: duration, delay }, this, course);
  }

  override stateChanged(state: State, change: number): void {
    const { onChange, restore } = this.options;
    if ((change & goalChanged) !== 0 && restore === true) this.#store(state.goal);
    if ((change & stepTaken) !== 0) {
      if (onChange) this.notify(onChange, this.level);
      return;
    }
    if ((change & (valueChanged | moveEnded)) !== 0)
      this.tell("Generic Level", this.level, onChange);
    super.stateChanged(state, change);
  }

  protected override onLoad(data: Uint8Array): void {
    if (this.options.restore !== true || data.length !== 2) return;
    // Neither stored again nor published: the node only starts.
    const level = ((data[0]! | (data[1]! << 8)) << 16) >> 16;
    if (level === this.level) return;
    this.state.value = level;
    this.tell("Generic Level", level, this.options.onChange);
  }

  protected encodeStatus(): Uint8Array {
    const { state } = this;
    const { move, remaining, target } = state;
    const change = move && { target: this.#levelOf(target), remaining };
    return GenericLevelStatus.encode({ present: this.level, change });
  }

  #store(goal: number): void {
    this.services?.store(this, Uint8Array.of(goal & 0xff, (goal >> 8) & 0xff));
  }

  #moveAround(circle: CircularLevels, delta: number, time: number, delay: number): void {
    const { level, state } = this;
    const move = circle.move(level, delta, time, state);
    if (move === undefined) return state.set(state.present, undefined, this);
    const value = this.#binding.valueOf(move.level, state);
    return state.set(value, { time: move.time, delay }, this, move.way);
  }

  #set(level: number, transition: GenericLevelSetValues["transition"], way?: Course): void {
    const value = this.#binding.valueOf(level, this.state);
    this.#requested = level;
    this.#requestedValue = value;
    return this.state.set(value, transition, this, way);
  }

  /** The level of a value; that which was asked for, if the value comes from it, and would with the present range. */
  #levelOf(value: number): number {
    const { state } = this;
    return value === this.#requestedValue && this.#binding.valueOf(this.#requested, state) === value
      ? this.#requested
      : this.#binding.levelOf(value, state);
  }

  get #range(): readonly [number, number] {
    return this.#binding.range?.(this.state) ?? [lowestLevel, highestLevel];
  }

  /** The level that is `delta` from another one, within the range. What is off stays so where the way is not up. */
  #reached(initial: number, delta: number): number {
    const [lowest, highest] = this.#range;
    if (initial < lowest && delta <= 0) return initial;
    return Math.max(lowest, Math.min(highest, initial + delta));
  }
}

const handlers = frozen(
  addStateHandlers(
    new HandlerTable<GenericLevelServer>(),
    GenericLevelGet,
    GenericLevelSet,
    GenericLevelSetUnacknowledged,
  )
    .on(GenericDeltaSet, (server, values, context) => {
      server.receiveDelta(values, context);
      server.handled("set", context);
    })
    .on(GenericDeltaSetUnacknowledged, (server, values, context) => {
      server.receiveDelta(values, context);
      server.handled("set");
    })
    .on(GenericMoveSet, (server, values, context) => {
      server.receiveMove(values, context);
      server.handled("set", context);
    })
    .on(GenericMoveSetUnacknowledged, (server, values, context) => {
      server.receiveMove(values, context);
      server.handled("set");
    }),
);
