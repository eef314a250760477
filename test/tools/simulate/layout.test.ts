import test from "ava";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { airParameters, distanceOfLoss } from "../../../tools/air/model.js";
import { SENSITIVITY } from "../../../tools/air/parameters.js";
import { distance, meanLoss, type Position } from "../../../tools/air/propagation.js";
import { layout, layoutNames, type Layout } from "../../../tools/simulate/layout.js";

const reach = distanceOfLoss(airParameters("kind"));

function plan(name: Layout["name"], nodes: number, seed: number | string = 1): Layout {
  return layout(name, nodes, new SeededRandom(seed), reach);
}

/** dBm, without shadowing and fading, that one place hears another with. */
function power({ walls }: Layout, a: Position, b: Position): number {
  const site = (position: Position) => ({ index: 0, position, walls: 0 });
  return -meanLoss(site(a), site(b), walls, airParameters("kind"));
}

/** Hops from the provisioner to each node, over links of at least `least` dBm; Infinity for none. */
function hops(floor: Layout, least: number): number[] {
  const { positions } = floor;
  const depths = positions.map(() => Infinity);
  let edge = [floor.provisioner];
  for (let depth = 1; edge.length > 0; depth++) {
    const next: Position[] = [];
    positions.forEach((position, i) => {
      if (depths[i]! < Infinity) return;
      if (!edge.some((from) => power(floor, from, position) >= least)) return;
      depths[i] = depth;
      next.push(position);
    });
    edge = next;
  }
  return depths;
}

for (const name of layoutNames) {
  test(`${name}: a place inside for each node, none on top of another`, (t) => {
    for (const nodes of [1, 2, 3, 7, 20, 100, 333, 1000]) {
      const { positions, provisioner, rooms, width, height } = plan(name, nodes);
      t.is(positions.length, nodes);
      for (const { x, y } of [...positions, provisioner])
        t.true(x > 0 && x < width && y > 0 && y < height);
      for (const { x, y } of positions)
        t.is(
          rooms.filter(
            (room) =>
              x > room.x && x < room.x + room.width && y > room.y && y < room.y + room.height,
          ).length,
          1,
        );
      let least = Infinity;
      for (const [i, a] of positions.entries())
        for (const b of positions.slice(i + 1)) least = Math.min(least, distance(a, b));
      t.true(least > 0.3, `${nodes} nodes: ${least} m`);
    }
  });

  test(`${name}: connected with 6 dB to spare`, (t) => {
    for (const nodes of [1, 2, 5, 10, 20, 50, 100, 300, 1000])
      t.true(Math.max(...hops(plan(name, nodes), SENSITIVITY + 6)) < Infinity, `${nodes} nodes`);
  });

  test(`${name}: the same seed gives the same plan, another seed another`, (t) => {
    t.deepEqual(plan(name, 50, 7), plan(name, 50, 7));
    t.notDeepEqual(plan(name, 50, 7).positions, plan(name, 50, 8).positions);
  });

  test(`${name}: no plan for less than a node`, (t) => {
    for (const nodes of [0, -1, 1.5, NaN])
      t.throws(() => plan(name, nodes), { instanceOf: RangeError });
  });
}

test("room: most links have 10 dB to spare", (t) => {
  for (const [nodes, width, height] of [
    [100, 20, 15],
    [1000, 40, 30],
  ] as const) {
    const floor = plan("room", nodes);
    t.deepEqual([floor.width, floor.height], [width, height]);
    let links = 0;
    let good = 0;
    for (const [i, a] of floor.positions.entries())
      for (const b of floor.positions.slice(i + 1)) {
        links++;
        if (power(floor, a, b) >= SENSITIVITY + 10) good++;
      }
    t.true(good / links > 0.85, `${nodes} nodes: ${good / links}`);
    t.is(Math.max(...hops(floor, SENSITIVITY)), 1);
  }
});

test("corridor: five hops to the far end", (t) => {
  for (const seed of [1, 2, 3])
    for (const nodes of [20, 100, 300, 1000])
      t.is(Math.max(...hops(plan("corridor", nodes, seed), SENSITIVITY)), 5, `${nodes} nodes`);
});

test("house: rooms do not overlap, each has a door, and what lies between weakens", (t) => {
  const floor = plan("house", 100);
  const { rooms, width, height } = floor;
  const covered = rooms.reduce((sum, room) => sum + room.width * room.height, 0);
  t.is(covered, width * height);
  const centre = ({ x, y, width: w, height: h }: Layout["rooms"][number]) => ({
    x: x + w / 2,
    y: y + h / 2,
  });
  const first = rooms.find(({ name }) => name === "room 1")!;
  const second = rooms.find(({ name }) => name === "room 2")!;
  const hallway = rooms.find(({ name }) => name === "hallway 1")!;
  const free = { ...floor, walls: [] };
  const lost = (a: Position, b: Position) => power(free, a, b) - power(floor, a, b);
  t.is(Math.round(lost(centre(first), centre(second))), 6);
  const atDoor = { x: centre(first).x, y: centre(hallway).y };
  t.is(Math.round(lost(centre(first), atDoor)), 0);
});
