import type { Firmware } from "../../../modules/firmware/start.js";
import type { Host } from "../../../modules/host/host.js";
import { genericOnOffServerId } from "../../../modules/models/generic-onoff/messages.js";
import { benchPublication, configure } from "../../bench/firmware/joined.js";
import { start as startReceiver } from "../../bench/firmware/receiver.js";

/**
 * A provisioned light with the keys of tools/bench/packets.ts; "relay" enables its Relay feature, and
 * "publish" lets its Generic OnOff Server publish.
 */
export function start(host: Host): Firmware {
  const node = startReceiver(host);
  return {
    close: () => node.close(),
    call(name) {
      if (name === "relay") node.network!.settings.relay = true;
      else if (name === "publish")
        configure(node, node.elements[0]!.find(genericOnOffServerId)!, benchPublication);
      else return node.call(name);
      return null;
    },
  };
}
