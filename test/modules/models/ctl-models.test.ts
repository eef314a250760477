// The models of a tunable white light, bound to each other. Mesh Model 1.1 §6.1.3, written down independently.
import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import { CtlModels, type CtlModelsOptions } from "../../../modules/models/ctl-models.js";
import { GenericDefaultTransitionTimeSet } from "../../../modules/models/generic-default-transition-time/messages.js";
import type { CtlValues } from "../../../modules/models/light-ctl/server.js";
import {
  LightCtlDefaultGet,
  LightCtlDefaultSet,
  LightCtlGet,
  LightCtlSet,
  LightCtlTemperatureGet,
  LightCtlTemperatureRangeGet,
  LightCtlTemperatureRangeSet,
  LightCtlTemperatureSet,
} from "../../../modules/models/light-ctl/messages.js";
import {
  LightLightnessDefaultGet,
  LightLightnessDefaultSet,
  LightLightnessGet,
  LightLightnessSet,
} from "../../../modules/models/light-lightness/messages.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import { ModelRig } from "../../support/model-rig.js";

function make(options: CtlModelsOptions = {}) {
  const light = new CtlModels(options);
  const rig = new ModelRig([light.models, light.temperatureModels]);
  return { light, rig };
}

const at = <T>(present: T) => ({ present, change: undefined });
const none = undefined;

const ranges: readonly (readonly [minimum: number, maximum: number])[] = [
  [800, 20_000],
  [2700, 6500],
  [1000, 1001],
];

for (const [minimum, maximum] of ranges)
  test(`every temperature and every level, ${minimum} to ${maximum} K`, (t) => {
    const { light } = make({ temperatureRange: { minimum, maximum } });
    const { ctl, temperatureLevel: level } = light;
    const width = maximum - minimum;
    for (let temperature = minimum; temperature <= maximum; temperature++) {
      ctl.set({ temperature });
      // The nearest level, in whole numbers: twice the quotient, and one more, halved.
      const wanted = Math.floor(((temperature - minimum) * 131_070 + width) / (2 * width)) - 32_768;
      if (level.level !== wanted) return t.fail(`${temperature} K: ${level.level}, ${wanted}`);
    }
    for (let asked = -32_768; asked <= 32_767; asked++) {
      level.set(asked);
      const wanted = minimum + Math.floor(((asked + 32_768) * 2 * width + 65_535) / 131_070);
      const { temperature } = ctl.values;
      if (temperature !== wanted) return t.fail(`level ${asked}: ${temperature} K, ${wanted}`);
      // The status has the level of the message, though its temperature has another one.
      if (level.level !== asked) return t.fail(`level ${asked}: ${level.level}`);
    }
    t.pass();
  });

/** As published: of an implementation on the air, and worked out. Temperature, level, range. */
const published: readonly (readonly [number, number, number, number])[] = [
  [800, -32_768, 800, 20_000],
  [2700, -26_283, 800, 20_000],
  [4000, -21_845, 800, 20_000],
  [5000, -18_432, 800, 20_000],
  [6500, -13_312, 800, 20_000],
  [20_000, 32_767, 800, 20_000],
  [3000, -27_594, 2700, 6500],
  [4000, -10_348, 2700, 6500],
  [5000, 6898, 2700, 6500],
  [4600, 0, 2700, 6500],
];

for (const [temperature, level, minimum, maximum] of published)
  test(`${temperature} K of ${minimum} to ${maximum} K is level ${level}`, (t) => {
    const { light } = make({ temperatureRange: { minimum, maximum } });
    light.ctl.set({ temperature });
    t.is(light.temperatureLevel.level, level);
  });

