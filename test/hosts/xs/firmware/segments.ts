import type { Firmware } from "../../../../modules/firmware/start.js";
import type { Host } from "../../../../modules/host/host.js";
import { startWith } from "./receive.js";

/** The node of receive.ts, whose models list messages of any length. */
export function start(host: Host): Firmware {
  return startWith(host, true);
}
