// A firmware that does not come up.
import type { Firmware } from "../../../../modules/firmware/start.js";

export function start(): Firmware {
  throw new RangeError("thrown while it boots");
}
