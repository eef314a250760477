import Digital from "pins/digital";
import type { PinConfig } from "./config.js";

/**
 * A function that reads whether a push button is pressed. It connects the pin to ground, or to
 * the supply with `activeLow: false`.
 */
export function buttonInput({ pin, activeLow = true }: PinConfig): () => boolean {
  const input = new Digital(pin, activeLow ? Digital.InputPullUp : Digital.InputPullDown);
  const pressed = activeLow ? 0 : 1;
  return () => input.read() === pressed;
}