test("a range of one temperature has one level, and a temperature out of a new range the nearest", (t) => {
  const { light, rig } = make();
  light.ctl.set({ temperature: 4000 });
  const range = (minimum: number | undefined, maximum: number | undefined) =>
    rig.tell(LightCtlTemperatureRangeSet, { minimum, maximum });
  t.deepEqual(range(5000, 6000), { status: 0, minimum: 5000, maximum: 6000 });
  t.is(light.ctl.values.temperature, 4000);
  t.is(light.temperatureLevel.level, -32_768);
  range(3000, 3500);
  t.is(light.temperatureLevel.level, 32_767);
  range(3500, 3500);
  t.is(light.temperatureLevel.level, 0);
  t.is(range(3500, 3499), undefined);
  t.is(range(20_000, undefined) && 1, 1);
  t.deepEqual(rig.tell(LightCtlTemperatureRangeGet, {}), {
    status: 0,
    minimum: 20_000,
    maximum: undefined,
  });
  range(undefined, undefined);
  light.ctl.set({ temperature: 800 });
  t.is(light.temperatureLevel.level, -32_768);
  // A level that was set is another one in another range.
  light.temperatureLevel.set(0);
  t.is(light.ctl.values.temperature, 10_400);
  range(800, 10_400);
  t.is(light.temperatureLevel.level, 32_767);
});

test("a set through any model moves the others", (t) => {
  const { light, rig } = make();
  const values = { lightness: 0x4000, temperature: 4000, deltaUv: 0.25 };
  const present = { lightness: 0x4000, temperature: 4000 };
  t.deepEqual(rig.tell(LightCtlSet, { ...values, tid: 1, transition: none }), at(present));
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(0x4000));
  t.is(light.light.level.level, 0x4000 - 0x8000);
  t.true(light.light.onOff.isOn);
  t.deepEqual(rig.tell(LightCtlTemperatureGet, {}), at({ temperature: 4000, deltaUv: 0.25 }));
  t.is(light.temperatureLevel.level, -21_845);
  rig.tell(LightLightnessSet, { lightness: 7, tid: 1, transition: none });
  t.deepEqual(rig.tell(LightCtlGet, {}), at({ lightness: 7, temperature: 4000 }));
  const color = { temperature: 5000, deltaUv: -1 };
  t.deepEqual(rig.tell(LightCtlTemperatureSet, { ...color, tid: 1, transition: none }), at(color));
  t.deepEqual(rig.tell(LightCtlGet, {}), at({ lightness: 7, temperature: 5000 }));
  // Delta UV stays where a level is set.
  light.temperatureLevel.set(32_767);
  t.deepEqual(light.ctl.values, { lightness: 7, temperature: 20_000, deltaUv: -1 });
  light.light.onOff.set(false);
  t.deepEqual(rig.tell(LightCtlGet, {}), at({ lightness: 0, temperature: 20_000 }));
});

test("lightness and temperature are limited to their ranges", (t) => {
  const { rig } = make({
    range: { minimum: 100, maximum: 200 },
    temperatureRange: { minimum: 3000, maximum: 4000 },
  });
  const set = (lightness: number, temperature: number) =>
    rig.tell(LightCtlSet, { lightness, temperature, deltaUv: 0, tid: rig.tid(), transition: none });
  t.deepEqual(set(1, 800), at({ lightness: 100, temperature: 3000 }));
  t.deepEqual(set(0xffff, 20_000), at({ lightness: 200, temperature: 4000 }));
  t.deepEqual(set(0, 3500), at({ lightness: 0, temperature: 3500 }));
});

