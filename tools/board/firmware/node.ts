import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { start as startReceiver } from "../../bench/firmware/receiver.js";

/** A light on a network, as the packets of tools/bench/packets.ts want it; "relay" makes it one that relays. */
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
