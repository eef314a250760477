import test from "ava";
import { SeededRandom } from "../../../../hosts/node/seeded-random.js";
import { MotionDetector, planPeople } from "../../../../tools/simulate/room/people.js";
import { desks, zones } from "../../../../tools/simulate/room/plan.js";

for (const seed of ["1", "2", "3", "4"])
  test(`everybody is at a desk of their own, four times a day, and is seen there: seed ${seed}`, (t) => {
    const { motions, stays } = planPeople(new SeededRandom(seed));
    for (const [desk, { zone }] of desks.entries()) {
      const own = stays.filter((stay) => stay.desk === desk);
      t.is(own.length, 4);
      for (const [i, { from, to }] of own.entries()) {
        t.true(from < to && from > (own[i - 1]?.to ?? 7));
        const seen = motions[zone].filter((hour) => hour >= from && hour <= to).length;
        // One movement in twenty seconds, on average.
        t.true(seen > (0.5 * 3600 * (to - from)) / 20, `${seen} in ${to - from} h`);
      }
    }
    for (const zone of zones)
      t.true(motions[zone].every((hour, i) => i === 0 || hour >= motions[zone][i - 1]!));
    t.deepEqual(planPeople(new SeededRandom(seed)), { motions, stays });
  });

test("a motion detector tells of each movement once", (t) => {
  const detector = new MotionDetector(Float64Array.of(8, 8.1, 8.1, 9));
  const read = [7, 8, 8, 8.05, 8.2, 8.3, 10, 11].map((hour) => detector.read(hour));
  t.deepEqual(read, [0, 1, 0, 0, 1, 0, 1, 0]);
});
