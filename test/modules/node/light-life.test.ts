// A light's whole life, with trouble in its store at some of its changes: at each of them, in
// Node.js, it is in test/hosts/node.
import test from "ava";
import { LightLife } from "../../support/light-life.js";
import { lightSteps } from "../../support/light-life-steps.js";
import { caseName, someCases } from "../../support/store-troubles.js";

/** Of the changes of a life one in so many has trouble here. */
const stride = 3;

test("a light's life stands trouble with its store: it does what it is told to its end", async (t) => {
  const whole = new LightLife();
  await whole.run(lightSteps);
  t.deepEqual(whole.wrong, []);
  t.is(whole.round, 1);
  const { changes } = whole.store;
  t.true(changes > 140, `${changes} changes`);
  t.true(whole.numbers.size > 150, `${whole.numbers.size} numbers`);
  let anew = 0;
  for (const each of someCases(changes, stride)) {
    const life = new LightLife(each);
    await life.run(lightSteps);
    t.deepEqual(life.wrong, [], caseName(each));
    if (life.round > 1) anew++;
  }
  t.true(anew > 0 && anew < 10, `taken in anew: ${anew}`);
});