test("a transition moves lightness, temperature and Delta UV straight", (t) => {
  const { light, rig } = make();
  light.ctl.set({ lightness: 1000, temperature: 2000, deltaUv: 0 });
  const wanted = { lightness: 3000, temperature: 6000, deltaUv: 0.5 };
  const transition = { time: 4000, delay: 100 };
  const begun = rig.tell(LightCtlSet, { ...wanted, tid: 1, transition });
  const target = { lightness: 3000, temperature: 6000 };
  const before = { lightness: 1000, temperature: 2000 };
  t.deepEqual(begun, { present: before, change: { target, remaining: 4000 } });
  rig.clock.advance(1100);
  t.deepEqual(rig.tell(LightCtlGet, {}), {
    present: { lightness: 1500, temperature: 3000 },
    change: { target, remaining: 3000 },
  });
  t.deepEqual(rig.tell(LightCtlTemperatureGet, {}), {
    present: { temperature: 3000, deltaUv: 0.125 },
    change: { target: { temperature: 6000, deltaUv: 0.5 }, remaining: 3000 },
  });
  // The temperature is set from there, the lightness goes on.
  const color = { temperature: 2000, deltaUv: 0.5 };
  rig.tell(LightCtlTemperatureSet, { ...color, tid: 1, transition: { time: 1000, delay: 0 } });
  rig.clock.advance(500);
  t.deepEqual(light.ctl.values, { lightness: 1750, temperature: 2500, deltaUv: 0.3125 });
  rig.clock.advance(500);
  t.deepEqual(rig.tell(LightCtlGet, {}), {
    present: { lightness: 2000, temperature: 2000 },
    change: { target: { lightness: 3000, temperature: 2000 }, remaining: 2000 },
  });
  rig.clock.advance(2000);
  t.deepEqual(rig.tell(LightCtlGet, {}), at({ lightness: 3000, temperature: 2000 }));
});

test("the Default Transition Time of the main element is that of the temperature too", (t) => {
  const { rig } = make({ default: { temperature: 1000 } });
  rig.tell(GenericDefaultTransitionTimeSet, { time: 1000 });
  const color = { temperature: 3000, deltaUv: 0 };
  rig.tell(LightCtlTemperatureSet, { ...color, tid: 1, transition: none });
  rig.clock.advance(500);
  t.deepEqual(rig.tell(LightCtlTemperatureGet, {}), {
    present: { temperature: 2000, deltaUv: 0 },
    change: { target: color, remaining: 500 },
  });
});

test("the lightness of Light CTL Default is Light Lightness Default", (t) => {
  const { rig } = make();
  const values = { lightness: 500, temperature: 3000, deltaUv: 0.5 };
  t.deepEqual(rig.tell(LightCtlDefaultSet, values), values);
  t.deepEqual(rig.tell(LightLightnessDefaultGet, {}), { lightness: 500 });
  rig.tell(LightLightnessDefaultSet, { lightness: 9 });
  t.deepEqual(rig.tell(LightCtlDefaultGet, {}), { ...values, lightness: 9 });
});

test("a second message with the TID is the same transaction only where it comes from the same client", (t) => {
  const { rig } = make();
  const set = (lightness: number, src: number) =>
    rig.tell(
      LightCtlSet,
      { lightness, temperature: 1000, deltaUv: 0, tid: 9, transition: none },
      { src },
    );
  t.deepEqual(set(10, 1), at({ lightness: 10, temperature: 1000 }));
  t.deepEqual(set(20, 1), at({ lightness: 10, temperature: 1000 }));
  t.deepEqual(set(30, 2), at({ lightness: 30, temperature: 1000 }));
  const color = (temperature: number, src: number) =>
    rig.tell(
      LightCtlTemperatureSet,
      { temperature, deltaUv: 0, tid: 9, transition: none },
      { src },
    );
  t.deepEqual(color(2000, 2), at({ temperature: 2000, deltaUv: 0 }));
  t.deepEqual(color(3000, 2), at({ temperature: 2000, deltaUv: 0 }));
  t.deepEqual(color(4000, 1), at({ temperature: 4000, deltaUv: 0 }));
  rig.clock.advance(6000);
  t.deepEqual(color(5000, 1), at({ temperature: 5000, deltaUv: 0 }));
});

