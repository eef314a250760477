import test from "ava";
import { apart } from "../../../tools/report/page/apart.js";

const plan = { width: 800, height: 400 };

for (const [title, places, expected] of [
  [
    "stations at different places stay where they are",
    [
      { x: 30, y: 30 },
      { x: 60, y: 30 },
    ],
    [
      { x: 30, y: 30 },
      { x: 60, y: 30 },
    ],
  ],
  [
    "the second one at a place is below the first",
    [
      { x: 30, y: 30 },
      { x: 400, y: 200 },
      { x: 30.2, y: 29.8 },
    ],
    [
      { x: 30, y: 30 },
      { x: 400, y: 200 },
      { x: 30.2, y: 67.8 },
    ],
  ],
  [
    "at the lower right edge it is above the first",
    [
      { x: 770, y: 370 },
      { x: 770, y: 370 },
    ],
    [
      { x: 770, y: 370 },
      { x: 770, y: 332 },
    ],
  ],
  [
    "the fifth one begins a column",
    Array.from({ length: 5 }, () => ({ x: 770, y: 30 })),
    [30, 68, 106, 144, 30].map((y, i) => ({ x: i < 4 ? 770 : 700, y })),
  ],
] as const)
  test(`plan: ${title}`, (t) => {
    t.deepEqual(apart(places, plan), [...expected]);
  });
