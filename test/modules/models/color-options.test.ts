// What the options of lights with a colour cannot be; kinds of wrong values are in test/support/mistakes.
import test from "ava";
import "../../../modules/checks/install.js";
import { HslModels, type HslModelsOptions } from "../../../modules/models/hsl-models.js";
import { XylModels, type XylModelsOptions } from "../../../modules/models/xyl-models.js";
import { CtlModels, type CtlModelsOptions } from "../../../modules/models/ctl-models.js";

const wrongOptions: readonly (readonly [CtlModelsOptions, RegExp])[] = [
  [{ default: { temperature: 799 } }, /^default\.temperature: 799 .* from 800 to 20000$/],
  [{ default: { deltaUv: 1.5 } }, /^default\.deltaUv: 1\.5 is not a number from -1 to 1$/],
  [{ temperatureRange: { minimum: 800, maximum: 20_001 } }, /^temperatureRange\.maximum: 20001 /],
  [
    { temperatureRange: { minimum: 3, maximum: 900 } },
    /^temperatureRange\.minimum: 3 .*800 to 900/,
  ],
  [
    { temperatureRange: { minimum: 5000, maximum: 4000 } },
    /^temperatureRange\.minimum: 5000 .* from 800 to 4000$/,
  ],
];

for (const [options, message] of wrongOptions)
  test(`no light has ${JSON.stringify(options)}`, (t) => {
    t.throws(() => new CtlModels(options), { instanceOf: RangeError, message });
  });

const wrongHsl: readonly (readonly [HslModelsOptions, RegExp])[] = [
  [{ hue: { default: 361 } }, /^hue\.default: 361 is not a number from 0 to 360$/],
  [{ hue: { range: { minimum: -1, maximum: 5 } } }, /^hue\.range\.minimum: -1 is not/],
  [{ saturation: { default: 1.5 } }, /^saturation\.default: 1\.5 is not a number from 0 to 1$/],
  [
    { saturation: { range: { minimum: 0.6, maximum: 0.5 } } },
    /^saturation\.range\.minimum: 0\.6 is not a number from 0 to 0\.5$/,
  ],
];

for (const [options, message] of wrongHsl)
  test(`no light has ${JSON.stringify(options)}`, (t) => {
    t.throws(() => new HslModels(options), { instanceOf: RangeError, message });
  });

const whole = { x: 1, y: 1 };
const wrongXyl: readonly (readonly [XylModelsOptions, RegExp])[] = [
  [{ default: { y: 2 } }, /^default\.y: 2 is not a number from 0 to 1$/],
  [
    { chromaticityRange: { minimum: { x: 0.5, y: 0 }, maximum: { x: 0.4, y: 1 } } },
    /^chromaticityRange\.minimum\.x: 0\.5 is not a number from 0 to 0\.4$/,
  ],
  [
    { chromaticityRange: { minimum: { x: 0, y: -1 }, maximum: whole } },
    /^chromaticityRange\.minimum\.y: -1 is not/,
  ],
];

for (const [options, message] of wrongXyl)
  test(`no light has ${JSON.stringify(options)}`, (t) => {
    t.throws(() => new XylModels(options), { instanceOf: RangeError, message });
  });

test("a hue range over 0 is one", (t) => {
  t.notThrows(() => new HslModels({ hue: { range: { minimum: 270, maximum: 90 } } }));
});
