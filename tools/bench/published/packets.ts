import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { VirtualAir } from "../../air/air.js";
import type { AirModel } from "../../air/model.js";

const data = new Uint8Array(31).fill(1);
const none = () => undefined;

/**
 * Mean and standard deviation in dBm of packets received at a distance in metres, over many
 * pairs.
 */
export function signalStrengths(
  air: AirModel,
  metres: readonly number[],
): { readonly metres: number; readonly mean: number; readonly deviation: number }[] {
  return metres.map((x) => {
    const clock = new VirtualClock();
    const virtual = new VirtualAir({ clock, seed: 1, model: air });
    const sender = virtual.attach({ name: "sender", spacing: [0, 0] });
    const heard: number[] = [];
    for (let i = 0; i < 200; i++) {
      const receiver = virtual.attach({ name: `${i}`, position: { x, y: 0 } });
      receiver.scan((_data, rssi) => heard.push(rssi));
    }
    sender.advertise(data, 100, 20, none);
    clock.advanceTo(5000);
    const mean = heard.reduce((sum, rssi) => sum + rssi, 0) / heard.length;
    const variance = heard.reduce((sum, rssi) => sum + (rssi - mean) ** 2, 0) / heard.length;
    return { metres: x, mean, deviation: Math.sqrt(variance) };
  });
}

/**
 * The share of a sender's packets that a receiver 5 m away no longer receives when a neighbour 1
 * m from the receiver sends a packet at an interval in ms.
 */
export function lostToNeighbour(air: AirModel, every: number): number {
  return 1 - receivedBeside(air, every) / receivedBeside(air, undefined);
}

function receivedBeside(air: AirModel, every: number | undefined): number {
  const clock = new VirtualClock();
  const virtual = new VirtualAir({ clock, seed: 1, model: air, shadowing: 0 });
  const sender = virtual.attach({ name: "sender", position: { x: 5, y: 0 }, spacing: [0, 0] });
  const neighbour = virtual.attach({
    name: "neighbour",
    position: { x: 0, y: 1 },
    sets: 4,
    spacing: [0, 0],
    sendDelay: [0, 0],
  });
  const receiver = virtual.attach({ name: "receiver" });
  let received = 0;
  receiver.scan((packet) => {
    if (packet[0] === 1) received++;
  });
  sender.advertise(data, 5000, 100, none);
  const foreign = new Uint8Array(31).fill(2);
  const disturb = () => {
    neighbour.advertise(foreign, 1, 20, none);
    clock.schedule(disturb, every!);
  };
  if (every !== undefined) disturb();
  clock.advanceTo(400_000);
  return received;
}
