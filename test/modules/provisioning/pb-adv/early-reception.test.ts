import test from "ava";
import { EarlyReception } from "../../../../modules/provisioning/pb-adv/early-reception.js";

test("an answer within 7 ms shows that the radio receives early; it is told once", (t) => {
  let told = 0;
  const reception = new EarlyReception({ earlyReceptionShown: () => told++ });
  for (const [time, shown] of [
    [40, false],
    [7.1, false],
    [7, true],
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
