// A provisioner's whole life, with trouble in its store at each of its changes.
import test from "ava";
import { ProvisionerLife } from "../../support/provisioner-life.js";
import { provisionerSteps } from "../../support/provisioner-life-steps.js";
import { allCases, caseName, storeTroubles } from "../../support/store-troubles.js";

const whole = new ProvisionerLife();
const lived = whole.run(provisionerSteps);

for (const trouble of storeTroubles)
  test.serial(
    `whichever change of its store ${trouble.name}: a provisioner goes on with its network, or says what is damaged`,
    async (t) => {
      await lived;
      t.deepEqual(whole.wrong, []);
      const cases = allCases(whole.store.changes).filter((each) => each.trouble === trouble);
      t.true(cases.length > 150, `${cases.length} changes`);
      let refusals = 0;
      for (const each of cases) {
        const life = new ProvisionerLife(each);
        await life.run(provisionerSteps);
        const title = `${caseName(each)}: ${life.troubledKey}, in ${life.troubled?.name}`;
        t.deepEqual(life.wrong, [], title);
        t.true(life.store.changes > each.change, title);
        if (life.refusal) refusals++;
      }
      // Half a record of what it is, and no power to write it again.
      if (trouble.torn && trouble.cut) t.true(refusals > 30, `${refusals} refusals`);
      else t.is(refusals, 0);
    },
  );
