// Changes of a value that are published by themselves, with the times at which they are.
import test from "ava";
import { PresentAmbientLightLevel } from "../../../../modules/models/common/device-properties/light.js";
import type { SensorCadence } from "../../../../modules/models/sensor/cadence.js";
import { lightRig, published } from "../../../support/sensor-rig.js";

/** A value, when it comes, and when it is published: ms, with an interval of 1024 ms. */
type Cell = readonly [at: number, lux: number | undefined, published: number | undefined];

const triggers: readonly {
  readonly title: string;
  readonly cadence: Partial<SensorCadence>;
  readonly cells: readonly Cell[];
}[] = [
  {
    title: "a change beyond the delta, and none at it",
    cadence: { deltaDown: 10, deltaUp: 20, minInterval: 1 },
    cells: [
      [0, 100, 0],
      [2000, 120, undefined],
      [3000, 120.01, 3000],
      [4000, 110.01, undefined],
      [5000, 110, 5000],
    ],
  },
  {
    title: "small changes add up to one that is beyond the delta",
    cadence: { deltaDown: 10, deltaUp: 10, minInterval: 1 },
    cells: [
      [0, 100, 0],
      [1000, 104, undefined],
      [2000, 108, undefined],
      [3000, 112, 3000],
      [4000, 108, undefined],
      [5000, 104, undefined],
      [6000, 101, 6000],
    ],
  },
  {
    title: "a delta of 0: every change",
    cadence: { deltaDown: 0, deltaUp: 0, minInterval: 1 },
    cells: [
      [0, 1, 0],
      [1000, 1, undefined],
      [2000, 1.01, 2000],
      [3000, 1, 3000],
      [4000, 1.004, undefined],
    ],
  },
  {
    title: "percent of the value that was published last",
    cadence: { triggerType: "percent", deltaDown: 10, deltaUp: 20, minInterval: 1 },
    cells: [
      [0, 100, 0],
      [1000, 120, undefined],
      [2000, 120.01, 2000],
      [3000, 108.01, undefined],
      [4000, 108, 4000],
      [5000, 0, 5000],
      [6000, 0.01, 6000],
    ],
  },
  {
    title: "an unknown value, and a known one after it",
    cadence: { deltaDown: 1000, deltaUp: 1000, minInterval: 1 },
    cells: [
      [0, 100, 0],
      [1000, undefined, 1000],
      [2000, undefined, undefined],
      [3000, 100, 3000],
    ],
  },
  {
    title: "no sooner than the minimum interval, and then the latest value",
    cadence: { deltaDown: 0, deltaUp: 0, minInterval: 1024 },
    cells: [
      [0, 100, 0],
      [500, 101, undefined],
      [800, 102, 1024],
      [2048, 103, 2048],
      [3000, 104, 3072],
      [6000, 105, 6000],
    ],
  },
  {
    title: "a change that is taken back before the minimum interval is over is not published",
    cadence: { deltaDown: 10, deltaUp: 10, minInterval: 1024 },
    cells: [
      [0, 100, 0],
      [500, 200, undefined],
      [700, 100, undefined],
      [3000, 105, undefined],
    ],
  },
];

for (const { cadence, cells, title } of triggers)
  test(`triggers: ${title}`, async (t) => {
    const rig = lightRig(cadence);
    rig.publish();
    const { light, mesh } = rig;
    const start = rig.mesh.clock.now();
    for (const [at, lux] of cells) {
      await mesh.clock.run(start + at - mesh.clock.now());
      light.update(lux);
    }
    await mesh.clock.run(5000);
    const expected = cells.filter(([, , published]) => published !== undefined);
    const values = published(rig, PresentAmbientLightLevel, start);
    t.deepEqual(
      values.map(([, lux]) => lux),
      expected.map(([, lux]) => lux),
    );
    values.forEach(([time], i) => {
      const late = time - expected[i]![2]!;
      // What it takes on the air.
      t.true(late >= 0 && late <= 30, `${i}: ${late} ms late`);
    });
  });
