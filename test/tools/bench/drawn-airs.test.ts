import test from "ava";
import { airParameters, airPresets } from "../../../tools/air/model.js";
import { drawnAirs } from "../../../tools/bench/drawn-airs.js";

test("each parameter of a drawn air is between kind and harsh, and no two airs are the same", (t) => {
  const airs = drawnAirs(20, "drawn");
  for (const air of airs)
    for (const [name, value] of Object.entries(airParameters("kind", air))) {
      const ends = [airPresets.kind, airPresets.harsh].map((preset) =>
        [preset[name as keyof typeof preset]].flat(),
      );
      for (const [i, one] of [value].flat().entries()) {
        if (typeof one !== "number") continue;
        const [a, b] = ends.map((end) => end[i] as number);
        t.true(one >= Math.min(a!, b!) && one <= Math.max(a!, b!), `${name} ${one}`);
      }
    }
  t.is(new Set(airs.map((air) => JSON.stringify(air))).size, 20);
  t.deepEqual(drawnAirs(20, "drawn"), airs);
  t.true(airs.some(({ deafness, sendDelay }) => deafness > 6 && sendDelay[0] < 3));
});
