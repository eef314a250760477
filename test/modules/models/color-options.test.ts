// What the options of lights with a colour cannot be; kinds of wrong values are in test/support/mistakes.
import test from "ava";
import "../../../modules/checks/install.js";
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
