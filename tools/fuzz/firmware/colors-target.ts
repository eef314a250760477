import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { colorsNode } from "../../limits/firmware/colors-node.js";
import { known } from "../keys.js";
import { fuzzed } from "./firmware.js";

/** A coloured light, a battery, a location and properties: beside these the other models do not fit into the heap of a chip. */
export function start(host: Host): Firmware {
  return fuzzed(colorsNode(host, [known.friend]));
}
