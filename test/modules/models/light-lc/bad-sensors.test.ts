// A light controller with sensors that are deaf, slow or hostile.
import test from "ava";
import { PresentAmbientLightLevel } from "../../../../modules/models/common/device-properties/light.js";
import {
  MotionSensed,
  PresenceDetected,
} from "../../../../modules/models/common/device-properties/occupancy.js";
import { LcState } from "../../../../modules/models/light-lc/machine.js";
import { SensorStatus } from "../../../../modules/models/sensor/messages.js";
import { LcRig, levels, times } from "../../../support/lc-rig.js";

const { fadeOn, run, standby } = LcState;
/** The most values that a message has room for, of 3 octets each. */
const most = 126;

/** From the last report of occupancy to the Standby state. */
const wholeTime =
  times.timeFadeOn +
  times.timeRunOn +
  times.timeFade +
  times.timeProlong +
  times.timeFadeStandbyAuto;

test("a sensor that falls silent: the light ends by its times, also where it was dark at last", (t) => {
  const lc = new LcRig();
  lc.sensor(PresentAmbientLightLevel, 0);
  lc.occupied();
  lc.clock.advance(wholeTime);
  t.is(lc.state, standby);
  lc.clock.advance(1000);
  t.is(lc.lightness, levels.lightnessStandby);
  const { length } = lc.lightnesses;
  lc.clock.advance(3_600_000);
  t.is(lc.lightnesses.length, length, "it rests");
});

test("an ambient light every 10 s only: the light stays between its level and full, and ends", (t) => {
  const lc = new LcRig({ timeRunOn: 600_000 });
  lc.occupied();
  lc.clock.advance(times.timeFadeOn);
  lc.lightnesses.length = 0;
  for (let i = 0; i < 50; i++) {
    lc.sensor(PresentAmbientLightLevel, Math.round((600 * lc.lightness ** 2) / 0xffff ** 2));
    lc.clock.advance(10_000);
  }
  t.is(lc.state, run);
  t.true(lc.lightnesses.length > 0, "it regulates");
  for (const lightness of lc.lightnesses) t.true(lightness >= levels.lightnessOn);
  lc.clock.advance(wholeTime + 600_000);
  t.is(lc.lightness, levels.lightnessStandby);
});

test("occupancy every millisecond for two seconds: the light goes on once, and one time runs", (t) => {
  const lc = new LcRig({}, {}, "published");
  for (let i = 0; i < 2000; i++) {
    lc.sensor(PresenceDetected, true);
    lc.clock.advance(1);
  }
  t.deepEqual(
    lc.states.slice(1).map(({ state }) => state),
    [fadeOn, run],
  );
  lc.clock.advance(times.timeRunOn - 2);
  t.is(lc.state, run);
  lc.clock.advance(1);
  t.not(lc.state, run);
});

test("darkness and the sun by turns, every 10 ms: ten steps a second, none published before it rests", (t) => {
  const lc = new LcRig({ timeRunOn: 600_000 }, {}, "published");
  lc.occupied();
  lc.clock.advance(times.timeFadeOn);
  lc.rig.services.published.length = lc.lightnesses.length = 0;
  for (let i = 0; i < 1000; i++) {
    lc.sensor(PresentAmbientLightLevel, i % 2 === 0 ? 0 : 167_772.13);
    lc.clock.advance(10);
  }
  t.true(lc.lightnesses.length <= 100, `${lc.lightnesses.length}`);
  t.is(lc.rig.services.published.length, 0);
  for (const lightness of lc.lightnesses) t.true(lightness >= levels.lightnessOn);
});

for (const [name, property, octet, state, dropped] of [
  ["motion", MotionSensed, 200, fadeOn, 0],
  ["no motion", MotionSensed, 0, standby, 0],
  ["a prohibited one", PresenceDetected, 2, standby, most],
] as const)
  test(`a message as long as possible, of ${name} ${most} times: one work, each value counts`, (t) => {
    const lc = new LcRig();
    const value = { propertyId: property.id, raw: Uint8Array.of(octet) };
    const { diagnostics, queue } = lc.rig.services;
    let posted = 0;
    const post = queue.post.bind(queue) as (...args: readonly unknown[]) => void;
    queue.post = (...args: readonly unknown[]) => {
      posted++;
      post(...args);
    };
    lc.rig.tell(SensorStatus, { values: new Array<typeof value>(most).fill(value) });
    t.true(posted < 10, `${posted}`);
    t.is(lc.state, state);
    t.is(diagnostics.dropped("model.value"), dropped);
  });
