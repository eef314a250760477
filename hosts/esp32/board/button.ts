import type { Clock, TimerHandle } from "../../../modules/host/clock.js";

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
  #timer: TimerHandle;
  #wasDown = true;
  /** When it was pressed; undefined while it is not, and after it was held. */
  #since: number | undefined;

  constructor(options: ButtonOptions) {
    this.#options = options;
    this.#timer = options.clock.schedule(this.#look, interval);
  }

  close(): void {
    this.#options.clock.cancel(this.#timer);
  }

  readonly #look = (): void => {
    const { clock, hold, isPressed, onHeld } = this.#options;
    this.#timer = clock.schedule(this.#look, interval);
    const down = isPressed();
    if (!down) this.#since = undefined;
    else if (!this.#wasDown) this.#since = clock.now();
    this.#wasDown = down;
    if (this.#since === undefined || clock.now() - this.#since < hold) return;
    this.#since = undefined;
    onHeld();
  };
}
