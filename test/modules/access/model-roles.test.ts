import test from "ava";
import { Element } from "../../../modules/access/element.js";
import { corresponding, findModel, modelRole } from "../../../modules/access/model-roles.js";
import { CtlModels } from "../../../modules/models/ctl-models.js";
import { GenericLevelServer } from "../../../modules/models/generic-level/server.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { HslModels } from "../../../modules/models/hsl-models.js";
import { LcModels } from "../../../modules/models/lc-models.js";
import { LightCtlServer } from "../../../modules/models/light-ctl/server.js";
import { LightCtlTemperatureServer } from "../../../modules/models/light-ctl/temperature-server.js";
import { LightLcServer } from "../../../modules/models/light-lc/server.js";
import { LightLightnessServer } from "../../../modules/models/light-lightness/server.js";

// Models are compared by these: XS has no stack for models in the text of an assertion.
const same = <T>(one: T, other: T): boolean => one === other;

/** Two equal lights with a colour temperature. */
function twoLights() {
  const lights = [new CtlModels(), new CtlModels()] as const;
  const elements = lights
    .flatMap((light) => light.elements)
    .map(({ models }, index) => new Element({ index, models }));
  return { elements, lights };
}

/** One light with colour temperature, hue, saturation and a controller. */
function oneLight() {
  const hsl = new HslModels();
  const ctl = new CtlModels({ light: hsl.light });
  const lc = new LcModels({ light: hsl.light });
  const [, hue, saturation] = hsl.elements;
  const elements = [
    [...hsl.models, ...ctl.ownModels],
    ctl.temperatureModels,
    hue!.models,
    saturation!.models,
    lc.controllerModels,
  ].map((models, index) => new Element({ index, models }));
  return { ctl, elements, hsl, lc };
}

test("the models of two equal lights are told apart by number", (t) => {
  const { elements, lights } = twoLights();
  lights.forEach(({ ctl, light, temperature, temperatureLevel }, i) => {
    const number = i + 1;
    t.true(same(findModel(elements, LightLightnessServer, "main", number), light.lightness));
    t.true(same(findModel(elements, LightCtlServer, "main", number), ctl));
    const found = findModel(elements, LightCtlTemperatureServer, "temperature", number);
    t.true(same(found, temperature));
    t.true(same(findModel(elements, GenericLevelServer, "main", number), light.level));
    const level = findModel(elements, GenericLevelServer, "temperature", number);
    t.true(same(level, temperatureLevel));
  });
  t.is(findModel(elements, LightLightnessServer, "main", 3), undefined);
  t.is(findModel(elements, LightLightnessServer, "temperature"), undefined);
  t.is(findModel(elements, LightCtlTemperatureServer), undefined);
  t.is(findModel(elements, LightLcServer, "light-lc"), undefined);
});

test("each model has the role of its element in the light, and is found by it", (t) => {
  const { ctl, elements, hsl, lc } = oneLight();
  for (const model of elements[0]!.models) t.is(modelRole(model), "main", `${model.id}`);
  for (const model of ctl.temperatureModels) t.is(modelRole(model), "temperature", `${model.id}`);
  for (const model of elements[2]!.models) t.is(modelRole(model), "hue", `${model.id}`);
  for (const model of elements[3]!.models) t.is(modelRole(model), "saturation", `${model.id}`);
  for (const model of lc.controllerModels) t.is(modelRole(model), "light-lc", `${model.id}`);
  t.true(same(findModel(elements, GenericOnOffServer), hsl.light.onOff));
  t.true(same(findModel(elements, GenericOnOffServer, "light-lc"), lc.onOff));
  const [, hue, saturation] = hsl.elements;
  t.true(same(findModel(elements, GenericLevelServer, "hue"), hue!.models[0]));
  t.true(same(findModel(elements, GenericLevelServer, "saturation"), saturation!.models[0]));
});

test("a model that has nothing to do with the light of its element has the main role", (t) => {
  const { temperatureModels } = new CtlModels();
  const onOff = new GenericOnOffServer();
  const elements = [new Element({ index: 0, models: [...temperatureModels, onOff] })];
  t.is(modelRole(onOff), "main");
  t.true(same(findModel(elements, GenericOnOffServer), onOff));
});

test("models of a light are reached from each other by role, both ways, and never those of another", (t) => {
  const { elements, lights } = twoLights();
  for (const { ctl, light, setup, temperature, temperatureLevel } of lights) {
    t.true(same(corresponding(elements, ctl, "temperature"), temperature));
    t.true(same(corresponding(elements, temperature, "main"), ctl));
    t.true(same(corresponding(elements, ctl, "main"), setup));
    t.true(same(corresponding(elements, light.lightness, "main"), light.setup));
    // Over models that extend each other, where there is no correspondence.
    t.true(same(corresponding(elements, temperatureLevel, "main"), ctl));
    const reached = corresponding(elements, light.lightness, "temperature");
    t.true(same(reached, temperature) || same(reached, temperatureLevel));
    t.is(corresponding(elements, ctl, "light-lc"), undefined);
  }
});

test("a controller and its light are reached from each other", (t) => {
  const { ctl, elements, hsl, lc } = oneLight();
  t.true(same(corresponding(elements, lc.controller, "light-lc"), lc.setup));
  t.true(same(corresponding(elements, lc.controller, "main"), hsl.light.lightness));
  t.true(same(corresponding(elements, hsl.light.lightness, "light-lc"), lc.controller));
  t.true(same(corresponding(elements, hsl.hsl, "hue"), hsl.hue));
  t.true(same(corresponding(elements, hsl.hue, "saturation"), hsl.saturation));
  t.true(same(corresponding(elements, hsl.saturation, "hue"), hsl.hue));
  t.true(same(corresponding(elements, ctl.ctl, elements[1]!), ctl.temperature));
});
