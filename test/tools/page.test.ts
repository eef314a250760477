import test from "ava";
import { addressOf, readAddress } from "../../tools/page/browser/address.js";
import { roundStep } from "../../tools/page/round-step.js";

test("a round step is 1, 2 or 5 times a power of ten", (t) => {
  for (let span = 0.003; span < 1e6; span *= 1.37) {
    const step = roundStep(span, 12);
    t.true(span / step <= 12 && span / step > 4, `${span}: ${step}`);
    t.true(
      [1, 2, 5].includes(Number((step / 10 ** Math.floor(Math.log10(step) + 1e-9)).toFixed(6))),
    );
  }
});

for (const [hash, time, selected] of [
  ["", undefined, []],
  ["#t=4.8", 4800, []],
  [
    "#t=4.8&node=light-3&message=12",
    4800,
    [
      ["node", "light-3"],
      ["message", "12"],
    ],
  ],
  ["#node=a+b%26c", undefined, [["node", "a b&c"]]],
  ["#t=-3", undefined, []],
  ["#t=x", undefined, []],
] as const)
  test(`an address names a time and what is selected: ${hash || "nothing"}`, (t) => {
    const read = readAddress(hash);
    t.is(read.time, time);
    t.deepEqual(
      [...read.selected],
      selected.map((entry) => [...entry]),
    );
  });

test("the address that a page shows is read as it was", (t) => {
  const hash = addressOf(1235, { node: "küche & flur", message: undefined });
  t.deepEqual([...readAddress(hash).selected], [["node", "küche & flur"]]);
  t.is(readAddress(hash).time, 1235);
});
