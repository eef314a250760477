import type { Radio } from "../../modules/host/radio.js";

/** A radio that sends and receives nothing, for machines that do not need one. */
export const silentRadio: Radio = {
  sets: 1,
  advertise: () => 0,
  stop: () => undefined,
  scan: () => undefined,
  close: () => undefined,
};
