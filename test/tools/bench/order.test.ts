import test from "ava";
import { measureOrder, orderCases, orderTable } from "../../../tools/bench/order.js";

for (const one of orderCases) {
  // Of so few messages hardly one is lost: no figure for a test that has seconds.
  if (one.relays === 0 && one.loss < 0.2) continue;
  const { loss, messages, relays, sets } = one;
  test(`${messages} messages in one instant, ${100 * loss} % loss, ${relays} relays, ${sets} sets: no more is lost than packets are`, (t) => {
    const { bound, delay, lost, lostFirst, sent } = measureOrder(one, 4, 1000);
    t.is(sent, 4000);
    t.true(lost > 0);
    t.true(lost < bound, `${lost} of ${bound}`);
    t.true(lostFirst < bound, `${lostFirst} of ${bound}`);
    // Three transmissions, 25 ms apart, of each that was sent before.
    t.true(delay.median < 75 * messages && delay.p95 < 100 * messages, JSON.stringify(delay));
  });
}

test("the same seeds give the same figures, and a row of the table", (t) => {
  const one = { messages: 5, relays: 2, loss: 0.2, sets: 4 };
  const figures = [measureOrder(one, 2, 100), measureOrder(one, 2, 100)];
  t.deepEqual(figures[0], figures[1]);
  const text = orderTable(figures);
  t.regex(text, /\n +5 +20 % +2 +4 +\d+\.\d, \d+\.\d, \d+\.\d +\d+\.\d\d % /);
  t.notRegex(text, /NaN|undefined/);
});
