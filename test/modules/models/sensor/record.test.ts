import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { SensorGain } from "../../../../modules/models/common/device-properties/energy.js";
import { PresentAmbientLightLevel } from "../../../../modules/models/common/device-properties/light.js";
import { MotionThreshold } from "../../../../modules/models/common/device-properties/occupancy.js";
import { encodeStates, restoreStates } from "../../../../modules/models/sensor/record.js";
import { ServedSensor } from "../../../../modules/models/sensor/served-sensor.js";
import { SensorSetting } from "../../../../modules/models/sensor/sensor-setting.js";
import { SensorState } from "../../../../modules/models/sensor/sensor-state.js";
import { TestRandom } from "../../../support/test-random.js";

function make() {
  const gain = new SensorSetting(SensorGain, { value: 1, writable: true });
  const fixed = new SensorSetting(MotionThreshold, { value: 50 });
  const state = new SensorState(PresentAmbientLightLevel, { settings: [gain, fixed] });
  return { fixed, gain, served: new ServedSensor(state, undefined) };
}

const cadence = "4e0000000e" + "02e803000027000a102700409c00";
const gain = "4e00740004" + "00002040";

test("a record has cadences and the settings that were changed", (t) => {
  const { gain: setting, served } = make();
  t.is(toHex(encodeStates([served])), "");
  restoreStates(fromHex(cadence + gain), [served]);
  t.is(setting.value, 2.5);
  t.is(toHex(encodeStates([served])), cadence + gain);
});

test("states of sensors and settings that there are no longer, and values that are prohibited, are left out", (t) => {
  const { fixed, gain: setting, served } = make();
  const others = [
    "550074000400002040",
    "4e004200010a",
    "4e0043000110",
    "4e007400040000c07f",
    "4e0000000110",
  ];
  restoreStates(fromHex(others.join("") + gain), [served]);
  t.is(setting.value, 2.5);
  t.is(fixed.value, 50);
  t.is(served.cadence, undefined);
});

test("a record that is cut off, or random octets, restore what there is", (t) => {
  const whole = cadence + gain;
  for (let octets = 0; octets < whole.length / 2; octets++) {
    const { gain: setting, served } = make();
    restoreStates(fromHex(whole.slice(0, 2 * octets)), [served]);
    t.is(served.cadence !== undefined, octets >= cadence.length / 2);
    t.is(setting.value, 1);
  }
  const random = new TestRandom(3);
  for (let i = 0; i < 500; i++) {
    const { served } = make();
    t.notThrows(() => restoreStates(random.bytes(random.below(60)), [served]));
  }
});
