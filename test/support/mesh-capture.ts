// What was on a test air, as a capture for tshark.
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { toHex } from "../../modules/base/bytes.js";
import { VirtualAir } from "../../tools/air/air.js";
import { Capture } from "../../tools/capture/capture.js";
import { appKey, deviceKeyOf, type Mesh, netKey } from "./mesh.js";
import { sensorAddress } from "./sensor-rig.js";

/** AD type of a mesh message. */
const meshMessage = 0x2a;

/** The mesh messages that were on the air, each once. */
export function meshPackets({ air }: Mesh): readonly Uint8Array[] {
  const seen = new Set<string>();
  return air.log
    .map(({ data }) => data)
    .filter((data) => data[1] === meshMessage && !seen.has(toHex(data)) && seen.add(toHex(data)));
}

/** Writes a capture of packets of a node and of the one with the servers. */
export function recordPackets(path: string, packets: readonly Uint8Array[]): void {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, model: "ideal" });
  const capture = new Capture({ air, path });
  capture.keys.addNetKey(netKey);
  capture.keys.addIvIndex(7);
  capture.keys.addAppKey(appKey);
  for (const address of [0x0001, sensorAddress])
    capture.keys.addDeviceKey(address, deviceKeyOf(address));
  const station = air.attach({ name: "sender" });
  const rest = [...packets];
  const next = () => {
    const data = rest.shift();
    if (data) station.advertise(data, 1, 20, next);
  };
  next();
  clock.advanceTo(60_000);
  capture.close();
}
