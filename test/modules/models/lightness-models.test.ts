import test from "ava";
import { Element } from "../../../modules/access/element.js";
import { toHex } from "../../../modules/base/bytes.js";
import { OnPowerUp } from "../../../modules/models/common/power-up.js";
import {
  GenericLevelSet,
  GenericDeltaSet,
  GenericLevelGet,
} from "../../../modules/models/generic-level/messages.js";
import {
  GenericOnOffGet,
  GenericOnOffSet,
} from "../../../modules/models/generic-onoff/messages.js";
import { GenericOnPowerUpSet } from "../../../modules/models/generic-power-onoff/messages.js";
import { GenericDefaultTransitionTimeSet } from "../../../modules/models/generic-default-transition-time/messages.js";
import {
  LightLightnessDefaultSet,
  LightLightnessGet,
  LightLightnessLastGet,
  LightLightnessLinearGet,
  LightLightnessLinearSet,
  LightLightnessRangeSet,
  LightLightnessSet,
} from "../../../modules/models/light-lightness/messages.js";
import {
  LightnessModels,
  type LightnessModelsOptions,
} from "../../../modules/models/lightness-models.js";
import { FakeServices } from "../../support/fake-services.js";
import { ModelRig } from "../../support/model-rig.js";
import { OctetRig, octetsOf } from "../../support/octet-rig.js";
import { publicationTo } from "../../support/publication.js";

function make(options: LightnessModelsOptions = {}) {
  const light = new LightnessModels(options);
  return { light, rig: new ModelRig([light.models]) };
}

const at = (present: number) => ({ present, change: undefined });

// Mesh Model 1.1 §6.1.2, written down independently: 65,535 is a prime-free product, so whole numbers suffice.
test("each lightness is bound to Linear, Level and OnOff by the formulas, both ways", (t) => {
  const { light, rig } = make();
  const state = light.lightness.state;
  for (let actual = 0; actual <= 0xffff; actual++) {
    state.set(actual, undefined, undefined);
    const linear = BigInt(actual) ** 2n;
    const expected = Number((linear + 65534n) / 65535n);
    const told = rig.tell(LightLightnessLinearGet, {});
    if (told === false || told?.present !== expected) return t.fail(`${actual}: ${expected}`);
    if (light.level.level !== actual - 32768 || light.onOff.isOn !== actual > 0)
      return t.fail(`${actual}`);
  }
  for (let level = -32768; level <= 32767; level++) {
    light.level.set(level);
    if (state.present !== level + 32768) return t.fail(`level ${level}`);
  }
  for (let linear = 0; linear <= 0xffff; linear++) {
    rig.tell(LightLightnessLinearSet, { lightness: linear, tid: rig.tid(), transition: undefined });
    const { present } = state;
    const square = BigInt(linear) * 65535n;
    if (!(BigInt(present) ** 2n <= square && BigInt(present + 1) ** 2n > square))
      return t.fail(`linear ${linear}: ${present}`);
    rig.services.replies.length = 0;
  }
  t.pass();
});

test("off and on: to the default lightness, else the last one", (t) => {
  const { rig } = make();
  const onOff = (on: boolean) =>
    rig.tell(GenericOnOffSet, { onOff: on, tid: rig.tid(), transition: undefined });
  rig.tell(LightLightnessSet, { lightness: 1234, tid: rig.tid(), transition: undefined });
  onOff(false);
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(0));
  onOff(true);
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(1234));
  rig.tell(LightLightnessDefaultSet, { lightness: 500 });
  onOff(false);
  onOff(true);
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(500));
  t.deepEqual(rig.tell(LightLightnessLastGet, {}), { lightness: 500 });
});

test("a lightness other than 0 is in the range; a new range moves nothing", (t) => {
  const { rig } = make();
  const set = (lightness: number) =>
    rig.tell(LightLightnessSet, { lightness, tid: rig.tid(), transition: undefined });
  set(20);
  t.deepEqual(rig.tell(LightLightnessRangeSet, { minimum: 1000, maximum: 2000 }), {
    status: 0,
    minimum: 1000,
    maximum: 2000,
  });
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(20));
  t.deepEqual(set(1), at(1000));
  t.deepEqual(set(0xffff), at(2000));
  t.deepEqual(set(0), at(0));
  t.is(rig.tell(LightLightnessRangeSet, { minimum: 3, maximum: 2 }), undefined);
  rig.tell(GenericDeltaSet, { delta: 5, tid: rig.tid(), transition: undefined });
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(1000));
  rig.tell(GenericDeltaSet, { delta: -70_000, tid: rig.tid(), transition: undefined });
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(1000));
  rig.tell(GenericLevelSet, { level: -32768, tid: rig.tid(), transition: undefined });
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(0));
});

test("a transition moves all states, and each of them tells of it", (t) => {
  const { rig } = make();
  rig.tell(GenericDefaultTransitionTimeSet, { time: 1000 });
  rig.tell(GenericLevelSet, { level: 0, tid: rig.tid(), transition: undefined });
  rig.clock.advance(500);
  const change = (target: number) => ({ target, remaining: 500 });
  t.deepEqual(rig.tell(LightLightnessGet, {}), { present: 16384, change: change(32768) });
  t.deepEqual(rig.tell(LightLightnessLinearGet, {}), { present: 4097, change: change(16385) });
  t.deepEqual(rig.tell(GenericLevelGet, {}), { present: -16384, change: change(0) });
  t.deepEqual(rig.tell(GenericOnOffGet, {}), {
    present: true,
    change: { target: true, remaining: 500 },
  });
  rig.clock.advance(500);
  t.deepEqual(rig.tell(LightLightnessGet, {}), at(32768));
  rig.tell(LightLightnessLinearSet, { lightness: 0, tid: rig.tid(), transition: undefined });
  rig.clock.advance(750);
  // A quarter of the linear lightness is half of the actual one.
  t.deepEqual(rig.tell(LightLightnessGet, {}), {
    present: 16384,
    change: { target: 0, remaining: 300 },
  });
});

