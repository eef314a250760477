import test from "ava";
import { LcProperties } from "../../../../modules/models/light-lc/properties.js";
import { LcRegulator } from "../../../../modules/models/light-lc/regulator.js";

const { values } = new LcProperties();

// Mesh Model 1.1 §6.2.6, with an accuracy of 2 %, Kiu 250, Kid 25, Kpu and Kpd 80, and a step of 0.1 s.
test("too dark: 95 lx beyond the accuracy are 2,375 more a step, and 7,600", (t) => {
  const regulator = new LcRegulator();
  t.is(regulator.step(500, 400, values), 2375 + 7600);
  t.is(regulator.step(500, 400, values), 2 * 2375 + 7600);
});

test("too bright: 5 lx beyond the accuracy are 12.5 less a step, and 400", (t) => {
  const regulator = new LcRegulator();
  regulator.step(500, 400, values);
  t.is(regulator.step(500, 510, values), 2375 - 12.5 - 400);
  t.is(regulator.step(500, 510, values), 2375 - 25 - 400);
});

test("within the accuracy nothing moves", (t) => {
  const regulator = new LcRegulator();
  regulator.step(500, 400, values);
  for (const ambient of [495, 496, 500, 505]) t.is(regulator.step(500, ambient, values), 2375);
});

test("the integral part stays between 0 and 65,535, as does the output", (t) => {
  const regulator = new LcRegulator();
  for (let i = 0; i < 100; i++) t.true(regulator.step(500, 0, values) <= 0xffff);
  t.is(regulator.step(500, 500, values), 0xffff);
  for (let i = 0; i < 1000; i++) t.true(regulator.step(1, 500, values) >= 0);
  t.is(regulator.step(500, 500, values), 0);
});

for (const [linear, wanted, ambient] of [
  [1000, 500, 400],
  [60_000, 500, 400],
  [0, 500, 0],
  [30_000, 500, 510],
  [30_000, 500, 500],
] as const)
  test(`begun at a linear lightness of ${linear}, with ${ambient} of ${wanted} lx: it does not jump`, (t) => {
    const regulator = new LcRegulator();
    regulator.begin(linear, wanted, ambient, values);
    t.true(Math.abs(regulator.step(wanted, ambient, values) - linear) < 1e-6);
  });

test("begun too dark, it gets brighter from where the light is, without a jump to what the deviation alone is", (t) => {
  const regulator = new LcRegulator();
  regulator.begin(0, 500, 0, values);
  const steps = Array.from({ length: 4 }, () => regulator.step(500, 0, values));
  const input = 500 - 5;
  t.deepEqual(
    steps.map(Math.round),
    [0, 1, 2, 3].map((i) => i * input * 25),
  );
});

test("where no light is wanted it gives none, and begins anew", (t) => {
  const regulator = new LcRegulator();
  for (let i = 0; i < 100; i++) regulator.step(500, 0, values);
  t.is(regulator.step(0, 0, values), 0);
  t.is(regulator.step(500, 400, values), 2375 + 7600);
});

test("with coefficients of 0 it does nothing", (t) => {
  const none = { regulatorKid: 0, regulatorKiu: 0, regulatorKpd: 0, regulatorKpu: 0 };
  const properties = new LcProperties(none);
  t.is(new LcRegulator().step(500, 0, properties.values), 0);
});
