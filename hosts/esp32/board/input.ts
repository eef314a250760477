import Digital from "pins/digital";
import type { Sensor } from "../../../modules/host/board.js";
import { type BoardEntry, entryPin } from "./config.js";

/**
 * A contact, such as a push button or a door contact. It connects the pin to ground, or to the
 * supply with `activeLow: false`.
 */
export class Contact implements Sensor {
  private readonly pin: Digital;
  /** The level of the pin when it is closed. */
  private readonly level: number;

  constructor(entry: BoardEntry) {
    const { activeLow = true } = entry;
    this.pin = new Digital(
      entryPin(entry),
      activeLow ? Digital.InputPullUp : Digital.InputPullDown,
    );
    this.level = activeLow ? 0 : 1;
  }

  /** 1 while it is closed, 0 while it is open. */
  read(): number {
    return this.pin.read() === this.level ? 1 : 0;
  }
}
