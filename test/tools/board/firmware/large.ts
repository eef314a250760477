// A firmware that keeps more objects than the heap of a chip has room for.
import type { Firmware } from "../../../../modules/firmware/start.js";

export function start(): Firmware {
  const kept = Array.from({ length: 2000 }, (_, i) => ({ i, j: -i }));
  return { close: () => undefined, call: () => kept.length };
}
