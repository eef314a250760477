import NeoPixel from "neopixel";
import type { Lamp } from "../../../modules/host/board.js";
import { type BoardEntry, entryPin } from "./config.js";

/** Level of each color for white at an eighth of full power: more is too bright for the eyes. */
const level = 32;

class PixelLamp implements Lamp {
  private readonly pixels: NeoPixel;

  constructor(entry: BoardEntry) {
    this.pixels = new NeoPixel({ pin: entryPin(entry), length: 1, order: "GRB" });
    this.set(false);
  }

  set(on: boolean): void {
    const value = on ? level : 0;
    this.pixels.setPixel(0, this.pixels.makeRGB(value, value, value));
    this.pixels.update();
  }
}

/** The addressable LED (WS2812) of many development boards. */
export function pixelLamp(entry: BoardEntry): Lamp {
  return new PixelLamp(entry);
}