test("each model with a publish address publishes a change once", (t) => {
  const light = new CtlModels();
  const { ctl, temperature, temperatureLevel } = light;
  const { level, lightness, onOff } = light.light;
  const rig = new ModelRig(
    [light.models, light.temperatureModels],
    [ctl, temperature, temperatureLevel, level, lightness, onOff],
  );
  const published = () => rig.services.published.splice(0).map(toHex).sort();
  const both = { lightness: 0x8000, temperature: 1000, deltaUv: 0 };
  rig.tell(LightCtlSet, { ...both, tid: 0, transition: none });
  const main = ["820401", "82080000", "824e0080"];
  t.deepEqual(published(), [...main, "8208ab82", "82600080e803", "8266e8030000"].sort());
  rig.tell(LightCtlSet, { ...both, tid: 1, transition: none });
  t.deepEqual(published(), []);
  // The lightness alone: nothing of the temperature's element.
  rig.tell(LightLightnessSet, { lightness: 0x8001, tid: 1, transition: none });
  t.deepEqual(published(), ["820401", "82080100", "824e0180", "82600180e803"].slice(1));
  // The temperature alone: nothing but CTL of the main element.
  const color = { temperature: 20_000, deltaUv: 0 };
  rig.tell(LightCtlTemperatureSet, { ...color, tid: 1, transition: none });
  t.deepEqual(published(), ["8208ff7f", "82600180204e", "8266204e0000"]);
  const transition = { time: 3000, delay: 50 };
  rig.tell(LightCtlSet, { ...both, deltaUv: 0.5, tid: 2, transition });
  published();
  rig.clock.advance(50);
  t.is(published().filter((hex) => hex.startsWith("8260")).length, 1);
  rig.clock.advance(2999);
  t.deepEqual(published(), []);
  rig.clock.advance(1);
  t.deepEqual(published(), [...main, "8208ab82", "82600080e803", "8266e8030040"].sort());
  rig.clock.advance(60_000);
  t.deepEqual(published(), []);
});

test("the application is called once for what changes together, at steps too", (t) => {
  const changes: CtlValues[] = [];
  const { rig } = make({ onChange: (values) => changes.push(values), stepTime: 100 });
  const set = (lightness: number, temperature: number, time: number) =>
    rig.tell(LightCtlSet, {
      ...{ lightness, temperature, deltaUv: 0 },
      ...{ tid: rig.tid(), transition: { time, delay: 0 } },
    });
  set(100, 1000, 0);
  set(100, 1000, 0);
  t.deepEqual(changes.splice(0), [{ lightness: 100, temperature: 1000, deltaUv: 0 }]);
  set(500, 3000, 400);
  rig.clock.advance(1000);
  t.deepEqual(
    changes.map(({ lightness, temperature }) => [lightness, temperature]),
    [200, 300, 400, 500].map((lightness) => [lightness, 5 * lightness + 500]),
  );
});

test("a light that is made already has its own options", (t) => {
  const light = new LightnessModels({ onPowerUp: 2 });
  const ctl = new CtlModels({ light });
  t.is(ctl.light, light);
  for (const wrong of [
    { onPowerUp: 1 },
    { defaultTransitionTime: 5 },
    { range: { minimum: 1, maximum: 2 } },
  ])
    t.throws(() => new CtlModels({ light: new LightnessModels(), ...wrong }), {
      instanceOf: TypeError,
      message: new RegExp(`^${Object.keys(wrong)[0]}: an option of the light`),
    });
});

test("a knob on the device: what no state can have is refused", (t) => {
  const { light } = make();
  light.ctl.set({ lightness: 1, temperature: 1000, deltaUv: 0.5 });
  for (const wrong of [{ lightness: -1 }, { temperature: 799 }, { deltaUv: 2 }])
    t.throws(() => light.ctl.set(wrong), { message: new RegExp(Object.keys(wrong)[0]!) });
  t.deepEqual(light.ctl.values, { lightness: 1, temperature: 1000, deltaUv: 0.5 });
});
