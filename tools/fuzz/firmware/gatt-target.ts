import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { Node } from "../../../modules/node/node.js";
import { companyId, everyElement } from "../../limits/firmware/models.js";
import { known } from "../keys.js";
import { fuzzed } from "./firmware.js";
import { genericServers } from "../../limits/firmware/generic-models.js";

/** A node with all servers, for a host with a GATT server. */
export function start(host: Host): Firmware {
  const elements = everyElement([], genericServers());
  const onAttention = () => undefined;
  return fuzzed(new Node({ host, companyId, elements, peers: [known.friend], onAttention }));
}
