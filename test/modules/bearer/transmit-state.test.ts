import test from "ava";
import { transmitParameters } from "../../../modules/bearer/transmit-state.js";

test("transmit state: count and steps become transmissions and milliseconds", (t) => {
  for (const [count, intervalSteps, transmissions, interval] of [
    [0, 0, 1, 20],
    [0, 1, 1, 20],
    [2, 2, 3, 30],
    [7, 31, 8, 320],
  ] as const)
    t.deepEqual(transmitParameters({ count, intervalSteps }), { transmissions, interval });
});
