import test from "ava";
import { SeededRandom } from "../../../../hosts/node/seeded-random.js";
import { powerCuts } from "../../../../tools/simulate/fast/power-cuts.js";

test("the share of the devices that was asked for, each once", (t) => {
  const cuts = powerCuts(50, 0.3, new SeededRandom("1"));
  t.is(cuts.length, 15);
  t.is(new Set(cuts.map(({ device }) => device)).size, 15);
  for (const { at, device, duration } of cuts) {
    t.true(device >= 0 && device < 50);
    t.true(at >= 0 && at < 5000);
    t.true(duration >= 500 && duration < 3000);
  }
});

test("none, and all", (t) => {
  t.deepEqual(powerCuts(50, 0, new SeededRandom("1")), []);
  t.is(powerCuts(50, 1, new SeededRandom("1")).length, 50);
});

test("the same numbers give the same cuts", (t) => {
  const cuts = () => powerCuts(20, 0.5, new SeededRandom("again"));
  t.deepEqual(cuts(), cuts());
});
