// The models of a coloured light, bound to each other. Mesh Model 1.1 §6.1.4, written down independently.
import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import {
  GenericDeltaSet,
  GenericLevelGet,
  GenericMoveSet,
} from "../../../modules/models/generic-level/messages.js";
import { HslModels, type HslModelsOptions } from "../../../modules/models/hsl-models.js";
import {
  LightHslDefaultSet,
  LightHslGet,
  LightHslHueGet,
  LightHslHueSet,
  LightHslRangeGet,
  LightHslRangeSet,
  LightHslSaturationGet,
  LightHslSaturationSet,
  LightHslSet,
  LightHslTargetGet,
  type LightHslValues,
} from "../../../modules/models/light-hsl/messages.js";
import {
  LightLightnessDefaultGet,
  LightLightnessGet,
} from "../../../modules/models/light-lightness/messages.js";
import { ModelRig } from "../../support/model-rig.js";

function make(options: HslModelsOptions = {}) {
  const light = new HslModels(options);
  return { light, rig: new ModelRig([light.hueModels, light.saturationModels, light.models]) };
}

const none = undefined;
const at = <T>(present: T) => ({ present, change: undefined });
/** Degrees of parts of the circle. */
const degrees = (parts: number) => (parts * 360) / 65_536;

test("every hue and every saturation, and every level", (t) => {
  const { light } = make();
  for (let parts = 0; parts <= 0xffff; parts++) {
    light.hsl.set({ hue: degrees(parts), saturation: parts / 0xffff });
    if (light.hueLevel.level !== parts - 32_768) return t.fail(`hue ${parts}`);
    if (light.saturationLevel.level !== parts - 32_768) return t.fail(`saturation ${parts}`);
  }
  for (let level = -32_768; level <= 32_767; level++) {
    light.hueLevel.set(level);
    light.saturationLevel.set(level);
    const { hue, saturation } = light.hsl.values;
    if (hue !== degrees(level + 32_768)) return t.fail(`level ${level}: ${hue}`);
    if (saturation !== (level + 32_768) / 0xffff) return t.fail(`level ${level}: ${saturation}`);
  }
  t.pass();
});

test("a set through any model moves the others", (t) => {
  const { light, rig } = make();
  const values = { lightness: 0x4000, hue: 90, saturation: 0.2 };
  t.deepEqual(rig.tell(LightHslSet, { ...values, tid: 1, transition: none }), at(values));
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(0x4000));
  t.deepEqual(rig.tell(LightHslHueGet, {}), at(90));
  t.deepEqual(rig.tell(LightHslSaturationGet, {}), at(0.2));
  t.deepEqual(rig.tell(LightHslHueSet, { hue: 180, tid: 1, transition: none }), at(180));
  const saturation = { saturation: 0.4, tid: 1, transition: none };
  t.deepEqual(rig.tell(LightHslSaturationSet, saturation), at(0.4));
  light.light.onOff.set(false);
  t.deepEqual(rig.tell(LightHslGet, {}), at({ lightness: 0, hue: 180, saturation: 0.4 }));
});

/** From, to and half of the way, in degrees; the range, where it is not the whole circle. */
const ways: readonly (readonly [
  from: number,
  to: number,
  half: number,
  range?: { readonly minimum: number; readonly maximum: number },
])[] = [
  [0, 90, 45],
  [90, 0, 45],
  [350.15625, 9.84375, 0],
  [9.84375, 350.15625, 0],
  [45, 315, 0],
  [0, 180, 270],
  // 200° in the range, 160° the other way.
  [40, 240, 140, { minimum: 20, maximum: 260 }],
  [240, 40, 140, { minimum: 20, maximum: 260 }],
  // Over 0.
  [315, 45, 0, { minimum: 270, maximum: 90 }],
  [45, 315, 0, { minimum: 270, maximum: 90 }],
];

