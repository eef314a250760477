import test from "ava";
import { benchBuilding, buildingTable } from "../../../tools/bench/building.js";

test("a building is switched, and its processor time set against the loop", async (t) => {
  const figures = await benchBuilding({
    nodes: 20,
    floors: 2,
    switchings: 2,
    seed: "1",
    air: "kind",
  });
  const { loadSeconds, ratio, referenceSeconds, switchSeconds } = figures;
  t.true(figures.succeeded);
  t.true(figures.events > 4 && figures.simulatedMs > 4000);
  t.true(Math.abs(ratio - (loadSeconds + switchSeconds) / referenceSeconds) < 0.06);
  t.regex(buildingTable(figures), /^20 lights on 2 floors .*\n2 messages[^]*\nReference loop: /);
});
