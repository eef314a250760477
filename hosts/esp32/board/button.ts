import { Timer } from "../../../modules/base/timer.js";
import type { Clock } from "../../../modules/host/clock.js";

/** Milliseconds between two looks at the button. */
const interval = 50;

export interface ButtonOptions {
  readonly clock: Clock;
  readonly isPressed: () => boolean;
  /** Milliseconds that it has to be held. */
  readonly hold: number;
  /** Called once each time it was held that long. */
  readonly onHeld: () => void;
}

/** A push button that does something when it is held. One that is down at the start counts when it was let go. */
export class Button {
  readonly #options: ButtonOptions;
  readonly #timer: Timer<Button>;
  #wasDown = true;
  /** When it was pressed; undefined while it is not, and after it was held. */
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
