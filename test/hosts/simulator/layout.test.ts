// Where lamps, buttons and sensors are on the simulated screen.
import test from "ava";
import { areaAt, screenLayout } from "../../../hosts/simulator/layout.js";
import type { VirtualBoardState } from "../../../modules/firmware/virtual-board.js";

const size = { width: 320, height: 240, line: 26 };

const boards: readonly (readonly [name: string, board: VirtualBoardState])[] = [
  ["nothing", { lamps: {}, buttons: [], sensors: [] }],
  ["a lamp", { lamps: { lamp: true }, buttons: [], sensors: [] }],
  [
    "two lamps and a button",
    { lamps: { left: true, right: false }, buttons: ["button"], sensors: [] },
  ],
  ["a sensor", { lamps: {}, buttons: [], sensors: ["temperature"] }],
  [
    "much",
    {
      lamps: { a: true, b: true, c: false, d: false },
      buttons: ["up", "down", "off"],
      sensors: ["x"],
    },
  ],
];

for (const [name, board] of boards)
  test(`a board with ${name} is on the screen, and nothing covers another`, (t) => {
    const layout = screenLayout(size, board);
    const { areas, lampNames, lamps, subtitle } = layout;
    t.deepEqual(
      lamps.map((lamp) => lamp.name),
      Object.keys(board.lamps),
    );
    t.is(areas.length, board.buttons.length + 2 * board.sensors.length);
    const boxes = [
      ...areas,
      ...lamps.map(({ radius, x, y }) => ({
        x: x - radius,
        y: y - radius,
        width: 2 * radius,
        height: 2 * radius,
      })),
    ];
    for (const [i, a] of boxes.entries()) {
      t.true(a.x >= 0 && a.x + a.width <= size.width && a.y + a.height <= size.height, name);
      t.true(a.y >= subtitle + size.line, "below the title");
      for (const b of boxes.slice(i + 1))
        t.true(
          a.x + a.width <= b.x ||
            b.x + b.width <= a.x ||
            a.y + a.height <= b.y ||
            b.y + b.height <= a.y,
          `${JSON.stringify(a)} ${JSON.stringify(b)}`,
        );
    }
    for (const { radius, y } of lamps) t.true(y + radius <= lampNames);
    for (const area of areas) {
      t.is(areaAt(layout, area.x, area.y), area);
      t.is(areaAt(layout, area.x + area.width - 1, area.y + area.height - 1), area);
    }
    t.is(areaAt(layout, 1, 1), undefined);
  });
