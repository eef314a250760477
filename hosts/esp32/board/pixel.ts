import NeoPixel from "neopixel";
import { frozen } from "../../../modules/base/frozen.js";
import { type BoardEntry, entryPin } from "./config.js";
import type { BoardLamp } from "./lamp.js";

/** Level of each color for white at an eighth of full power: more is too bright for the eyes. */
const level = 32;

/** Shares of red, green and blue in the light of each channel: warm and cold white where there are two. */
const colors: readonly (readonly (readonly number[])[])[] = frozen([
  [],
  [[1, 1, 1]],
  [
    [1, 0.6, 0.25],
    [0.8, 0.9, 1],
  ],
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
]);

class PixelLamp implements BoardLamp {
  /** It mixes the colors of up to three. */
  readonly channels = 3;
  private readonly pixels: NeoPixel;

  constructor(entry: BoardEntry) {
    this.pixels = new NeoPixel({ pin: entryPin(entry), length: 1, order: "GRB" });
    this.set(false);
  }

  set(on: boolean): void {
    this.dim([on ? 0xffff : 0]);
  }

  dim(powers: readonly number[]): void {
    const mixed = [0, 1, 2].map((color) => {
      const power = powers.reduce(
        (sum, each, i) => sum + each * colors[powers.length]![i]![color]!,
        0,
      );
      return Math.min(level, Math.ceil((power * level) / 0xffff));
    });
    this.pixels.setPixel(0, this.pixels.makeRGB(mixed[0]!, mixed[1]!, mixed[2]!));
    this.pixels.update();
  }
}

/** The addressable LED (WS2812) of many development boards. */
export function pixelLamp(entry: BoardEntry): BoardLamp {
  return new PixelLamp(entry);
}
