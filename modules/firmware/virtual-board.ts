import type { Board, ButtonFunctions, ButtonPress, Dimmer, Lamp, Sensor } from "../host/board.js";
import type { Trace } from "../host/trace.js";

/** What is on a virtual board. */
export interface VirtualBoardState {
  /** Whether each lamp is on, by name. */
  readonly lamps: Readonly<Record<string, boolean>>;
  /** Power of each channel, 0..65,535, of the lamps that are dimmed; undefined: there are none. */
  readonly powers?: Readonly<Record<string, readonly number[]>>;
  /** Names of the buttons. */
  readonly buttons: readonly string[];
  /** Names of the sensors that were read or set. */
  readonly sensors: readonly string[];
}

/**
 * A board without hardware: it has every lamp, button and sensor that the firmware asks for. The
 * program that runs the firmware presses the buttons, sets the sensors and sees the lamps.
 */
export class VirtualBoard implements Board {
  readonly #trace: Trace | undefined;
  // Created for the first entry: a Map takes a dozen slots of a machine's heap.
  #lampMap: Map<string, boolean> | undefined;
  // Not initialized, as few firmwares dim a lamp.
  declare private powerMap: Map<string, readonly number[]> | undefined;
  #buttonMap: Map<string, ButtonFunctions> | undefined;
  #sensorMap: Map<string, number> | undefined;

  /** `trace`: receives `board.lamp` and `board.button` events. */
  constructor(trace?: Trace) {
    this.#trace = trace;
  }

  get #lamps(): Map<string, boolean> {
    return (this.#lampMap ??= new Map());
  }

  get #buttons(): Map<string, ButtonFunctions> {
    return (this.#buttonMap ??= new Map());
  }

  get #sensors(): Map<string, number> {
    return (this.#sensorMap ??= new Map());
  }

  light(on: boolean): void {
    this.#set("lamp", on);
  }

  lamp(name: string): Lamp {
    if (!this.#lamps.has(name)) this.#lamps.set(name, false);
    return { set: (on) => this.#set(name, on) };
  }

  dimmer(name: string, channels: 1 | 2 | 3): Dimmer {
    const lamp = this.lamp(name);
    const powers = (this.powerMap ??= new Map<string, readonly number[]>());
    powers.set(
      name,
      Array.from({ length: channels }, () => 0),
    );
    return {
      set: (...given) => {
        powers.set(name, given);
        lamp.set(given.some((power) => power > 0));
      },
    };
  }

  button(name: string, functions: ButtonFunctions): void {
    this.#buttons.set(name, functions);
  }

  /** A sensor reads 0 until it is set. */
  sensor(name: string): Sensor {
    if (!this.#sensors.has(name)) this.#sensors.set(name, 0);
    return { read: () => this.#sensors.get(name)! };
  }

  /**
   * Presses a button. Throws RangeError if the firmware has no such button, or does nothing at
   * such a press.
   */
  press(name: string, press: ButtonPress): void {
    const functions = this.#buttons.get(name);
    if (!functions) throw new RangeError(`no button "${name}": ${list([...this.#buttons.keys()])}`);
    const { onDoublePress, onLongPress, onPress } = functions;
    const run = press === "double" ? onDoublePress : press === "long" ? onLongPress : onPress;
    if (!run) throw new RangeError(`the firmware does nothing at a ${press} press of "${name}"`);
    this.#trace?.({ type: "board.button", name, press });
    run();
  }

  /** Sets what a sensor reads. Throws TypeError for a value that is not a number. */
  setSensor(name: string, value: number): void {
    if (typeof value !== "number" || Number.isNaN(value))
      throw new TypeError(`sensor "${name}": a number is needed, not ${String(value)}`);
    this.#sensors.set(name, value);
  }

  /** What the firmware does when this button is pressed; undefined for a button that it does not use. */
  functionsOf(name: string): ButtonFunctions | undefined {
    return this.#buttons.get(name);
  }

  /** What a sensor reads; 0 for one that was never set. */
  valueOf(name: string): number {
    return this.#sensors.get(name) ?? 0;
  }

  /** Names and states of everything on the board. */
  get state(): VirtualBoardState {
    return {
      lamps: Object.fromEntries(this.#lamps),
      ...(this.powerMap && { powers: Object.fromEntries(this.powerMap) }),
      buttons: [...this.#buttons.keys()],
      sensors: [...this.#sensors.keys()],
    };
  }

  #set(name: string, on: boolean): void {
    if (this.#lamps.get(name) === on) return;
    this.#lamps.set(name, on);
    this.#trace?.({ type: "board.lamp", name, on });
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "the firmware uses none" : `there is ${names.join(", ")}`;
}
