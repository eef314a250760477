import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { nodeWithPeers } from "../../limits/firmware/node.js";
import { known } from "../keys.js";
import { fuzzed } from "./firmware.js";
import { genericClients, genericServers } from "./generic-models.js";

/** A node with all servers and clients. */
export function start(host: Host): Firmware {
  return fuzzed(nodeWithPeers(host, [known.friend], [...genericServers(), ...genericClients()]));
}
