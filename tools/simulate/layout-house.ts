import type { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { Wall } from "../air/propagation.js";
import type { Layout, Room } from "./floor-plan.js";
import { spread } from "./spread.js";

const NODES_PER_ROOM = 5;
// Lengths are in metres.
const ROOM = 5;
const HALLWAY = 2.5;
const DOOR = 1;
/** Width of a wing: rooms on both sides of a hallway. */
const WING = 2 * ROOM + HALLWAY;
/**
 * Rooms on one side of a hallway, for each wing: the house is 1.5 times as wide as it is high.
 */
const ROOMS_PER_WING = (1.5 * WING) / ROOM;

/**
 * One floor of a large house: wings of rooms along a hallway, side by side, with a
 * door from each room to its hallway; where there is more than one wing, another
 * hallway along their ends joins them.
 */
export function house(nodes: number, random: SeededRandom): Layout {
  const wanted = nodes / NODES_PER_ROOM;
  const wings = Math.max(1, Math.round(Math.sqrt(wanted / (2 * ROOMS_PER_WING))));
  const perSide = Math.ceil(wanted / (2 * wings));
  const left = wings > 1 ? HALLWAY : 0;
  const width = left + perSide * ROOM;
  const height = wings * WING;
  const rooms: Room[] = [];
  const walls: Wall[] = [];
  if (wings > 1) rooms.push({ x: 0, y: 0, width: left, height, name: "hallway" });
  for (let wing = 0; wing < wings; wing++) addWing(wing, left, perSide, rooms, walls);
  return {
    name: "house",
    width,
    height,
    positions: shares(rooms, nodes).flatMap((count, i) => spread(rooms[i]!, count, random)),
    provisioner: { x: HALLWAY / 2, y: wings > 1 ? height / 2 : WING / 2 },
    walls,
    rooms,
  };
}

function addWing(wing: number, left: number, perSide: number, rooms: Room[], walls: Wall[]): void {
  const bottom = wing * WING;
  const right = left + perSide * ROOM;
  const lower = bottom + ROOM;
  const upper = lower + HALLWAY;
  if (wing > 0) walls.push(across(left, right, bottom));
  for (const [side, y] of [bottom, upper].entries())
    for (let i = 0; i < perSide; i++) {
      const x = left + i * ROOM;
      const name = `room ${(2 * wing + side) * perSide + i + 1}`;
      rooms.push({ x, y, width: ROOM, height: ROOM, name });
      if (x > 0) walls.push({ from: { x, y }, to: { x, y: y + ROOM } });
    }
  const length = right - left;
  rooms.push({ x: left, y: lower, width: length, height: HALLWAY, name: `hallway ${wing + 1}` });
  for (const y of [lower, upper]) {
    let from = left;
    for (let i = 0; i < perSide; i++) {
      const door = left + (i + 0.5) * ROOM - DOOR / 2;
      walls.push(across(from, door, y));
      from = door + DOOR;
    }
    walls.push(across(from, right, y));
  }
}

function across(from: number, to: number, y: number): Wall {
  return { from: { x: from, y }, to: { x: to, y } };
}

/** Number of nodes in each room, in proportion to its size. */
function shares(rooms: readonly Room[], nodes: number): number[] {
  const size = ({ width, height }: Room) => width * height;
  const total = rooms.reduce((sum, room) => sum + size(room), 0);
  let before = 0;
  let given = 0;
  return rooms.map((room) => {
    before += size(room);
    const upToHere = Math.round((nodes * before) / total);
    const count = upToHere - given;
    given = upToHere;
    return count;
  });
}
