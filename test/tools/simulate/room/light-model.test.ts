import test from "ava";
import { SeededRandom } from "../../../../hosts/node/seeded-random.js";
import { Daylight, lampLux, lampShares } from "../../../../tools/simulate/room/light-model.js";
import { desks, lights } from "../../../../tools/simulate/room/plan.js";

test("the lamps alone light every desk with 400 to 700 lx, and each the more the nearer it is", (t) => {
  const full = lights.map(() => 1);
  for (const { position } of desks) {
    const shares = lampShares(position);
    const lux = lampLux(shares, full);
    t.true(lux > 400 && lux < 700, `${lux}`);
    t.is(
      lampLux(
        shares,
        lights.map(() => 0),
      ),
      0,
    );
    const distances = lights.map((light) =>
      Math.hypot(light.position.x - position.x, light.position.y - position.y),
    );
    for (const [i, distance] of distances.entries())
      for (const [j, other] of distances.entries())
        if (distance < other) t.true(shares[i]! > shares[j]!);
  }
});

test("a lamp straight above gives I / h², one at 45 degrees a quarter of that", (t) => {
  const { position } = lights[0]!;
  t.is(lampShares(position)[0], 1400 / 4);
  t.true(Math.abs(lampShares({ x: position.x + 2, y: position.y })[0]! - 1400 / 16) < 1e-9);
});

test("daylight: none at night, never more than under a clear sky, less away from the window; the same seed gives the same day", (t) => {
  const day = new Daylight(new SeededRandom("a"));
  const same = new Daylight(new SeededRandom("a"));
  const other = new Daylight(new SeededRandom("b"));
  let differs = false;
  for (let hour = 0; hour <= 24; hour += 0.05) {
    const outside = day.outside(hour);
    if (hour <= 7 || hour >= 19) t.is(outside, 0);
    else t.true(outside > 0 && outside <= 25_000);
    t.true(day.inside(hour, 6.75) <= day.inside(hour, 2.25));
    t.is(same.outside(hour), outside);
    differs ||= other.outside(hour) !== outside;
  }
  t.true(differs);
});
