// What a tunable white light stores, and what it is after a power cut at each of the writes.
import test from "ava";
import type { Model } from "../../../modules/access/model.js";
import { OnPowerUp } from "../../../modules/models/common/power-up.js";
import { CtlModels, type CtlModelsOptions } from "../../../modules/models/ctl-models.js";
import { GenericDefaultTransitionTimeSet } from "../../../modules/models/generic-default-transition-time/messages.js";
import { GenericOnPowerUpSet } from "../../../modules/models/generic-power-onoff/messages.js";
import {
  LightCtlDefaultGet,
  LightCtlDefaultSet,
  LightCtlSet,
  LightCtlTemperatureRangeGet,
  LightCtlTemperatureRangeSet,
  LightCtlTemperatureSet,
} from "../../../modules/models/light-ctl/messages.js";
import type { CtlValues } from "../../../modules/models/light-ctl/server.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import { Element } from "../../../modules/access/element.js";
import { FakeServices } from "../../support/fake-services.js";
import { ModelRig } from "../../support/model-rig.js";
import { publicationTo } from "../../support/publication.js";

const deviceDefault = { temperature: 2700, deltaUv: 0 };
const options: CtlModelsOptions = { default: deviceDefault };
const none = undefined;

/** A write: which model of the light, in the order of its elements, and what. */
type Write = readonly [index: number, data: Uint8Array];

function make() {
  const light = new CtlModels(options);
  const rig = new ModelRig([light.models, light.temperatureModels]);
  const models = [...light.models, ...light.temperatureModels];
  const writes: Write[] = [];
  rig.services.store = (model: Model, data: Uint8Array) => {
    writes.push([models.indexOf(model), data.slice()]);
    return true;
  };
  return { light, rig, writes };
}

/** A light that starts with what the first `count` writes have left. */
function boot(writes: readonly Write[], count = writes.length, light = new CtlModels(options)) {
  const services = new FakeServices();
  const models = [...light.models, ...light.temperatureModels];
  for (const [index, data] of writes.slice(0, count)) services.stored.set(models[index]!, data);
  new Element({ index: 0, models: light.models });
  new Element({ index: 1, models: light.temperatureModels });
  let stores = 0;
  services.store = () => {
    stores++;
    return true;
  };
  for (const model of models) {
    model.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    model.start(services);
  }
  services.clock.advance(0);
  return { light, services, stores: () => stores };
}

const first = { lightness: 300, temperature: 3000, deltaUv: 0.25 };
const second = { lightness: 700, temperature: 7000, deltaUv: -0.5 };
const third = { lightness: 0, temperature: 1000, deltaUv: 0 };
/** Where the transition to the second is, 1.5 s of 5 s after its begin, when it is replaced by a delay. */
const between = { lightness: 420, temperature: 4200, deltaUv: 819 / 32_768 };
const defaults = { lightness: 50, temperature: 5000, deltaUv: 0.125 };

/** A light that is set at once, moves, is set again while it moves, and has a new default meanwhile. */
function live(onPowerUp: number) {
  const { rig, writes } = make();
  const set = (values: CtlValues, transition: { time: number; delay: number } | undefined) =>
    rig.tell(LightCtlSet, { ...values, tid: rig.tid(), transition });
  rig.tell(GenericOnPowerUpSet, { onPowerUp });
  set(first, none);
  set(second, { time: 5000, delay: 500 });
  rig.clock.advance(1000);
  rig.tell(LightCtlDefaultSet, defaults);
  rig.clock.advance(1000);
  set(third, { time: 2000, delay: 100 });
  rig.clock.advance(5000);
  set(second, none);
  return writes;
}

const text = ({ deltaUv, lightness, temperature }: CtlValues) =>
  `${lightness} ${temperature} ${deltaUv}`;

/** What may be after a power cut, by On Power Up. */
const legal: readonly (readonly [name: string, number, readonly CtlValues[]])[] = [
  [
    "off",
    OnPowerUp.off,
    [
      { lightness: 0, ...deviceDefault },
      { ...defaults, lightness: 0 },
    ],
  ],
  [
    "default",
    OnPowerUp.default,
    [
      // Before it was stored that it is the default; the last lightness; the default.
      { lightness: 0, ...deviceDefault },
      { lightness: 0xffff, ...deviceDefault },
      { lightness: 300, ...deviceDefault },
      defaults,
    ],
  ],
  [
    "restore",
    OnPowerUp.restore,
    [{ lightness: 0, ...deviceDefault }, first, second, between, third],
  ],
];

for (const [name, onPowerUp, states] of legal)
  test(`a power cut at each write, ${name}: never a mixture of two lights`, (t) => {
    const writes = live(onPowerUp);
    const wanted = new Set(states.map(text));
    const seen = new Set<string>();
    for (let count = 0; count <= writes.length; count++) {
      const { light, services } = boot(writes, count);
      const found = text(light.ctl.values);
      t.true(wanted.has(found), `after ${count} writes: ${found}`);
      t.is(services.published.length, 0);
      seen.add(found);
    }
    t.deepEqual([...seen].sort(), [...wanted].sort());
  });

