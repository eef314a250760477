import Digital from "pins/digital";
import type { Lamp } from "../../../modules/host/board.js";
import { type BoardEntry, entryPin } from "./config.js";

/** A lamp of a board, with what its driver can do. */
export interface BoardLamp extends Lamp {
  /** Number of its channels; Infinity: it takes any number of powers. */
  readonly channels: number;
  /** Sets the power of each channel, 0..65,535. */
  dim(powers: readonly number[]): void;
}

/** A lamp at a GPIO pin, such as an LED with a resistor or a relay. */
export class PinLamp implements BoardLamp {
  /** It is on while any of them has power. */
  readonly channels = Infinity;
  private readonly pin: Digital;
  private readonly activeLow: boolean;

  constructor(entry: BoardEntry) {
    this.activeLow = entry.activeLow === true;
    this.pin = new Digital(entryPin(entry), Digital.Output);
    this.set(false);
  }

  dim(powers: readonly number[]): void {
    this.set(powers.some((power) => power > 0));
  }

  set(on: boolean): void {
    this.pin.write(Number(on !== this.activeLow));
  }
}
