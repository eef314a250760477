import type { Firmware } from "../../../../modules/firmware/start.js";
import type { Host } from "../../../../modules/host/host.js";
import { start as startLight } from "../../../../tools/bench/firmware/receiver.js";

/** The Relay and Relay Retransmit states. */
export interface RelayState {
  readonly relay: boolean;
  readonly transmissions: number;
  readonly interval: number;
  /** Phase of the Key Refresh procedure to begin, if any: 1, or 2, in which it sends with the new key. */
  readonly refresh?: 1 | 2;
}

/** The new key of the subnet. */
export function newNetKey(): Uint8Array {
  return new Uint8Array(16).fill(5);
}

/** A provisioned light. "relay" sets its states, "drops" returns its counters. */
export function start(host: Host): Firmware {
  const node = startLight(host);
  return {
    close: () => node.close(),
    call(name, argument) {
      const { settings } = node.network!;
      if (name === "drops") return node.diagnostics.drops();
      const { relay, transmissions, interval, refresh } = argument as RelayState;
      if (refresh === 1) node.network!.subnets.update(0, newNetKey());
      else if (refresh === 2) node.network!.subnets.setPhase(0, 2);
      settings.relay = relay;
      settings.relayRetransmit = { transmissions, interval };
      return null;
    },
  };
}
