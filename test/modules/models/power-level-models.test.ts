import test from "ava";
import { Element } from "../../../modules/access/element.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { OnPowerUp } from "../../../modules/models/common/power-up.js";
import { GenericDefaultTransitionTimeSet } from "../../../modules/models/generic-default-transition-time/messages.js";
import {
  GenericDeltaSet,
  GenericLevelGet,
  GenericLevelSet,
  GenericMoveSet,
} from "../../../modules/models/generic-level/messages.js";
import {
  GenericOnOffGet,
  GenericOnOffSet,
} from "../../../modules/models/generic-onoff/messages.js";
import {
  GenericPowerDefaultGet,
  GenericPowerDefaultSet,
  GenericPowerDefaultSetUnacknowledged,
  GenericPowerLastGet,
  GenericPowerLevelGet,
  GenericPowerLevelSet,
  GenericPowerRangeGet,
  GenericPowerRangeSet,
  GenericPowerRangeSetUnacknowledged,
} from "../../../modules/models/generic-power-level/messages.js";
import { GenericOnPowerUpSet } from "../../../modules/models/generic-power-onoff/messages.js";
import {
  PowerLevelModels,
  type PowerLevelModelsOptions,
} from "../../../modules/models/power-level-models.js";
import { FakeServices } from "../../support/fake-services.js";
import { ModelRig } from "../../support/model-rig.js";
import { publicationTo } from "../../support/publication.js";

function make(options: PowerLevelModelsOptions = {}) {
  const heater = new PowerLevelModels(options);
  const rig = new ModelRig([heater.models]);
  const onOff = (on: boolean) =>
    rig.tell(GenericOnOffSet, { onOff: on, tid: rig.tid(), transition: undefined });
  const set = (power: number, time?: number) =>
    rig.tell(GenericPowerLevelSet, {
      power,
      tid: rig.tid(),
      transition: time === undefined ? undefined : { time, delay: 0 },
    });
  return { heater, onOff, rig, set };
}

const at = (present: number) => ({ present, change: undefined });

test("every power is bound to Level and OnOff, both ways", (t) => {
  const { heater } = make();
  const { state } = heater.powerLevel;
  for (let power = 0; power <= 0xffff; power++) {
    state.set(power, undefined, undefined);
    if (heater.level.level !== power - 32768 || heater.onOff.isOn !== power > 0)
      return t.fail(`${power}`);
  }
  for (let level = -32768; level <= 32767; level++) {
    heater.level.set(level);
    if (state.present !== level + 32768) return t.fail(`level ${level}`);
  }
  t.pass();
});

/** Set of the power, of OnOff, of the default or the range; then the power, the last one and what OnOff on leads to. */
type Step = readonly [
  set: number | boolean | { readonly byDefault: number } | readonly [number, number],
  power: number,
  last: number,
];

const steps: readonly (readonly [name: string, ...Step[]])[] = [
  ["a new device goes on with all power", [true, 0xffff, 0xffff], [false, 0, 0xffff]],
  ["off and on: the last power", [1234, 1234, 1234], [false, 0, 1234], [true, 1234, 1234]],
  [
    "off and on: the default power",
    [1234, 1234, 1234],
    [{ byDefault: 500 }, 1234, 1234],
    [false, 0, 1234],
    [true, 500, 500],
  ],
  [
    "on again while it is on sets the default",
    [{ byDefault: 500 }, 0, 0xffff],
    [7, 7, 7],
    [true, 500, 500],
  ],
  [
    "within the range: 0 stays 0, what is below or above goes to the end",
    [[100, 200], 0, 0xffff],
    [1, 100, 100],
    [99, 100, 100],
    [150, 150, 150],
    [201, 200, 200],
    [0xffff, 200, 200],
    [0, 0, 200],
  ],
  ["a new range moves nothing", [20, 20, 20], [[1000, 2000], 20, 20], [20, 1000, 1000]],
  [
    "a default outside of the range is limited when it is used",
    [[100, 200], 0, 0xffff],
    [{ byDefault: 5000 }, 0, 0xffff],
    [true, 200, 200],
  ],
];

for (const [name, ...all] of steps)
  test(name, (t) => {
    const { onOff, rig, set } = make();
    for (const [value, power, last] of all) {
      if (typeof value === "number") t.deepEqual(set(value), at(power));
      else if (typeof value === "boolean") onOff(value);
      else if ("byDefault" in value) {
        const answer = { power: value.byDefault };
        t.deepEqual(rig.tell(GenericPowerDefaultSet, { power: value.byDefault }), answer);
        t.deepEqual(rig.tell(GenericPowerDefaultGet, {}), answer);
      } else {
        const [minimum, maximum] = value;
        const answer = { status: 0, minimum, maximum };
        t.deepEqual(rig.tell(GenericPowerRangeSet, { minimum, maximum }), answer);
        t.deepEqual(rig.tell(GenericPowerRangeGet, {}), answer);
      }
      t.deepEqual(rig.tell(GenericPowerLevelGet, {}), at(power));
      t.deepEqual(rig.tell(GenericPowerLastGet, {}), { power: last });
    }
  });

