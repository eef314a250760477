import type { SeededRandom } from "../../../hosts/node/seeded-random.js";

/** A device loses power. */
export interface PowerCut {
  /** Index of the device. */
  readonly device: number;
  /** Milliseconds from the top provisioner's start. */
  readonly at: number;
  /** Milliseconds without power. */
  readonly duration: number;
}

/** Milliseconds within which power is cut, by number of nodes: the time of most activity. */
const span = (nodes: number) => Math.min(2000 + 60 * nodes, 8000);
const shortest = 500;
const longest = 3000;

/** Random power cuts of a share (0..1) of the devices, one each. */
export function powerCuts(nodes: number, share: number, random: SeededRandom): readonly PowerCut[] {
  const devices = Array.from({ length: nodes }, (_, i) => i);
  const cuts: PowerCut[] = [];
  for (let left = Math.round(nodes * share); left > 0; left--) {
    const [device] = devices.splice(Math.floor(random.next() * devices.length), 1);
    const at = random.next() * span(nodes);
    cuts.push({ device: device!, at, duration: shortest + random.next() * (longest - shortest) });
  }
  return cuts;
}