for (const [from, to, half, range] of ways)
  test(`the hue goes from ${from}° to ${to}° over ${half}°, range ${JSON.stringify(range)}`, (t) => {
    const { light, rig } = make({ hue: { ...(range && { range }) } });
    light.hsl.set({ hue: from });
    const transition = { time: 2000, delay: 0 };
    rig.tell(LightHslHueSet, { hue: to, tid: 1, transition });
    rig.clock.advance(1000);
    const { hue } = light.hsl.values;
    // The octets of an angle are the nearest.
    t.true(Math.abs(((hue - half + 540) % 360) - 180) <= degrees(1), `${hue}`);
    rig.clock.advance(1000);
    t.true(Math.abs(light.hsl.values.hue - to) <= degrees(1));
  });

test("deltas go around the circle, cumulative within a transaction", (t) => {
  const { light, rig } = make();
  light.hueLevel.set(32_000);
  const delta = (value: number, tid: number) =>
    rig.tell(GenericDeltaSet, { delta: value, tid, transition: none });
  t.deepEqual(delta(1000, 1), at(33_000 - 65_536));
  t.deepEqual(delta(2000, 1), at(34_000 - 65_536));
  t.deepEqual(delta(-3000, 2), at(31_000));
  t.deepEqual(delta(65_536, 3), at(31_000));
  t.deepEqual(delta(-2_147_483_648, 4), at(31_000));
  // In a transition the delta says the way: 40,000 upwards are not 25,536 downwards.
  rig.tell(GenericDeltaSet, { delta: 40_000, tid: 5, transition: { time: 2000, delay: 0 } });
  rig.clock.advance(1000);
  t.is(light.hueLevel.level, 31_000 + 20_000 - 65_536);
});

test("a knob that is turned back turns the hue back, though its delta is still above 0", (t) => {
  const { light, rig } = make();
  const { hue } = light.hsl;
  const delta = (value: number) =>
    rig.tell(GenericDeltaSet, { delta: value, tid: 1, transition: { time: 1000, delay: 0 } });
  hue.set(60_000, undefined, undefined);
  delta(10_000);
  rig.clock.advance(1000);
  t.is(hue.present, 4464);
  delta(8000);
  rig.clock.advance(500);
  t.is(hue.present, 3464);
  // The deltas have led to 9000, and 9500 is further up again.
  delta(9500);
  rig.clock.advance(500);
  t.is(hue.present, 3714);
});

test("a hue that a new range has left takes the shorter way for a delta", (t) => {
  const { light, rig } = make();
  const { hue } = light.hsl;
  hue.set(37_557, undefined, undefined);
  hue.limits = [32_767, 33_789];
  rig.tell(GenericDeltaSet, { delta: 255, tid: 1, transition: { time: 1000, delay: 0 } });
  rig.clock.advance(500);
  t.is(hue.present, 35_673);
  rig.clock.advance(500);
  t.is(hue.present, 33_789);
});

test("a move goes around the circle until it is stopped", (t) => {
  const { light, rig } = make();
  light.hueLevel.set(0);
  const transition = { time: 1000, delay: 0 };
  const move = (delta: number) => rig.tell(GenericMoveSet, { delta, tid: rig.tid(), transition });
  const begun = move(20_000);
  t.true(begun !== false && begun?.change !== undefined);
  // The remaining time is the unknown one.
  t.is(begun !== false ? begun?.change?.remaining : 1, undefined);
  rig.clock.advance(1000);
  t.is(light.hueLevel.level, 20_000);
  rig.clock.advance(1000);
  t.is(light.hueLevel.level, 40_000 - 65_536);
  rig.clock.advance(1_000_000);
  t.is(light.hueLevel.level, ((20_000 * 1002 + 32_768) % 65_536) - 32_768);
  t.deepEqual(move(0), at(light.hueLevel.level));
  light.hueLevel.set(-32_768);
  move(-1);
  rig.clock.advance(1000);
  t.is(light.hueLevel.level, 32_767);
});

