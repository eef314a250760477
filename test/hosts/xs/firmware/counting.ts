import { pduTimes } from "../../../../modules/espressif/fast-provisioning/policy/recent-traffic.js";
import type { Firmware } from "../../../../modules/firmware/start.js";
import type { Host } from "../../../../modules/host/host.js";
import type { PduTimes } from "../../../../modules/host/radio.js";
import { start as startLight } from "../../../../tools/bench/firmware/receiver.js";

/**
 * A provisioned light that may ask for the times of network PDUs: "keep" so many, beside those that it
 * has; "ages" of all, -1: fewer PDUs came; "close" ends the oldest.
 */
export function start(host: Host): Firmware {
  const node = startLight(host);
  const kept: PduTimes[] = [];
  return {
    close: () => node.close(),
    call(name, argument) {
      if (name === "drops") return node.diagnostics.drops();
      if (name === "ages") return kept.map(({ age }) => (age === Infinity ? -1 : age));
      if (name === "keep") kept.push(pduTimes(node.bearer, host.clock, argument as number));
      else kept.shift()!.close();
      return null;
    },
  };
}
