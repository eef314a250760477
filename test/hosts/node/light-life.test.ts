// A light's whole life, with trouble in its store at each of its changes.
import test from "ava";
import { LightLife } from "../../support/light-life.js";
import { lightSteps } from "../../support/light-life-steps.js";
import { allCases, caseName, storeTroubles } from "../../support/store-troubles.js";

const whole = new LightLife();
const lived = whole.run(lightSteps);

for (const trouble of storeTroubles)
  test.serial(
    `whichever change of its store ${trouble.name}: a light does what it is told to its end`,
    async (t) => {
      await lived;
      t.deepEqual(whole.wrong, []);
      const cases = allCases(whole.store.changes).filter((each) => each.trouble === trouble);
      t.true(cases.length > 140, `${cases.length} changes`);
      for (const each of cases) {
        const life = new LightLife(each);
        await life.run(lightSteps);
        const title = `${caseName(each)}: ${life.troubledKey}, in ${life.troubled?.name}`;
        t.deepEqual(life.wrong, [], title);
        t.true(life.store.changes > each.change, title);
      }
    },
  );
