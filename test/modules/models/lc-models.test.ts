import test from "ava";
import { LcModels, type LcModelsOptions } from "../../../modules/models/lc-models.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";

const ofLight: readonly LcModelsOptions[] = [
  { onChange: () => undefined },
  { stepTime: 20 },
  { onPowerUp: 1 },
  { defaultTransitionTime: 5 },
  { range: { minimum: 1, maximum: 2 } },
];

test("a light that is made already has its own options: beside it they are refused, alone they are not", (t) => {
  for (const wrong of ofLight) {
    const [name] = Object.keys(wrong);
    t.throws(() => new LcModels({ light: new LightnessModels(), ...wrong }), {
      instanceOf: TypeError,
      message: `${name}: an option of the light, which is made already: give it there`,
    });
    t.notThrows(() => new LcModels(wrong));
  }
});

test("the controller of a light that is made already has options of its own", (t) => {
  const light = new LightnessModels();
  const controlled = new LcModels({
    light,
    mode: true,
    occupancyMode: true,
    onRequest: () => undefined,
    onState: () => undefined,
    properties: { lightnessOn: 40_000 },
  });
  t.true(controlled.light === light);
});
