import { frozen } from "../../base/frozen.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";

/** What `StateUser.stateChanged` is called for: these bits. */
export const valueChanged = 1;
/** A transition begins. */
export const moveBegun = 2;
/** The state is at its target: a delay or a transition is over, or was replaced by a change at once. */
export const moveEnded = 4;
/** The value to power up with changed: that at rest, or the target of a transition. */
export const goalChanged = 8;
/** A step of a transition. */
export const stepTaken = 16;
/** A delay begins. */
export const delayBegun = 32;

/** Who is called when a state is set or changes. */
export interface StateUser {
  /**
   * `change`: the bits above; 0 for a Set without effect. `setter`: who set it, at a Set;
   * undefined where time passed.
   */
  stateChanged(state: State, change: number, setter: unknown): void;
}

/** The way from one value to another where that is not straight. */
export interface Course {
  /** The value when `part`, 0..1, of the transition has passed. */
  at(initial: number, target: number, part: number): number;
}

/** The transition that a message asks for, in milliseconds. */
export interface TransitionTimes {
  /** Duration of the transition, 0..37,200,000. */
  readonly time: number;
  /** Time until it begins, 0..1275. */
  readonly delay: number;
}

/** Milliseconds: hosts count them with 31 bits, and a Generic Move may take years. */
const longestWait = 2 ** 30;
const noTransition: TransitionTimes = frozen({ time: 0, delay: 0 });

/** A delay, or a transition. */
export class Move {
  constructor(
    readonly delayed: boolean,
    readonly initial: number,
    readonly target: number,
    /** Milliseconds of the transition. */
    readonly time: number,
    /** Time of the clock at which it is over. */
    readonly end: number,
    readonly course: Course | undefined,
  ) {}
}

/**
 * A state of Mesh Model 1.1 that is a number, with the delay and the transition that a message
 * asks for (§3.1.1 and the "State transition" sections). Of states that are bound to each other one is
 * a State; the servers of the others compute theirs from it, with the formulas of the
 * specification: so a Set through any of them changes all of them once, and one value is stored.
 *
 * The value during a transition is computed from the clock whenever it is asked for. It is rounded
 * up: a light is on from the begin of a transition to on until the end of one to off.
 */
export class State {
  /** Who is called for changes. */
  user: StateUser | undefined;
  /** While the node is on a network. Without it there are no transitions. */
  clock: Clock | undefined;
  /** The value at rest; in a transition that from which it began or made its latest step. */
  value: number;
  /** The delay or the transition that is under way. For the state and its servers. */
  move: Move | undefined;
  /** Milliseconds between two steps of a transition for which users are called. Not initialized: a value takes memory. */
  declare stepTime: number | undefined;
  /** Created for the first delay or transition. */
  declare private timer: Timer<State> | undefined;

  /** At rest with `value`. */
  constructor(value: number) {
    this.user = undefined;
    this.clock = undefined;
    this.value = value;
    this.move = undefined;
  }

  /** The present value. */
  get present(): number {
    const { move } = this;
    return move === undefined || move.delayed ? this.value : this.valueOf(move);
  }

  /** The value at the end of the delay and the transition; the present value where there is none. */
  get target(): number {
    return this.move === undefined ? this.value : this.move.target;
  }

  /** The value to power up with, and of a scene that is stored: that at rest, or the target of a transition. Mesh Model 1.1 §3.1.4. */
  get goal(): number {
    const { move } = this;
    return move === undefined || move.delayed ? this.value : move.target;
  }

  /**
   * Milliseconds of the transition that are left, all of them during a delay; undefined: neither.
   */
  get remaining(): number | undefined {
    const { clock, move } = this;
    if (move === undefined) return undefined;
    return move.delayed ? move.time : Math.max(move.end - clock!.now(), 0);
  }

  /** Whether its delay or transition is over, but its timer has not run yet: those of states that were set together run one after the other. */
  get isDue(): boolean {
    const { clock, move } = this;
    return move !== undefined && move.end <= clock!.now();
  }