test("deltas and moves stay in the range; Level Set to the lowest level is off", (t) => {
  const { rig } = make({ range: { minimum: 1000, maximum: 2000 } });
  const delta = (value: number) =>
    rig.tell(GenericDeltaSet, { delta: value, tid: rig.tid(), transition: undefined });
  const power = () => rig.tell(GenericPowerLevelGet, {});
  delta(-5);
  t.deepEqual(power(), at(0));
  delta(5);
  t.deepEqual(power(), at(1000));
  delta(100_000);
  t.deepEqual(power(), at(2000));
  delta(-100_000);
  t.deepEqual(power(), at(1000));
  const move = { delta: 100, tid: rig.tid(), transition: { time: 1000, delay: 0 } };
  t.deepEqual(rig.tell(GenericMoveSet, move), {
    present: 1000 - 32768,
    change: { target: 2000 - 32768, remaining: 10_000 },
  });
  rig.clock.advance(5000);
  t.deepEqual(power(), { present: 1500, change: { target: 2000, remaining: 5000 } });
  rig.tell(GenericLevelSet, { level: -32768, tid: rig.tid(), transition: undefined });
  t.deepEqual(power(), at(0));
});

test("a transition moves all states; the last power is one that was reached", (t) => {
  const { rig, set } = make();
  rig.tell(GenericDefaultTransitionTimeSet, { time: 1000 });
  set(32768);
  rig.clock.advance(500);
  const change = (target: number | boolean) => ({ target, remaining: 500 });
  t.deepEqual(rig.tell(GenericPowerLevelGet, {}), { present: 16384, change: change(32768) });
  t.deepEqual(rig.tell(GenericLevelGet, {}), { present: -16384, change: change(0) });
  t.deepEqual(rig.tell(GenericOnOffGet, {}), { present: true, change: change(true) });
  t.deepEqual(rig.tell(GenericPowerLastGet, {}), { power: 0xffff });
  rig.clock.advance(500);
  t.deepEqual(rig.tell(GenericPowerLastGet, {}), { power: 32768 });
  set(0, 1000);
  rig.clock.advance(999);
  t.deepEqual(rig.tell(GenericOnOffGet, {}), {
    present: true,
    change: { target: false, remaining: 100 },
  });
  rig.clock.advance(1);
  t.deepEqual(rig.tell(GenericOnOffGet, {}), at(false as never));
});

for (const octets of ["82210000ffff", "822105000400", "822101000000", "8221010002"])
  test(`a range that is none is ignored: ${octets}`, (t) => {
    const { heater, rig } = make();
    const answer = rig.tellOctets(GenericPowerRangeSet, fromHex(octets));
    t.is(answer || undefined, undefined);
    const { maximum, minimum } = heater.powerLevel.state;
    t.deepEqual([minimum, maximum], [1, 0xffff]);
    t.is(rig.services.stored.size, 0);
  });

test("steps, the end of a transition and a knob are told to the application", (t) => {
  const told: number[] = [];
  const { heater, rig, set } = make({ onChange: (power) => told.push(power), stepTime: 250 });
  set(1000, 1000);
  rig.clock.advance(1000);
  t.deepEqual(told, [250, 500, 750, 1000]);
  heater.powerLevel.set(3);
  rig.clock.advance(0);
  t.is(told[4], 3);
  t.is(heater.powerLevel.powerLevel, 3);
  for (const power of [-1, 0x1_0000, 1.5, NaN])
    t.throws(() => heater.powerLevel.set(power), {
      instanceOf: RangeError,
      message: /^Generic Power Level: /,
    });
});

