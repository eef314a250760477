import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { scenesNode } from "../../limits/firmware/scenes-node.js";
import { known } from "../keys.js";
import { fuzzed } from "./firmware.js";

/** A light with scenes, time and schedules, and a heater: beside these the other models do not fit into the heap of a chip. */
export function start(host: Host): Firmware {
  return fuzzed(scenesNode(host, [known.friend]));
}
