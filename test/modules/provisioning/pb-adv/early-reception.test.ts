import test from "ava";
import { EarlyReception } from "../../../../modules/provisioning/pb-adv/early-reception.js";

test("an answer within 10 ms shows that the radio receives early; it is told once", (t) => {
  let told = 0;
  const reception = new EarlyReception({ earlyReceptionShown: () => told++ });
  for (const [time, shown] of [
    [40, false],
    [10.1, false],
    [10, true],
    [2, true],
    [300, true],
  ] as const) {
    reception.answered(time);
    t.is(reception.shown, shown, `${time} ms`);
  }
  t.is(told, 1);
});

test("nobody need be told", (t) => {
  const reception = new EarlyReception();
  reception.answered(0);
  t.true(reception.shown);
});

test("links are counted where the owner counts them", (t) => {
  const earlyReceptionShown = () => undefined;
  t.is(new EarlyReception({ earlyReceptionShown, linksHeard: () => 4 }).linksHeard, 4);
  t.is(new EarlyReception({ earlyReceptionShown }).linksHeard, Infinity);
  t.is(new EarlyReception().linksHeard, Infinity);
});
