import test from "ava";
import { SeededRandom } from "../../../../hosts/node/seeded-random.js";
import { silentProgress } from "../../../../tools/cli/progress.js";
import { Building } from "../../../../tools/simulate/building/building.js";
import { floorsOf, lightsPerRelay } from "../../../../tools/simulate/building/floors.js";
import type { BuildingOptions } from "../../../../tools/simulate/building/options.js";
import {
  buildingText,
  type BuildingReport,
  share,
  succeeded,
} from "../../../../tools/simulate/building/report.js";

function run(options: Partial<BuildingOptions> = {}): Promise<BuildingReport> {
  const usual = { nodes: 60, floors: 3, switchings: 4, seed: "1", air: "kind" } as const;
  return new Building({ ...usual, ...options }, silentProgress).run();
}

/** Without what depends on the computer. */
function simulated({ loadSeconds, memoryMB, switchSeconds, ...rest }: BuildingReport) {
  return { rest, positive: loadSeconds > 0 && memoryMB > 0 && switchSeconds > 0 };
}

test("lights on three floors are loaded configured, and follow messages to their group", async (t) => {
  const report = await run();
  t.true(succeeded(report));
  t.is(report.relays, 3);
  t.deepEqual(
    report.switchings.map(({ on }) => on),
    [true, false, true, false],
  );
  for (const { events, following, times } of report.switchings) {
    t.true(following >= 54, `${following}`);
    // The switch sends three events, each relay that was reached two, and a beacon at times.
    t.true(events > 3 && events <= 3 + 3 * report.relays, `${events}`);
    const [half, most] = times;
    t.true(half! > 0 && most! >= half!);
  }
  t.regex(buildingText(report), /^60 lights on 3 floors of 15 m x 12 m, of which 3 relay;/);
});

test("the same seed gives the same run, another one another", async (t) => {
  const [first, second, other] = [await run(), await run(), await run({ seed: "2" })];
  t.deepEqual(simulated(first), simulated(second));
  t.true(simulated(first).positive);
  t.notDeepEqual(simulated(first).rest.switchings, simulated(other).rest.switchings);
});

test("without relays lights out of reach do not follow, and the run says that it failed", async (t) => {
  // 30 dB less reach: the lights of one floor hear the switch only nearby.
  const report = await run({ airParameters: { referenceLoss: 70 } });
  t.false(succeeded(report));
  t.true(report.switchings.some(({ following }) => following < 54));
});

test("lights and relays are shared out among the floors", (t) => {
  const { lights, relays, width, depth } = floorsOf(100, 3, new SeededRandom(1));
  const counts = [0, 1, 2].map((floor) => lights.filter((light) => light.floor === floor).length);
  t.deepEqual(counts, [33, 33, 34]);
  t.true(lights.every(({ x, y }) => x >= 0 && x <= width && y >= 0 && y <= depth));
  for (const floor of [0, 1, 2]) {
    const own = relays.filter((relay, i) => relay && lights[i]!.floor === floor).length;
    t.is(own, Math.round(34 / lightsPerRelay));
  }
  // A single light on each floor relays.
  t.deepEqual(floorsOf(2, 2, new SeededRandom(1)).relays, [true, true]);
});

test("times until shares of the lights followed", (t) => {
  const times = Array.from({ length: 95 }, (_, i) => i + 1);
  t.deepEqual(share(times, 100), [50, 90, undefined]);
});
