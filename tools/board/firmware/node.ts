import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { start as startReceiver } from "../../bench/firmware/receiver.js";

/**
 * A provisioned light with the keys of tools/bench/packets.ts; "relay" enables its Relay feature.
 */
export function start(host: Host): Firmware {
  const node = startReceiver(host);
  return {
    close: () => node.close(),
    call(name) {
      if (name !== "relay") return node.call(name);
      node.network!.settings.relay = true;
      return null;
    },
  };
}
