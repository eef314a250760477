import type { Firmware } from "../../../../modules/firmware/start.js";
import type { DropReason } from "../../../../modules/host/drop-reason.js";
import type { Host } from "../../../../modules/host/host.js";

/** Drops packets, and does by their first octet something before or after it. */
export function start({ radio, trace }: Host): Firmware {
  const drop = (reason: DropReason, octets: number) => trace?.({ type: "drop", reason, octets });
  const steps: ((octets: number) => void)[] = [
    (octets) => drop("network.cached", octets),
    (octets) => {
      drop("network.cached", octets);
      drop("network.replay", octets);
      drop("network.own", octets);
    },
    (octets) => {
      drop("network.cached", octets);
      trace?.({ type: "log", level: "log", text: "é" });
      drop("network.own", octets);
    },
    (octets) => {
      drop("network.cached", octets);
      radio.advertise(Uint8Array.of(9, 8, 7), 1, 20, () => drop("network.own", 0));
    },
    (octets) => {
      drop("network.cached", octets);
      throw new Error("it fails after it has dropped a packet");
    },
  ];
  radio.scan((data) => steps[data[0]!]!(data.length));
  return { close: () => radio.scan(undefined) };
}
