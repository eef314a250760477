import test from "ava";
import { airSpeedTable, benchAirSpeed } from "../../../tools/bench/air-speed.js";

test("each network is simulated to its end, and its processor time set against the loop", async (t) => {
  const figures = await benchAirSpeed([
    { nodes: 2, kind: "lights" },
    { nodes: 3, kind: "fast" },
  ]);
  for (const { events, ratio, referenceSeconds, seconds, succeeded } of figures) {
    t.true(succeeded);
    t.true(events > 20);
    t.true(seconds > 0 && referenceSeconds > 0);
    t.true(Math.abs(ratio - seconds / referenceSeconds) < 0.01);
  }
  const [, , lights, fast] = airSpeedTable(figures).split("\n");
  t.regex(lights!, /^2 lights on XS, .* yes /);
  t.regex(fast!, /^3 devices on Node\.js, .* yes /);
});
