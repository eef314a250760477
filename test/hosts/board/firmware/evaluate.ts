// A firmware that wants to read source text.
import type { Firmware } from "../../../../modules/firmware/start.js";

export function start(): Firmware {
  return {
    close: () => undefined,
    call: () => (globalThis as unknown as { eval(text: string): unknown }).eval("1 + 1"),
  };
}
