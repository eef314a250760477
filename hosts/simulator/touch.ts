import Time from "time";
import Timer from "timer";
import type { VirtualBoard } from "../../modules/firmware/virtual-board.js";
import type { ButtonFunctions, ButtonPress } from "../../modules/host/board.js";
import { Button, buttonInterval } from "../moddable/button.js";
import { areaAt, type ScreenLayout, type TouchArea } from "./layout.js";

/** The button that resets the firmware when it is held for 5 seconds, as on a chip. */
const resetButton = "button";
/** Readings that a sensor's plus or minus is touched until its value changes again and again. */
const repeatAfter = 25;
/** Readings from one such change to the next. */
const repeatEvery = 4;

export interface TouchPanelOptions {
  readonly board: VirtualBoard;
  readonly layout: () => ScreenLayout;
  /** Called when the touched area or the value of a sensor has changed. */
  readonly onChange: () => void;
  /** Called when the button "button" was held for 5 seconds. */
  readonly onReset: () => void;
}

/**
 * The touches of the simulated screen, which calls the methods `on...`. A button is read as that
 * of a chip is: touched shortly, twice in a row, or held.
 */
export class TouchPanel {
  readonly #options: TouchPanelOptions;
  readonly #buttons = new Map<string, Button>();
  #touched: TouchArea | undefined;
  /** Readings since the touch began. */
  #readings = 0;

  constructor(options: TouchPanelOptions) {
    this.#options = options;
    Timer.repeat(() => this.#look(), buttonInterval);
  }

  /** Whether this area is being touched. */
  touches({ kind, name }: TouchArea): boolean {
    return this.#touched?.kind === kind && this.#touched.name === name;
  }

  /** Call when the buttons of the board may have changed. */
  update(): void {
    for (const name of this.#options.board.state.buttons)
      if (!this.#buttons.has(name)) this.#buttons.set(name, new Button());
  }

  onTouchBegan(_index: number, x: number, y: number): void {
    this.#touched = areaAt(this.#options.layout(), x, y);
    this.#readings = 0;
    for (const [name, button] of this.#buttons) button.functions = this.#functions(name);
    this.#step();
    this.#options.onChange();
  }

  onTouchEnded(): void {
    this.#touched = undefined;
    this.#options.onChange();
  }

  onTouchCancelled(): void {
    this.onTouchEnded();
  }

  #look(): void {
    const { onReset } = this.#options;
    const now = Time.ticks;
    for (const [name, button] of this.#buttons) {
      const down = this.#touched?.kind === "button" && this.#touched.name === name;
      if (button.look(down, now) && name === resetButton) onReset();
    }
    if (!this.#touched || this.#touched.kind === "button") return;
    const over = ++this.#readings - repeatAfter;
    if (over < 0 || over % repeatEvery !== 0) return;
    this.#step();
    this.#options.onChange();
  }

  /** Changes the value of the sensor whose plus or minus is touched. */
  #step(): void {
    const touched = this.#touched;
    if (!touched || touched.kind === "button") return;
    const { board } = this.#options;
    const step = touched.kind === "more" ? 1 : -1;
    board.setSensor(touched.name, board.valueOf(touched.name) + step);
  }

  /** Presses of the board's button, for those that the firmware has a function for. */
  #functions(name: string): ButtonFunctions {
    const { board } = this.#options;
    const { onDoublePress, onLongPress, onPress } = board.functionsOf(name) ?? {};
    const press = (how: ButtonPress) => () => board.press(name, how);
    return {
      ...(onPress && { onPress: press("short") }),
      ...(onDoublePress && { onDoublePress: press("double") }),
      ...(onLongPress && { onLongPress: press("long") }),
    };
  }
}
