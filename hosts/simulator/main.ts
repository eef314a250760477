import { start as firmwareStart } from "firmware";
import type { Firmware, Start } from "../../modules/firmware/start.js";
import { simulatorHost } from "./host.js";

/** Whatever it takes of what it is given. */
const start: Start = firmwareStart;

/** Starts the firmware. The command line's main (main.c) asks it for its state. */
export default function main(): Firmware {
  return start(simulatorHost());
}