test("in a range that is not the whole circle deltas and moves stop at its ends", (t) => {
  const { light, rig } = make({ hue: { range: { minimum: 270, maximum: 90 } } });
  const hue = () => light.hsl.values.hue;
  light.hsl.set({ hue: 0 });
  const delta = (value: number) =>
    rig.tell(GenericDeltaSet, { delta: value, tid: rig.tid(), transition: none });
  delta(70_000);
  t.is(hue(), 90);
  delta(-100_000);
  t.is(hue(), 270);
  rig.tell(GenericMoveSet, { delta: 16_384, tid: 100, transition: { time: 1000, delay: 0 } });
  rig.clock.advance(1000);
  t.is(hue(), 0);
  rig.clock.advance(1000);
  t.is(hue(), 90);
  rig.clock.advance(60_000);
  t.deepEqual(rig.tell(GenericLevelGet, {}), at(0x4000 - 0x8000));
  rig.tell(GenericMoveSet, { delta: 1, tid: 101, transition: { time: 1000, delay: 0 } });
  t.deepEqual(rig.tell(LightHslHueGet, {}), at(90));
  // Out of the range: to the nearer end.
  rig.tell(LightHslHueSet, { hue: 100, tid: 1, transition: none });
  t.is(hue(), 90);
  rig.tell(LightHslHueSet, { hue: 260, tid: 2, transition: none });
  t.is(hue(), 270);
});

test("every hue is limited to the nearer end of every kind of range", (t) => {
  const { light } = make();
  const { hue } = light.hsl;
  for (const [minimum, maximum] of [
    [0, 0xffff],
    [1000, 40_000],
    [40_000, 1000],
    [5, 5],
    [5, 4],
  ] as const) {
    hue.limits = [minimum, maximum];
    for (let value = 0; value <= 0xffff; value++) {
      const inside =
        minimum <= maximum
          ? value >= minimum && value <= maximum
          : value >= minimum || value <= maximum;
      const apart = (end: number) =>
        Math.min(Math.abs(value - end), 65_536 - Math.abs(value - end));
      const nearer = apart(maximum) <= apart(minimum) ? maximum : minimum;
      if (hue.limited(value) !== (inside ? value : nearer))
        return t.fail(`${value} in ${minimum}..${maximum}: ${hue.limited(value)}`);
    }
  }
  t.pass();
});

test("ranges: that of the saturation has to be one; the present light stays", (t) => {
  const { light, rig } = make();
  light.hsl.set({ lightness: 5, hue: 180, saturation: 0 });
  const range = {
    hueMinimum: 270,
    hueMaximum: 90,
    saturationMinimum: 0.2,
    saturationMaximum: 0.4,
  };
  t.deepEqual(rig.tell(LightHslRangeSet, range), { status: 0, ...range });
  t.deepEqual(light.hsl.values, { lightness: 5, hue: 180, saturation: 0 });
  t.is(rig.tell(LightHslRangeSet, { ...range, saturationMinimum: 0.6 }), undefined);
  t.deepEqual(rig.tell(LightHslRangeGet, {}), { status: 0, ...range });
  light.saturationLevel.set(32_767);
  t.is(light.hsl.values.saturation, 0.4);
});

test("a transition: the target is in a message of its own", (t) => {
  const { light, rig } = make();
  light.hsl.set({ lightness: 1000, hue: 0, saturation: 0 });
  const wanted = { lightness: 3000, hue: 90, saturation: 0.4 };
  const begun = rig.tell(LightHslSet, { ...wanted, tid: 1, transition: { time: 4000, delay: 0 } });
  t.deepEqual(begun, {
    present: { lightness: 1000, hue: 0, saturation: 0 },
    change: { remaining: 4000 },
  });
  rig.clock.advance(2000);
  t.deepEqual(rig.tell(LightHslGet, {}), {
    present: { lightness: 2000, hue: 45, saturation: 0.2 },
    change: { remaining: 2000 },
  });
  t.deepEqual(rig.tell(LightHslTargetGet, {}), { target: wanted, change: { remaining: 2000 } });
  rig.clock.advance(2000);
  t.deepEqual(rig.tell(LightHslTargetGet, {}), { target: wanted, change: undefined });
});

test("the lightness of Light HSL Default is Light Lightness Default; the light stays", (t) => {
  const { light, rig } = make();
  const values = { lightness: 500, hue: 90, saturation: 1 };
  t.deepEqual(rig.tell(LightHslDefaultSet, values), values);
  t.deepEqual(rig.tell(LightLightnessDefaultGet, {}), { lightness: 500 });
  t.deepEqual(light.hsl.values, { lightness: 0, hue: 0, saturation: 0 });
});

