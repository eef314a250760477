// When the values of sensors are published: the period, the fast range, triggers, the minimum interval.
import test from "ava";
import { octets } from "../../../../modules/access/fields.js";
import { toHex } from "../../../../modules/base/bytes.js";
import { deviceProperty } from "../../../../modules/models/common/device-properties/device-property.js";
import { PresentAmbientLightLevel } from "../../../../modules/models/common/device-properties/light.js";
import {
  PeopleCount,
  PresenceDetected,
} from "../../../../modules/models/common/device-properties/occupancy.js";
import { SensorState } from "../../../../modules/models/sensor/sensor-state.js";
import {
  lightRig,
  published,
  seconds,
  sensorRig,
  withoutCadence,
} from "../../../support/sensor-rig.js";

/** Longest of the random delays of a publication, and of a packet on the air. */
const randomDelay = 560;

test("without a cadence a value is published once each period, whatever it is", async (t) => {
  const rig = lightRig();
  rig.publish({ period: seconds(10) });
  rig.light.update(5);
  await rig.mesh.clock.run(9000);
  rig.light.update(1000);
  await rig.mesh.clock.run(22_000);
  const values = published(rig, PresentAmbientLightLevel);
  t.deepEqual(
    values.map(([, value]) => value),
    [5, 1000, 1000, 1000],
  );
  for (let i = 1; i < values.length; i++) {
    const period = values[i]![0] - values[i - 1]![0];
    t.true(Math.abs(period - 10_000) <= randomDelay, `${period}`);
  }
});

test("without a publish period there is nothing but triggers", async (t) => {
  const rig = lightRig({ deltaUp: 100, fastPeriodDivisor: 4, fastLow: 0, fastHigh: 1000 });
  rig.publish();
  rig.light.update(50);
  await rig.mesh.clock.run(60_000);
  rig.light.update(150);
  await rig.mesh.clock.run(60_000);
  rig.light.update(151);
  await rig.mesh.clock.run(60_000);
  t.deepEqual(
    published(rig, PresentAmbientLightLevel).map(([, value]) => value),
    [50, 151],
  );
});

/** Values, and how many seconds lie between their publications then: the period is 16 s, divided by 8. */
const ranges: readonly (readonly [
  low: number,
  high: number,
  slow: readonly number[],
  fast: readonly number[],
])[] = [
  [100, 200, [99.99, 200.01, 0], [100, 150, 200]],
  [200, 100, [100, 150, 200], [99.99, 200.01, 0]],
];

for (const [low, high, slow, fast] of ranges)
  for (const [lux, period] of [
    ...slow.map((value) => [value, 16] as const),
    ...fast.map((value) => [value, 2] as const),
  ])
    test(`a fast range from ${low} to ${high}: ${lux} is published each ${period} s`, async (t) => {
      const rig = lightRig({ fastPeriodDivisor: 3, fastLow: low, fastHigh: high });
      rig.light.update(lux);
      rig.publish({ period: seconds(16) });
      await rig.mesh.clock.run(96_000 + 100);
      const count = published(rig, PresentAmbientLightLevel).length;
      t.true(Math.abs(count - 96 / period) <= 1, `${count}`);
    });

test("a value that enters the fast range is published at once, and then fast; one that leaves it is slow again", async (t) => {
  const rig = lightRig({ fastPeriodDivisor: 3, fastLow: 100, fastHigh: 200 });
  const { light, mesh } = rig;
  rig.publish({ period: seconds(16) });
  await mesh.clock.run(20_000);
  const entered = rig.mesh.clock.now();
  light.update(150);
  await mesh.clock.run(10_500);
  const fast = published(rig, PresentAmbientLightLevel, entered).filter(([, lux]) => lux === 150);
  t.true(fast[0]![0] <= randomDelay);
  t.true(fast.length >= 5 && fast.length <= 7, `${fast.length}`);
  light.update(10);
  const left = rig.mesh.clock.now();
  await mesh.clock.run(16_000 * 4);
  const slow = published(rig, PresentAmbientLightLevel, left).filter(([, lux]) => lux === 10);
  t.true(slow.length >= 3 && slow.length <= 5, `${slow.length}`);
  for (let i = 1; i < slow.length; i++) {
    const period = slow[i]![0] - slow[i - 1]![0];
    t.true(Math.abs(period - 16_000) <= 2000 + randomDelay, `${period}`);
  }
});

