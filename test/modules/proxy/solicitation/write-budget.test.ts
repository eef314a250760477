import test from "ava";
import { WriteBudget } from "../../../../modules/proxy/solicitation/write-budget.js";

test("sixteen writes at once, then one a minute, and sixteen again after as many minutes", (t) => {
  let now = 12_345;
  const budget = new WriteBudget({ now: () => now });
  const taken = () => {
    let count = 0;
    while (budget.take()) count++;
    return count;
  };
  t.is(taken(), 16);
  now += 59_999;
  t.is(taken(), 0);
  now += 1;
  t.is(taken(), 1);
  now += 150_000;
  t.is(taken(), 2);
  now += 30_000;
  t.is(taken(), 1);
  now += 100 * 60_000;
  t.is(taken(), 16);
});
