import Digital from "pins/digital";
import type { Lamp } from "../../../modules/host/board.js";
import { type BoardEntry, entryPin } from "./config.js";

/** A lamp at a GPIO pin, such as an LED with a resistor or a relay. */
export class PinLamp implements Lamp {
  private readonly pin: Digital;
  private readonly activeLow: boolean;

  constructor(entry: BoardEntry) {
    this.activeLow = entry.activeLow === true;
    this.pin = new Digital(entryPin(entry), Digital.Output);
    this.set(false);
  }

  set(on: boolean): void {
    this.pin.write(Number(on !== this.activeLow));
  }
}