test("fast is never faster than the minimum interval", async (t) => {
  const rig = lightRig({ fastPeriodDivisor: 15, minInterval: 2048, fastLow: 0, fastHigh: 1000 });
  rig.publish({ period: seconds(10) });
  await rig.mesh.clock.run(60_000);
  const values = published(rig, PresentAmbientLightLevel);
  // 10 s divided by 4 is 2.5 s.
  t.true(values.length >= 23 && values.length <= 25, `${values.length}`);
  for (let i = 1; i < values.length; i++)
    t.true(values[i]![0] - values[i - 1]![0] >= 2048 - 30, `${values[i]![0]}`);
});

test("a periodic publication soon after a triggered one waits for the minimum interval", async (t) => {
  const rig = lightRig({ deltaUp: 10, deltaDown: 10, minInterval: 4096 });
  const { light, mesh } = rig;
  rig.publish({ period: seconds(10) });
  light.update(1);
  // Values that change all the time, so that there are triggers just before each period is over.
  for (let i = 0; i < 200; i++) {
    light.update(i % 2 === 0 ? 1 : 100);
    await mesh.clock.run(333);
  }
  const values = published(rig, PresentAmbientLightLevel);
  t.true(values.length >= 14, `${values.length}`);
  for (let i = 1; i < values.length; i++) {
    const gap = values[i]![0] - values[i - 1]![0];
    t.true(gap >= 4096 - 30, `${gap}`);
  }
});

function officeRig() {
  const cadence = {
    ...withoutCadence,
    fastPeriodDivisor: 2,
    fastLow: 1,
    fastHigh: 1,
    deltaUp: 0,
    deltaDown: 0,
  };
  const rig = sensorRig(() => [
    new SensorState(PresentAmbientLightLevel, {
      value: 300,
      cadence: { ...withoutCadence, fastPeriodDivisor: 4, fastLow: 1000, fastHigh: 2000 },
    }),
    new SensorState(PresenceDetected, { value: false, cadence }),
    new SensorState(PeopleCount, { value: 3 }),
  ]);
  const [count, presence, light] = rig.server.sensors as [
    SensorState<number | undefined>,
    SensorState<boolean>,
    SensorState<number | undefined>,
  ];
  return { ...rig, count, light, presence };
}

test("sensors of one server that are all slow are in one message, ascending by Property ID", async (t) => {
  const rig = officeRig();
  rig.publish({ period: seconds(16) });
  await rig.mesh.clock.run(50_000);
  t.deepEqual(
    rig.heard.map(({ ids }) => ids),
    Array.from({ length: 4 }, () => [0x4c, 0x4d, 0x4e]),
  );
});

test("a sensor that is fast is published by itself in between, and what is triggered too", async (t) => {
  const rig = officeRig();
  rig.publish({ period: seconds(16) });
  await rig.mesh.clock.run(1000);
  rig.heard.length = 0;
  rig.presence.update(true);
  await rig.mesh.clock.run(64_000);
  const [first] = rig.heard;
  t.deepEqual(first!.ids, [0x4d]);
  t.is(first!.get(PresenceDetected), true);
  const counts = (id: number) => rig.heard.filter(({ ids }) => ids.includes(id)).length;
  // Each 4 s, and each 16 s.
  t.true(Math.abs(counts(0x4d) - 17) <= 1, `${counts(0x4d)}`);
  t.true(Math.abs(counts(0x4c) - 4) <= 1, `${counts(0x4c)}`);
  t.is(counts(0x4c), counts(0x4e));
});