/** A light that was switched to 300 and is on its way to 700 when its power is cut; and the same after it. */
function cutPower(onPowerUp: number, byDefault: number, time: number, after = 1000) {
  const { light, rig } = make();
  rig.tell(GenericDefaultTransitionTimeSet, { time });
  rig.tell(GenericOnPowerUpSet, { onPowerUp });
  rig.tell(LightLightnessDefaultSet, { lightness: byDefault });
  const at = { time: 0, delay: 0 };
  rig.tell(LightLightnessSet, { lightness: 300, tid: 1, transition: at });
  rig.tell(LightLightnessSet, { lightness: 700, tid: 2, transition: { time: 5000, delay: 0 } });
  rig.clock.advance(after);
  const changes: number[] = [];
  const again = new LightnessModels({ onChange: (lightness) => changes.push(lightness) });
  const services = new FakeServices();
  light.models.forEach((model, i) => {
    const data = rig.services.stored.get(model);
    if (data) services.stored.set(again.models[i]!, data);
  });
  let stores = 0;
  services.store = () => {
    stores++;
    return true;
  };
  new Element({ index: 0, models: again.models });
  for (const model of again.models) {
    model.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    model.start(services);
  }
  services.clock.advance(0);
  return { changes, light: again, services, stores: () => stores };
}

const powered: readonly (readonly [
  name: string,
  onPowerUp: number,
  byDefault: number,
  lightness: number,
  stores: number,
])[] = [
  ["off", OnPowerUp.off, 0, 0, 1],
  ["the last lightness", OnPowerUp.default, 0, 300, 1],
  ["the default lightness", OnPowerUp.default, 77, 77, 1],
  // It is reached, so it is the last one.
  ["as before", OnPowerUp.restore, 0, 700, 1],
];

for (const [name, onPowerUp, byDefault, lightness, stores] of powered) {
  test(`after a power cut in a transition: ${name}, which is not published`, (t) => {
    const after = cutPower(onPowerUp, byDefault, 0);
    t.is(after.light.lightness.lightness, lightness);
    t.is(after.light.onOff.isOn, lightness > 0);
    t.is(after.light.level.level, lightness - 32768);
    t.deepEqual(after.changes, lightness === 0 ? [] : [lightness]);
    t.is(after.services.published.length, 0);
    t.is(after.stores(), stores);
    after.services.clock.advance(60_000);
    t.is(after.stores(), stores);
  });

  test(`after a power cut, with a default transition time: ${name}`, (t) => {
    const { light, services } = cutPower(onPowerUp, byDefault, 1000);
    services.clock.advance(500);
    t.is(light.lightness.lightness, Math.ceil(lightness / 2));
    services.clock.advance(500);
    t.is(light.lightness.lightness, lightness);
    t.is(light.onOff.isOn, lightness > 0);
  });
}

test("a light that is on when it is new comes up from the dark, where it is to be off, and its application hears of it", (t) => {
  const changes: number[] = [];
  const make = () => {
    const onChange = (lightness: number) => changes.push(lightness);
    return new LightnessModels({ onPowerUp: OnPowerUp.default, stepTime: 100, onChange });
  };
  const rig = new OctetRig([make().models]);
  const off = octetsOf(GenericOnPowerUpSet.opcode, [OnPowerUp.off, 1]);
  const second = octetsOf(GenericDefaultTransitionTimeSet.opcode, [0x0a, 1]);
  for (const message of [off, second]) rig.say(0, message);
  const again = new OctetRig([make().models], rig.stored);
  again.pass(2000);
  t.deepEqual(changes, [0]);
});

test("what is loaded is not stored again, and not published", (t) => {
  const { light, services, stores } = cutPower(OnPowerUp.restore, 0, 0, 5000);
  t.is(light.lightness.lightness, 700);
  light.lightness.set(700);
  services.clock.advance(60_000);
  t.is(stores(), 0);
  t.is(services.published.length, 0);
  light.lightness.set(701);
  t.is(stores(), 1);
});

test("each model with a publish address publishes a change once", (t) => {
  const light = new LightnessModels();
  const { level, lightness, onOff } = light;
  const rig = new ModelRig([light.models], [level, lightness, onOff]);
  const published = () => rig.services.published.splice(0).map(toHex).sort();
  rig.tell(LightLightnessSet, { lightness: 0x8000, tid: 0, transition: undefined });
  t.deepEqual(published(), ["820401", "82080000", "824e0080"]);
  rig.tell(GenericLevelSet, { level: 0x100, tid: 1, transition: { time: 3000, delay: 0 } });
  t.deepEqual(published(), ["8208000000011e", "824e008000811e"]);
  rig.clock.advance(2999);
  t.deepEqual(published(), []);
  rig.clock.advance(1);
  t.deepEqual(published(), ["820401", "82080001", "824e0081"]);
  rig.tell(GenericOnOffSet, { onOff: true, tid: 2, transition: undefined });
  t.deepEqual(published(), []);
});
