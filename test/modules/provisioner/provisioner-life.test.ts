// A provisioner's whole life, with trouble in its store at some of its changes: at each of them,
// in Node.js, it is in test/hosts/node.
import test from "ava";
import { ProvisionerLife } from "../../support/provisioner-life.js";
import { provisionerSteps } from "../../support/provisioner-life-steps.js";
import { caseName, someCases } from "../../support/store-troubles.js";

/** Of the changes of a life one in so many has trouble here. */
const stride = 6;

test("a provisioner's life stands trouble with its store: it goes on with its network, or says what is damaged", async (t) => {
  const whole = new ProvisionerLife();
  await whole.run(provisionerSteps);
  t.deepEqual(whole.wrong, []);
  t.is(whole.refusal, undefined);
  const { changes } = whole.store;
  t.true(changes > 150, `${changes} changes`);
  t.true(whole.numbers.size > 200, `${whole.numbers.size} numbers`);
  for (const each of someCases(changes, stride)) {
    const life = new ProvisionerLife(each);
    await life.run(provisionerSteps);
    t.deepEqual(life.wrong, [], caseName(each));
  }
});
