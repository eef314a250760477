import type { Firmware } from "../../../../modules/firmware/start.js";
import type { Host } from "../../../../modules/host/host.js";
import { start as startLight } from "../../../../tools/bench/firmware/receiver.js";

/** The Relay and Relay Retransmit states. */
export interface RelayState {
  readonly relay: boolean;
  readonly transmissions: number;
  readonly interval: number;
}

/** A provisioned light. "relay" sets its states, "drops" returns its counters. */
export function start(host: Host): Firmware {
  const node = startLight(host);
  return {
    close: () => node.close(),
    call(name, argument) {
      const { settings } = node.network!;
      if (name === "drops") return node.diagnostics.drops();
      const { relay, transmissions, interval } = argument as RelayState;
      settings.relay = relay;
      settings.relayRetransmit = { transmissions, interval };
      return null;
    },
  };
}
