import Digital from "pins/digital";
import type { PinConfig } from "./config.js";

/** A pin with a push button to ground, or to the supply with `activeLow: false`: whether it is pressed. */
export function buttonInput({ pin, activeLow = true }: PinConfig): () => boolean {
  const input = new Digital(pin, activeLow ? Digital.InputPullUp : Digital.InputPullDown);
  const pressed = activeLow ? 0 : 1;
  return () => input.read() === pressed;
}
