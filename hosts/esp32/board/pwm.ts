import PWM from "embedded:io/pwm";
import { type BoardEntry, entryPins } from "./config.js";
import type { BoardLamp } from "./lamp.js";

/** Hertz: above what eyes and most cameras see. The 12 bits of `resolution` fit into it on every chip. */
const frequency = 2000;
const resolution = 12;
const full = 2 ** resolution - 1;

/** LEDs at pins whose duty cycle is their power: one channel each. */
class PwmLamp implements BoardLamp {
  private readonly pins: readonly PWM[];
  private readonly activeLow: boolean;

  constructor(entry: BoardEntry) {
    this.activeLow = entry.activeLow === true;
    // The SDK's types lack `resolution`.
    const options = { hz: frequency, resolution };
    this.pins = entryPins(entry).map((pin) => new PWM({ pin, ...options }));
    this.set(false);
  }

  get channels(): number {
    return this.pins.length;
  }

  dim(powers: readonly number[]): void {
    this.pins.forEach((pin, i) => {
      const power = powers[i] ?? 0;
      // The least power is light: a dimmed lamp is not dark.
      const duty = power > 0 ? Math.max(1, Math.round((power * full) / 0xffff)) : 0;
      pin.write(this.activeLow ? full - duty : duty);
    });
  }

  set(on: boolean): void {
    this.dim(this.pins.map(() => (on ? 0xffff : 0)));
  }
}

/** The lamp of an entry of kind "pwm". */
export function pwmLamp(entry: BoardEntry): BoardLamp {
  return new PwmLamp(entry);
}
