import { start } from "firmware";
import type { Firmware } from "../../modules/firmware/start.js";
import { simulatorHost } from "./host.js";

/** Starts the firmware. The command line's main (main.c) asks it for its state. */
export default function main(): Firmware {
  return start(simulatorHost());
}
