import { espressifPolicy } from "../../../espressif/fast-provisioning/policy/espressif-policy.js";
import type { Host } from "../../../host/host.js";
import { FastLight } from "../main.js";
import type { Board } from "../../start.js";

/** The fast light with the timers and numbers of Espressif's example. */
export function start(host: Host, board: Board): FastLight {
  return new FastLight(host, board, { policy: espressifPolicy });
}
