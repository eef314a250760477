import Digital from "pins/digital";
import type { Clock } from "../../../modules/host/clock.js";
import type { PinConfig } from "./config.js";

/** Milliseconds between two looks at the pin. */
const interval = 50;

export interface ButtonOptions {
  readonly clock: Clock;
  readonly config: PinConfig;
  /** Milliseconds that it has to be held. */
  readonly hold: number;
  /** Called once each time it was held that long. */
  readonly onHeld: () => void;
}

/** A push button to ground (to the supply with `activeLow: false`) that does something when it is held. */
export class Button {
  readonly #options: ButtonOptions;
  readonly #pin: Digital;
  readonly #pressed: number;
  #timer: number;
  /** When it was pressed; undefined while it is not, or after it was held. */
  #since: number | undefined;
  #wasDown = false;

  constructor(options: ButtonOptions) {
    const { pin, activeLow = true } = options.config;
    this.#options = options;
    this.#pin = new Digital(pin, activeLow ? Digital.InputPullUp : Digital.InputPullDown);
    this.#pressed = activeLow ? 0 : 1;
    this.#timer = options.clock.schedule(this.#look, interval);
  }

  close(): void {
    this.#options.clock.cancel(this.#timer);
  }

  readonly #look = (): void => {
    const { clock, hold, onHeld } = this.#options;
    this.#timer = clock.schedule(this.#look, interval);
    const down = this.#pin.read() === this.#pressed;
    if (!down) this.#since = undefined;
    else if (!this.#wasDown) this.#since = clock.now();
    this.#wasDown = down;
    if (this.#since === undefined || clock.now() - this.#since < hold) return;
    this.#since = undefined;
    onHeld();
  };
}