test("two sensors of different fast periods, and a third that stays slow", async (t) => {
  const rig = officeRig();
  rig.publish({ period: seconds(16) });
  await rig.mesh.clock.run(1000);
  rig.presence.update(true);
  rig.light.update(1500);
  rig.heard.length = 0;
  await rig.mesh.clock.run(128_000);
  const counts = (id: number) => rig.heard.filter(({ ids }) => ids.includes(id)).length;
  t.true(Math.abs(counts(0x4e) - 128) <= 4, `${counts(0x4e)}`);
  t.true(Math.abs(counts(0x4d) - 33) <= 4, `${counts(0x4d)}`);
  t.true(Math.abs(counts(0x4c) - 8) <= 1, `${counts(0x4c)}`);
  rig.light.update(10);
  rig.presence.update(false);
  await rig.mesh.clock.run(16_000);
  rig.heard.length = 0;
  await rig.mesh.clock.run(64_000);
  t.is(rig.server.publishPeriodDivisor, 0);
  t.deepEqual(
    rig.heard.map(({ ids }) => ids),
    Array.from({ length: 4 }, () => [0x4c, 0x4d, 0x4e]),
  );
});

test("an application publishes a value or all, no sooner than the minimum interval", async (t) => {
  const rig = officeRig();
  rig.publish();
  rig.server.publish(rig.count);
  await rig.mesh.clock.run(1000);
  t.deepEqual(
    rig.heard.map(({ ids }) => ids),
    [[0x4c]],
  );
  rig.server.publish();
  await rig.mesh.clock.run(1000);
  t.deepEqual(
    rig.heard.slice(1).map(({ ids }) => ids),
    [[0x4c], [0x4d], [0x4e]],
  );
  t.throws(() => rig.server.publish(new SensorState(PeopleCount)), {
    message: "sensor: People Count is none of this server",
  });
});

test("a sensor that is read is read each update interval, and before each message", async (t) => {
  let lux = 10;
  let reads = 0;
  const rig = sensorRig(() => [
    new SensorState(PresentAmbientLightLevel, {
      read: () => {
        reads++;
        return lux;
      },
      updateInterval: 2,
      cadence: { ...withoutCadence, deltaUp: 5, deltaDown: 5 },
    }),
  ]);
  rig.publish();
  const { clock } = rig.mesh;
  await clock.run(2500);
  t.deepEqual(
    published(rig, PresentAmbientLightLevel).map(([, value]) => value),
    [10],
  );
  lux = 20;
  await clock.run(2500);
  lux = 24;
  await clock.run(10_000);
  t.deepEqual(
    published(rig, PresentAmbientLightLevel).map(([, value]) => value),
    [10, 20],
  );
  t.is(reads, 7);
  rig.made.node.close();
  await clock.run(10_000);
  t.is(reads, 7);
});

test("a new publish address gets the values at once", async (t) => {
  const rig = lightRig();
  rig.publish({ period: seconds(30) });
  await rig.mesh.clock.run(5000);
  t.is(rig.heard.length, 1);
  rig.publish({ period: seconds(30), ttl: 3 });
  await rig.mesh.clock.run(5000);
  t.is(rig.heard.length, 2);
});

test("a value of up to 8 octets is one packet on the air: 10 octets after the opcode", async (t) => {
  const long = deviceProperty(0x07ff, "Long", octets(8));
  const rig = sensorRig(() => [new SensorState(long, { value: new Uint8Array(8).fill(5) })]);
  rig.publish();
  await rig.mesh.clock.run(1000);
  const { log: packets } = rig.mesh.air;
  packets.length = 0;
  rig.server.publish();
  await rig.mesh.clock.run(1000);
  t.is(rig.heard.length, 1);
  const { index } = rig.made.host.radio;
  // AD type of network PDUs; those of the manager are relays.
  const pdus = packets.filter(({ data, from }) => from === index && data[1] === 0x2a);
  t.is(new Set(pdus.map(({ data }) => toHex(data))).size, 1);
});