test("lightness and colour that are set together are one write, at once and in a transition", (t) => {
  const { rig, writes } = make();
  const set = (values: CtlValues, time: number, delay: number) =>
    rig.tell(LightCtlSet, { ...values, tid: rig.tid(), transition: { time, delay } });
  const count = () => writes.splice(0).length;
  set(first, 0, 0);
  t.is(count(), 1);
  set(first, 0, 0);
  t.is(count(), 0);
  set(second, 1000, 500);
  rig.clock.advance(499);
  t.is(count(), 0);
  rig.clock.advance(1);
  t.is(count(), 1);
  // At its end it is the last lightness.
  rig.clock.advance(1000);
  t.is(count(), 1);
  set(third, 1000, 500);
  rig.clock.advance(499);
  t.is(count(), 0);
  rig.clock.advance(1);
  t.is(count(), 1);
  rig.clock.advance(5000);
  t.is(count(), 0);
  rig.tell(LightCtlTemperatureSet, {
    ...{ temperature: 4000, deltaUv: 0 },
    ...{ tid: 1, transition: none },
  });
  t.is(count(), 1);
  rig.tell(LightCtlDefaultSet, defaults);
  t.is(count(), 1);
  rig.tell(LightCtlDefaultSet, { ...defaults, deltaUv: 0 });
  t.is(count(), 1);
  rig.tell(LightCtlDefaultSet, { ...defaults, deltaUv: 0 });
  t.is(count(), 0);
});

test("what is loaded is neither stored again nor published, and the application hears of it once", (t) => {
  const { rig, writes } = make();
  rig.tell(GenericOnPowerUpSet, { onPowerUp: OnPowerUp.restore });
  rig.tell(LightCtlSet, { ...second, tid: 1, transition: none });
  const changes: CtlValues[] = [];
  const again = new CtlModels({ ...options, onChange: (values) => changes.push(values) });
  const { services, stores } = boot(writes, writes.length, again);
  services.clock.advance(60_000);
  t.deepEqual(again.ctl.values, second);
  t.deepEqual(changes, [second]);
  t.is(stores(), 0);
  t.is(services.published.length, 0);
});

test("with a default transition time the light comes up in its colour", (t) => {
  const { rig, writes } = make();
  rig.tell(GenericOnPowerUpSet, { onPowerUp: OnPowerUp.restore });
  rig.tell(GenericDefaultTransitionTimeSet, { time: 1000 });
  rig.tell(LightCtlSet, { ...second, tid: 1, transition: { time: 0, delay: 0 } });
  const { light, services } = boot(writes);
  services.clock.advance(500);
  t.deepEqual(light.ctl.values, { ...second, lightness: 350 });
  services.clock.advance(500);
  t.deepEqual(light.ctl.values, second);
});

test("default and range are there again, and a temperature out of the range is limited", (t) => {
  const { rig, writes } = make();
  rig.tell(LightCtlDefaultSet, { ...defaults, temperature: 9000 });
  rig.tell(LightCtlTemperatureRangeSet, { minimum: 3000, maximum: 4000 });
  const { light } = boot(writes);
  t.deepEqual(light.ctl.values, { lightness: 0, temperature: 4000, deltaUv: 0.125 });
  const again = new CtlModels(options);
  const services = boot(writes, writes.length, again);
  t.deepEqual(again.ctl.color.limits, [3000, 4000]);
  t.is(services.stores(), 1);
  again.ctl.reset();
  again.light.lightness.reset();
  again.light.setup.reset();
  t.is(again.light.lightness.state.byDefault, 0);
  const fresh = make();
  t.deepEqual(fresh.rig.tell(LightCtlDefaultGet, {}), { lightness: 0, ...deviceDefault });
  t.deepEqual(fresh.rig.tell(LightCtlTemperatureRangeGet, {}), {
    status: 0,
    minimum: undefined,
    maximum: undefined,
  });
  t.deepEqual(again.ctl.color.limits, fresh.light.ctl.color.limits);
  t.is(again.ctl.color.byDefault, fresh.light.ctl.color.byDefault);
});

test("the record of a dimmable light is that of a light that got a colour; one of another length is none", (t) => {
  const dimmable = new LightnessModels();
  const rig = new ModelRig([dimmable.models]);
  const writes: Write[] = [];
  rig.services.store = (model: Model, data: Uint8Array) => {
    writes.push([dimmable.models.indexOf(model), data]);
    return true;
  };
  rig.tell(GenericOnPowerUpSet, { onPowerUp: OnPowerUp.restore });
  dimmable.lightness.set(1234);
  t.deepEqual(boot(writes).light.ctl.values, { lightness: 1234, ...deviceDefault });
  const server = dimmable.models.indexOf(dimmable.lightness);
  const setup = dimmable.models.indexOf(dimmable.setup);
  for (let length = 0; length < 14; length++) {
    const octets = new Uint8Array(length).fill(0xab);
    const { light } = boot([...writes.slice(0, 1), [server, octets], [setup, octets]]);
    const { lightness, temperature } = light.ctl.values;
    t.true(lightness <= 0xffff && temperature >= 800 && temperature <= 20_000, `${length}`);
  }
});
