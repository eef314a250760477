// Occupancy and ambient light that sensors report to a light controller.
import test from "ava";
import { PresentAmbientLightLevel } from "../../../../modules/models/common/device-properties/light.js";
import {
  MotionSensed,
  PeopleCount,
  PresenceDetected,
  TimeSinceMotionSensed,
} from "../../../../modules/models/common/device-properties/occupancy.js";
import { LcState } from "../../../../modules/models/light-lc/machine.js";
import { LightLcOmSet } from "../../../../modules/models/light-lc/messages.js";
import { SensorStatus } from "../../../../modules/models/sensor/messages.js";
import { LcRig } from "../../../support/lc-rig.js";

const { fadeOn, standby } = LcState;

/** Values of sensors, and whether they are reports of occupancy. */
const reports: readonly (readonly [string, (lc: LcRig) => void, boolean])[] = [
  ["motion of 0.5 %", (lc) => lc.sensor(MotionSensed, 0.5), true],
  ["no motion", (lc) => lc.sensor(MotionSensed, 0), false],
  ["motion that is not known", (lc) => lc.sensor(MotionSensed, undefined), false],
  ["one person", (lc) => lc.sensor(PeopleCount, 1), true],
  ["nobody", (lc) => lc.sensor(PeopleCount, 0), false],
  ["presence", (lc) => lc.sensor(PresenceDetected, true), true],
  ["no presence", (lc) => lc.sensor(PresenceDetected, false), false],
  ["motion just now", (lc) => lc.sensor(TimeSinceMotionSensed, 0), true],
  ["motion 1 ms ago, later than the delay", (lc) => lc.sensor(TimeSinceMotionSensed, 1), false],
];

for (const [name, report, occupied] of reports)
  test(`a sensor tells of ${name}`, (t) => {
    const lc = new LcRig();
    report(lc);
    t.is(lc.state, occupied ? fadeOn : standby);
  });

test("the Occupancy Delay: from the first report on, and the time since motion counts", (t) => {
  const lc = new LcRig({ timeOccupancyDelay: 3000 });
  lc.sensor(PeopleCount, 1);
  lc.clock.advance(2000);
  lc.sensor(PeopleCount, 2);
  lc.clock.advance(999);
  t.is(lc.state, standby);
  lc.clock.advance(1);
  t.is(lc.state, fadeOn);
  const other = new LcRig({ timeOccupancyDelay: 3000 });
  other.sensor(PeopleCount, 1);
  other.sensor(TimeSinceMotionSensed, 2500);
  other.clock.advance(499);
  t.is(other.state, standby);
  other.clock.advance(1);
  t.is(other.state, fadeOn);
  const late = new LcRig({ timeOccupancyDelay: 3000 });
  late.sensor(TimeSinceMotionSensed, 3001);
  late.clock.advance(10_000);
  t.is(late.state, standby);
});

test("a delayed report does not outlive the mode", (t) => {
  const lc = new LcRig({ timeOccupancyDelay: 3000 });
  lc.occupied();
  lc.mode(false);
  lc.mode(true);
  lc.clock.advance(10_000);
  t.is(lc.state, standby);
});

test("a message of several sensors: each counts, and what is not known is skipped", (t) => {
  const lc = new LcRig();
  const value = (propertyId: number, ...octets: number[]) => ({
    propertyId,
    raw: Uint8Array.from(octets),
  });
  const values = [value(0x1234, 1, 2, 3), value(0x4e, 0x10, 0x27, 0), value(0x4d, 1)];
  lc.rig.tell(SensorStatus, { values });
  t.is(lc.state, fadeOn);
  const prohibited = [
    value(0x4d, 2),
    value(0x4e, 1),
    value(0x42, 201),
    value(0x68, 1),
    value(0x4c),
  ];
  lc.rig.tell(SensorStatus, { values: prohibited });
  t.is(lc.rig.services.diagnostics.dropped("model.value"), prohibited.length);
});

test("Standby and occupancy: not without the Occupancy Mode, nor where it is bright enough", (t) => {
  const lc = new LcRig({ ambientLuxLevelOn: 100, lightnessStandby: 0 });
  lc.rig.tell(LightLcOmSet, { occupancyMode: false });
  lc.occupied();
  t.is(lc.state, standby);
  t.deepEqual(lc.rig.tell(LightLcOmSet, { occupancyMode: true }), {
    occupancyMode: true,
  });
  lc.sensor(PresentAmbientLightLevel, 100);
  lc.occupied();
  t.is(lc.state, standby);
  lc.sensor(PresentAmbientLightLevel, undefined);
  lc.occupied();
  t.is(lc.state, standby);
  lc.sensor(PresentAmbientLightLevel, 99.99);
  lc.occupied();
  t.is(lc.state, fadeOn);
});
