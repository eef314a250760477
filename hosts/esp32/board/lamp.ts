import Digital from "pins/digital";
import type { PinConfig } from "./config.js";

/** A lamp at a GPIO pin, such as an LED with a resistor or a relay. */
export class Lamp {
  readonly #pin: Digital;
  readonly #activeLow: boolean;

  constructor({ pin, activeLow = false }: PinConfig) {
    this.#activeLow = activeLow;
    this.#pin = new Digital(pin, Digital.Output);
    this.set(false);
  }

  set(on: boolean): void {
    this.#pin.write(Number(on !== this.#activeLow));
  }
}