/** A heater that was set to 300 and is on its way to 700 when its power is cut; and the same after it. */
function cutPower(onPowerUp: number, byDefault: number, time: number, after = 1000) {
  const { heater, rig, set } = make();
  rig.tell(GenericDefaultTransitionTimeSet, { time });
  rig.tell(GenericOnPowerUpSet, { onPowerUp });
  rig.tell(GenericPowerDefaultSetUnacknowledged, { power: byDefault });
  rig.tell(GenericPowerRangeSetUnacknowledged, { minimum: 50, maximum: 60_000 });
  set(300, 0);
  set(700, 5000);
  rig.clock.advance(after);
  const changes: number[] = [];
  const again = new PowerLevelModels({ onChange: (power) => changes.push(power) });
  const services = new FakeServices();
  heater.models.forEach((model, i) => {
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
  return { changes, heater: again, services, stores: () => stores };
}

const powered: readonly (readonly [
  name: string,
  onPowerUp: number,
  byDefault: number,
  power: number,
])[] = [
  ["off", OnPowerUp.off, 0, 0],
  ["the last power", OnPowerUp.default, 0, 300],
  ["the default power", OnPowerUp.default, 77, 77],
  ["the default power, within the range", OnPowerUp.default, 7, 50],
  ["as before, at the target", OnPowerUp.restore, 0, 700],
];

for (const [name, onPowerUp, byDefault, power] of powered) {
  test(`after a power cut in a transition: ${name}, which is not published`, (t) => {
    const after = cutPower(onPowerUp, byDefault, 0);
    t.is(after.heater.powerLevel.powerLevel, power);
    t.is(after.heater.onOff.isOn, power > 0);
    t.is(after.heater.level.level, power - 32768);
    t.deepEqual(after.changes, power === 0 ? [] : [power]);
    t.is(after.services.published.length, 0);
    t.is(after.stores(), 1);
    after.services.clock.advance(60_000);
    t.is(after.stores(), 1);
    const { byDefault: kept, maximum, minimum } = after.heater.powerLevel.state;
    t.deepEqual([kept, minimum, maximum], [byDefault, 50, 60_000]);
  });

  test(`after a power cut, with a default transition time: ${name}`, (t) => {
    const { heater, services } = cutPower(onPowerUp, byDefault, 1000);
    services.clock.advance(500);
    t.is(heater.powerLevel.powerLevel, Math.ceil(power / 2));
    services.clock.advance(500);
    t.is(heater.powerLevel.powerLevel, power);
    t.is(heater.onOff.isOn, power > 0);
  });
}

test("what is loaded is not stored again, and not published", (t) => {
  const { heater, services, stores } = cutPower(OnPowerUp.restore, 0, 0, 5000);
  t.is(heater.powerLevel.powerLevel, 700);
  heater.powerLevel.set(700);
  services.clock.advance(60_000);
  t.is(stores(), 0);
  t.is(services.published.length, 0);
  heater.powerLevel.set(701);
  t.is(stores(), 1);
});

test("Node Reset: the range, the default and the last power of a new device", (t) => {
  const { heater, rig, set } = make({ range: { minimum: 2, maximum: 3 } });
  rig.tell(GenericPowerDefaultSetUnacknowledged, { power: 9 });
  rig.tell(GenericPowerRangeSetUnacknowledged, { minimum: 50, maximum: 60_000 });
  set(300);
  for (const model of heater.models) model.stop();
  for (const model of heater.models) model.reset();
  const { byDefault, last, maximum, minimum } = heater.powerLevel.state;
  t.deepEqual([byDefault, last, minimum, maximum], [0, 0xffff, 2, 3]);
});

test("a record of another length is none", (t) => {
  const { heater, rig } = make();
  for (const model of [heater.powerLevel, heater.setup]) {
    model.stop();
    rig.services.stored.set(model, Uint8Array.of(1, 2, 3));
    model.start(rig.services);
  }
  const { last, maximum, minimum } = heater.powerLevel.state;
  t.deepEqual([last, minimum, maximum], [0xffff, 1, 0xffff]);
});

test("each model with a publish address publishes a change once; the setup server default and range", (t) => {
  const heater = new PowerLevelModels();
  const { level, onOff, powerLevel, setup } = heater;
  const rig = new ModelRig([heater.models], [powerLevel, level, onOff, setup]);
  const published = () => rig.services.published.splice(0).map(toHex).sort();
  const set = (power: number, transition?: { time: number; delay: number }) =>
    rig.tell(GenericPowerLevelSet, { power, tid: rig.tid(), transition });
  set(0x8000);
  t.deepEqual(published(), ["820401", "82080000", "82180080"]);
  set(0x8100, { time: 3000, delay: 0 });
  t.deepEqual(published(), ["8208000000011e", "8218008000811e"]);
  rig.clock.advance(3000);
  t.deepEqual(published(), ["820401", "82080001", "82180081"]);
  rig.tell(GenericPowerDefaultSet, { power: 5 });
  rig.tell(GenericPowerDefaultSet, { power: 5 });
  rig.tell(GenericPowerRangeSet, { minimum: 1, maximum: 2 });
  t.deepEqual(published(), ["821c0500", "821e0001000200"]);
});

test("a repeated message is answered, and not executed", (t) => {
  const { heater, rig } = make();
  const message = { power: 5, tid: 1, transition: undefined };
  t.deepEqual(rig.tell(GenericPowerLevelSet, message), at(5));
  heater.powerLevel.set(9);
  t.deepEqual(rig.tell(GenericPowerLevelSet, message), at(9));
  rig.clock.advance(6000);
  t.deepEqual(rig.tell(GenericPowerLevelSet, message), at(5));
});

test("relations as in Mesh Model 1.1 §3.3.6, §3.3.7", (t) => {
  const { defaultTransitionTime, level, onOff, powerLevel, powerOnOff, powerOnOffSetup, setup } =
    new PowerLevelModels();
  t.true(powerLevel.bases.length === 2 && powerLevel.bases[0] === powerOnOff);
  t.true(powerLevel.bases[1] === level && powerOnOff.bases[0] === onOff);
  t.true(setup.bases[0] === powerLevel && setup.bases[1] === powerOnOffSetup);
  t.true(setup.counterparts[0] === powerLevel);
  t.true(powerOnOffSetup.bases[1] === defaultTransitionTime);
});
