import { Timer } from "../../../modules/base/timer.js";
import type { Clock } from "../../../modules/host/clock.js";

/** Milliseconds between two reads of the button's pin. */
const interval = 50;

export interface ButtonOptions {
  readonly clock: Clock;
  readonly isPressed: () => boolean;
  /** Milliseconds that it has to be held. */
  readonly hold: number;
  /** Called once each time the button was held for `hold` milliseconds. */
  readonly onHeld: () => void;
}

/**
 * A push button with a function when it is held. If it is pressed at the start, it has to be
 * released first.
 */
export class Button {
  readonly #options: ButtonOptions;
  readonly #timer: Timer<Button>;
  #wasDown = true;
  /** Time at which it was pressed; undefined while it is not pressed, and after `onHeld`. */
  #since: number | undefined;

  constructor(options: ButtonOptions) {
    this.#options = options;
    this.#timer = new Timer(options.clock, Button.#look, this);
    this.#timer.start(interval);
  }

  close(): void {
    this.#timer.stop();
  }

  static #look(button: Button): void {
    const { clock, hold, isPressed, onHeld } = button.#options;
    button.#timer.start(interval);
    const down = isPressed();
    if (!down) button.#since = undefined;
    else if (!button.#wasDown) button.#since = clock.now();
    button.#wasDown = down;
    if (button.#since === undefined || clock.now() - button.#since < hold) return;
    button.#since = undefined;
    onHeld();
  }
}
