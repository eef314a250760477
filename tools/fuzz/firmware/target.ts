import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { nodeWithPeers } from "../../limits/firmware/node.js";
import { known } from "../keys.js";
import { fuzzed } from "./firmware.js";
import { genericClients } from "../../limits/firmware/generic-models.js";

/**
 * A node with all clients, and all servers but those that the target with a GATT server has: with
 * these as well it would not fit into the heap of a chip.
 */
export function start(host: Host): Firmware {
  return fuzzed(nodeWithPeers(host, [known.friend], genericClients()));
}