  /** Whether it is above 0 or on the way there: the Generic OnOff state that is bound to it. */
  get isOn(): boolean {
    const { move } = this;
    if (move === undefined || move.delayed) return this.value !== 0;
    return move.target !== 0 || this.valueOf(move) !== 0;
  }

  /** The target of a Generic OnOff Set to on. */
  get onValue(): number {
    return 1;
  }

  /**
   * A Set: after the delay a transition, on `course`, to `target`; at once where `transition` is
   * undefined. It replaces a delay or a transition from the present value on. A target equal to
   * the present value, a time of 0 and no clock leave no transition. `setter`: for the users; a state's only user is not called
   * for a Set of its own without effect.
   */
  set(
    target: number,
    transition: TransitionTimes | undefined,
    setter: unknown,
    course?: Course,
  ): void {
    const user = this.user;
    let change = 0;
    // Most Sets are at once, and many change nothing.
    if (transition !== undefined) change = this.replace(target, transition, course);
    else if (this.move !== undefined) change = this.replace(target, noTransition, course);
    else if (target !== this.value) {
      this.value = target;
      change = valueChanged | goalChanged;
    } else if (setter === user) return;
    user?.stateChanged(this, change, setter);
  }

  /** Ends a delay or a transition at its target, for without a clock there is none: the node leaves its network. */
  finish(): void {
    this.timer?.stop();
    this.timer = undefined;
    this.clock = undefined;
    const { move } = this;
    if (move === undefined) return;
    this.value = move.target;
    this.move = undefined;
    this.user?.stateChanged(this, moveEnded, undefined);
  }

  private replace(target: number, { delay, time }: TransitionTimes, course?: Course): number {
    const { clock, goal, move } = this;
    this.value = this.present;
    this.move = undefined;
    if (delay === 0 || clock === undefined)
      return this.begin(target, time, course, goal, move !== undefined);
    // It stays where the delay stops it: a step.
    if (move?.delayed === false) this.user?.stateChanged(this, stepTaken, undefined);
    this.move = new Move(true, this.value, target, time, clock.now() + delay, course);
    this.start(delay);
    return delayBegun | (this.goal === goal ? 0 : goalChanged);
  }

  /** Begins a transition, or changes at once. `goal`: the one before; `moved`: there was a delay or a transition. */
  private begin(
    target: number,
    time: number,
    course: Course | undefined,
    goal: number,
    moved: boolean,
  ): number {
    const { clock, value } = this;
    const change = goal === target ? 0 : goalChanged;
    if (time === 0 || target === value || clock === undefined) {
      this.timer?.stop();
      this.value = target;
      return change | (target === value ? 0 : valueChanged) | (moved ? moveEnded : 0);
    }
    this.move = new Move(false, value, target, time, clock.now() + time, course);
    this.start(Math.min(time, this.stepTime ?? longestWait));
    return change | moveBegun;
  }

  private start(delay: number): void {
    this.timer ??= new Timer(this.clock!, State.#moveDue, this);
    this.timer.start(delay);
  }

  private valueOf({ course, end, initial, target, time }: Move): number {
    const passed = time - (end - this.clock!.now());
    if (passed >= time) return target;
    if (course) return course.at(initial, target, passed / time);
    // Divided last, a whole number is exact, and not rounded up.
    return Math.ceil(initial + ((target - initial) * passed) / time);
  }

  static #moveDue(state: State): void {
    const { clock, goal, move } = state;
    if (move === undefined) return;
    const left = move.end - clock!.now();
    let change = stepTaken;
    if (move.delayed) {
      state.move = undefined;
      change = state.begin(move.target, move.time, move.course, goal, true);
    } else if (left > 0) state.timer!.start(Math.min(left, state.stepTime ?? longestWait));
    else {
      state.value = move.target;
      state.move = undefined;
      change = moveEnded;
    }
    state.user?.stateChanged(state, change, undefined);
  }
}
