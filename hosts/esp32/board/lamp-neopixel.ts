import NeoPixel from "neopixel";
import type { PinConfig } from "./config.js";

/** Level of each color for white at an eighth of full power: more is too bright for the eyes. */
const level = 32;

/** The addressable LED (WS2812) of many development boards. Replaces the lamp of lamp.ts. */
export class Lamp {
  readonly #pixels: NeoPixel;

  constructor({ pin }: PinConfig) {
    this.#pixels = new NeoPixel({ pin, length: 1, order: "GRB" });
    this.set(false);
  }

  set(on: boolean): void {
    const value = on ? level : 0;
    this.#pixels.setPixel(0, this.#pixels.makeRGB(value, value, value));
    this.#pixels.update();
  }
}
