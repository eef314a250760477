import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import { type Layout, type LayoutName, layoutNames, type Room } from "./floor-plan.js";
import { house } from "./layout-house.js";
import { spread } from "./spread.js";

export { layoutNames };
export type { Layout, LayoutName, Room };

/** Metres from the provisioner to the nearest wall behind it. */
const ASIDE = 0.5;

/**
 * Length of a corridor in units of the reach, the distance at which a packet of 0 dBm arrives at
 * the sensitivity. More than four and well under five: so the next node on the way is seldom just
 * within the reach of the last one.
 */
const CORRIDOR_LENGTH = 4.23;
const CORRIDOR_WIDTH = 6;
/**
 * Length of corridor for each node, in units of the reach, where there are few nodes: over the
 * whole corridor they would not reach each other.
 */
const CORRIDOR_PER_NODE = 0.396;

/**
 * Positions for a number of nodes. `reach`: metres at which a packet of 0 dBm arrives at the
 * sensitivity. Throws RangeError unless `nodes` is a whole number from 1.
 */
export function layout(
  name: LayoutName,
  nodes: number,
  random: SeededRandom,
  reach: number,
): Layout {
  if (!Number.isInteger(nodes) || nodes < 1) throw new RangeError("nodes: a whole number from 1");
  return plans[name](nodes, random, reach);
}

type Plan = (nodes: number, random: SeededRandom, reach: number) => Layout;

const plans: Readonly<Record<LayoutName, Plan>> = {
  room,
  corridor,
  house,
};

/**
 * One hall in which all nodes receive each other: 20 m x 15 m for 100 nodes, 40 m x 30 m for
 * 1,000.
 */
function room(nodes: number, random: SeededRandom): Layout {
  const width = 20 * 2 ** Math.log10(nodes / 100);
  const height = 0.75 * width;
  const hall = { x: 0, y: 0, width, height, name: "hall" };
  return {
    name: "room",
    width,
    height,
    positions: spread(hall, nodes, random),
    provisioner: { x: width / 2, y: ASIDE },
    walls: [],
    rooms: [hall],
  };
}

/** A corridor of five hops, with the provisioner at one end; from about twenty nodes on. */
function corridor(nodes: number, random: SeededRandom, reach: number): Layout {
  const width = reach * Math.min(CORRIDOR_LENGTH, nodes * CORRIDOR_PER_NODE);
  const height = CORRIDOR_WIDTH;
  const area = { x: 0, y: 0, width, height, name: "corridor" };
  return {
    name: "corridor",
    width,
    height,
    positions: spread(area, nodes, random),
    provisioner: { x: ASIDE, y: height / 2 },
    walls: [],
    rooms: [area],
  };
}
