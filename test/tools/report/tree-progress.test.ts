import test from "ava";
import { progressAt } from "../../../tools/report/page/tree-progress.js";

test("a line grows from the link's opening to the final status", (t) => {
  t.deepEqual(
    [500, 1000, 1500, 2000, 3000].map((time) => progressAt([0, 1, 1000, 2000], time)),
    [0, 0, 0.5, 1, 1],
  );
});

test("the line of a device that was never configured stays half", (t) => {
  t.deepEqual(
    [1000, 1001, 9000].map((time) => progressAt([0, 1, 1000, null], time)),
    [0, 0.5, 0.5],
  );
});