test("a second message with the TID is the same transaction only where it comes from the same client", (t) => {
  const { rig } = make();
  const set = (lightness: number, src: number) =>
    rig.tell(LightHslSet, { lightness, hue: 0, saturation: 0, tid: 9, transition: none }, { src });
  const is = (lightness: number) => at({ lightness, hue: 0, saturation: 0 });
  t.deepEqual(set(10, 1), is(10));
  t.deepEqual(set(20, 1), is(10));
  t.deepEqual(set(30, 2), is(30));
  const hue = (value: number, src: number) =>
    rig.tell(LightHslHueSet, { hue: value, tid: 9, transition: none }, { src });
  t.deepEqual(hue(90, 1), at(90));
  t.deepEqual(hue(180, 1), at(90));
  t.deepEqual(hue(270, 2), at(270));
  const saturation = (value: number, src: number) =>
    rig.tell(LightHslSaturationSet, { saturation: value, tid: 9, transition: none }, { src });
  t.deepEqual(saturation(0.2, 1), at(0.2));
  t.deepEqual(saturation(0.4, 1), at(0.2));
  t.deepEqual(saturation(0.6, 2), at(0.6));
});

test("each model with a publish address publishes a change once", (t) => {
  const light = new HslModels();
  const { hsl, hue, hueLevel, saturation, saturationLevel } = light;
  const { level, lightness, onOff } = light.light;
  const rig = new ModelRig(
    [light.models, light.hueModels, light.saturationModels],
    [hsl, hue, hueLevel, saturation, saturationLevel, level, lightness, onOff],
  );
  const published = () => rig.services.published.splice(0).map(toHex).sort();
  const all = { lightness: 0x8000, hue: 90, saturation: 1 };
  const ended = [
    ...["820401", "82080000", "824e0080"],
    ...["820800c0", "82710040", "8208ff7f", "8275ffff", "827800800040ffff"],
  ].sort();
  rig.tell(LightHslSet, { ...all, tid: 0, transition: none });
  t.deepEqual(published(), ended);
  rig.tell(LightHslSet, { ...all, tid: 1, transition: none });
  t.deepEqual(published(), []);
  rig.tell(LightHslHueSet, { hue: 180, tid: 1, transition: none });
  t.deepEqual(published(), ["82080000", "82710080", "827800800080ffff"]);
  rig.tell(LightHslSet, {
    ...{ lightness: 0, hue: 90, saturation: 0 },
    ...{ tid: 2, transition: { time: 3000, delay: 50 } },
  });
  published();
  rig.clock.advance(50);
  t.is(published().filter((hex) => hex.startsWith("8278")).length, 1);
  rig.clock.advance(3000);
  t.is(published().filter((hex) => hex.startsWith("8278")).length, 1);
  rig.clock.advance(60_000);
  t.deepEqual(published(), []);
});

test("the application is called once for what changes together, at steps too", (t) => {
  const changes: LightHslValues[] = [];
  const { rig } = make({ onChange: (values) => changes.push(values), stepTime: 1000 });
  rig.tell(LightHslSet, {
    ...{ lightness: 40, hue: 180, saturation: 1 },
    ...{ tid: 1, transition: { time: 4000, delay: 0 } },
  });
  rig.clock.advance(10_000);
  t.deepEqual(
    changes.map(({ lightness }) => lightness),
    [10, 20, 30, 40],
  );
  t.deepEqual(changes[3], { lightness: 40, hue: 180, saturation: 1 });
});

test("hue and saturation correspond to the light, and share no list with it", (t) => {
  const { light } = make();
  t.true(light.hue.counterparts.includes(light.hsl));
  t.true(light.saturation.counterparts.includes(light.hsl));
  t.true(light.hue.bases.includes(light.hueLevel));
  t.deepEqual(
    light.elements.map(({ models }) => models.map(({ id }) => id).slice(-2)),
    [
      [0x1307, 0x1308],
      [0x1002, 0x130a],
      [0x1002, 0x130b],
    ],
  );
});
