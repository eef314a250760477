// Light CTL, HSL and xyL on one element: one lightness, and one record. Mesh Model 1.1 §6.4.
import test from "ava";
import { Element } from "../../../modules/access/element.js";
import type { Model } from "../../../modules/access/model.js";
import { toHex } from "../../../modules/base/bytes.js";
import { OnPowerUp } from "../../../modules/models/common/power-up.js";
import { CtlModels } from "../../../modules/models/ctl-models.js";
import { GenericOnPowerUpSet } from "../../../modules/models/generic-power-onoff/messages.js";
import { HslModels } from "../../../modules/models/hsl-models.js";
import { LightCtlDefaultSet, LightCtlSet } from "../../../modules/models/light-ctl/messages.js";
import {
  LightHslDefaultSet,
  LightHslRangeSet,
  LightHslSet,
} from "../../../modules/models/light-hsl/messages.js";
import { LightLightnessSet } from "../../../modules/models/light-lightness/messages.js";
import {
  LightXylDefaultSet,
  LightXylRangeSet,
  LightXylSet,
} from "../../../modules/models/light-xyl/messages.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import { XylModels } from "../../../modules/models/xyl-models.js";
import { FakeServices } from "../../support/fake-services.js";
import { ModelRig } from "../../support/model-rig.js";

const none = undefined;

function makeLight() {
  const light = new LightnessModels();
  const ctl = new CtlModels({ light });
  const hsl = new HslModels({ light });
  const xyl = new XylModels({ light });
  const elements: readonly (readonly Model[])[] = [
    [...light.models, ...ctl.ownModels, ...hsl.ownModels, ...xyl.ownModels],
    ctl.temperatureModels,
    hsl.hueModels,
    hsl.saturationModels,
  ];
  const values = () => ({
    ...ctl.ctl.values,
    ...hsl.hsl.values,
    ...xyl.xyl.values,
  });
  return { light, ctl, hsl, xyl, elements, values };
}

function make() {
  const all = makeLight();
  const models = all.elements.flat();
  const rig = new ModelRig(all.elements, [
    all.light.lightness,
    all.ctl.ctl,
    all.hsl.hsl,
    all.xyl.xyl,
  ]);
  const writes: (readonly [index: number, data: Uint8Array])[] = [];
  rig.services.store = (model: Model, data: Uint8Array) => {
    writes.push([models.indexOf(model), data.slice()]);
    return true;
  };
  return { ...all, rig, writes };
}

test("a set of one kind of colour moves the lightness of all, and leaves the other colours", (t) => {
  const { rig, values, writes } = make();
  const published = () => rig.services.published.splice(0).map(toHex).sort();
  rig.tell(LightHslSet, { lightness: 0x100, hue: 90, saturation: 1, tid: 1, transition: none });
  t.deepEqual(published(), ["824e0001", "826000012003", "827800010040ffff", "8286000100000000"]);
  rig.tell(LightXylSet, { lightness: 0x200, x: 0.2, y: 0.4, tid: 1, transition: none });
  t.deepEqual(published(), ["824e0002", "826000022003", "827800020040ffff", "8286000233336666"]);
  rig.tell(LightCtlSet, {
    lightness: 0x300,
    temperature: 1000,
    deltaUv: 0,
    tid: 1,
    transition: none,
  });
  t.deepEqual(published(), ["824e0003", "82600003e803", "827800030040ffff", "8286000333336666"]);
  rig.tell(LightLightnessSet, { lightness: 0x400, tid: 1, transition: none });
  t.deepEqual(published(), ["824e0004", "82600004e803", "827800040040ffff", "8286000433336666"]);
  t.deepEqual(values(), {
    ...{ lightness: 0x400, temperature: 1000, deltaUv: 0 },
    ...{ hue: 90, saturation: 1, x: 0.2, y: 0.4 },
  });
  t.is(writes.length, 4);
});

const first = { lightness: 100, hue: 90, saturation: 0.2, x: 0.2, y: 0.4 };
const second = { lightness: 900, hue: 180, saturation: 0.6, x: 0.6, y: 0.8 };
const byDefault = { lightness: 40, hue: 270, saturation: 1, x: 0.4, y: 1 };
const fresh = { hue: 0, saturation: 0, x: 0, y: 0 };

/** A light whose hue moves while a default is set. */
function live(onPowerUp: number, kind: "hsl" | "xyl") {
  const { rig, writes } = make();
  rig.tell(GenericOnPowerUpSet, { onPowerUp });
  const set = (to: typeof first, time: number, delay: number) => {
    const transition = { time, delay };
    if (kind === "hsl") rig.tell(LightHslSet, { ...to, tid: rig.tid(), transition });
    else rig.tell(LightXylSet, { ...to, tid: rig.tid(), transition });
  };
  set(first, 0, 0);
  set(second, 5000, 300);
  rig.clock.advance(1000);
  if (kind === "hsl") rig.tell(LightHslDefaultSet, byDefault);
  else rig.tell(LightXylDefaultSet, byDefault);
  rig.clock.advance(10_000);
  set(first, 1000, 0);
  rig.clock.advance(500);
  return writes;
}

function boot(writes: readonly (readonly [number, Uint8Array])[]) {
  const all = makeLight();
  const models = all.elements.flat();
  const services = new FakeServices();
  for (const [index, data] of writes) services.stored.set(models[index]!, data);
  all.elements.forEach((each, index) => new Element({ index, models: each }));
  for (const model of models) model.start(services);
  services.clock.advance(0);
  return all;
}

const cuts = (["hsl", "xyl"] as const).flatMap((kind) =>
  (["off", "default", "restore"] as const).map((name) => [kind, name] as const),
);

for (const [kind, name] of cuts)
  test(`a power cut at each write of Light ${kind}, ${name}: never a mixture of two lights`, (t) => {
    const text = ({ hue, lightness, saturation, x, y }: typeof first) =>
      kind === "hsl" ? `${lightness} ${hue} ${saturation}` : `${lightness} ${x} ${y}`;
    const legal = {
      off: [
        { ...fresh, lightness: 0 },
        { ...byDefault, lightness: 0 },
      ],
      default: [0, 0xffff, 100].map((lightness) => ({ ...fresh, lightness })).concat(byDefault),
      restore: [{ ...fresh, lightness: 0 }, first, second],
    }[name];
    const writes = live(OnPowerUp[name], kind);
    const seen = new Set<string>();
    for (let count = 0; count <= writes.length; count++)
      seen.add(text(boot(writes.slice(0, count)).values()));
    t.deepEqual([...seen].sort(), [...new Set(legal.map(text))].sort());
  });

test("the ranges are there again", (t) => {
  const { rig, writes } = make();
  const hue = { hueMinimum: 270, hueMaximum: 90, saturationMinimum: 0.2, saturationMaximum: 0.4 };
  const xy = { xMinimum: 0.2, xMaximum: 0.4, yMinimum: 0.6, yMaximum: 0.8 };
  rig.tell(LightHslRangeSet, hue);
  rig.tell(LightXylRangeSet, xy);
  rig.tell(LightCtlDefaultSet, { lightness: 0, temperature: 3000, deltaUv: 0 });
  const { ctl, hsl, xyl } = boot(writes);
  t.deepEqual(hsl.hsl.hue.limits, [0xc000, 0x4000]);
  t.deepEqual(hsl.hsl.saturation.limits, [0x3333, 0x6666]);
  t.deepEqual(xyl.xyl.chromaticity.limits, [0x3333, 0x6666, 0x9999, 0xcccc]);
  t.is(ctl.ctl.values.temperature, 3000);
  t.is(hsl.hsl.values.saturation, 0.2);
});
