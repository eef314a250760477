// A relay that serves a phone against one without, on the typical air, with one advertising set.
import test from "ava";
import { measureRelay, relayTable } from "../../../tools/bench/proxy/relay-figures.js";
import type { RelayCase } from "../../../tools/bench/proxy/relay.js";

const base = { air: "typical", relays: 1, sets: 1, interval: 30 } as const;
const measure = (one: Partial<RelayCase>) =>
  measureRelay({ ...base, load: "idle", ...one }, 4, 250);

for (const load of ["idle", "busy"] as const)
  for (const interval of [7.5, 30])
    test(`a relay whose phone is ${load}, at ${interval} ms, delivers 95 % of what it does without, at most 10 ms later per hop`, async (t) => {
      const without = await measure({ load: "none" });
      const figure = await measure({ load, interval });
      t.is(figure.sent, without.sent);
      t.true(figure.sent > 800);
      t.true(without.delivered > 0.98);
      t.true(figure.delivered >= 0.95 * without.delivered, `${figure.delivered}`);
      t.true(figure.delay.median <= without.delay.median + 10, `${figure.delay.median}`);
      // What it sends and receives meanwhile.
      t.true(figure.notified > 0.97, `${figure.notified}`);
      t.true(figure.arrived > 0.98, `${figure.arrived}`);
    });

test("a phone that keeps an interval of 7.5 ms takes most of the radio: what the relay asks for makes the difference", async (t) => {
  const { delivered } = await measure({ interval: 7.5, keepsInterval: true });
  t.true(delivered < 0.9, `${delivered}`);
});

test("the same seeds give the same figures, and rows of the table", async (t) => {
  const busy: RelayCase = { ...base, load: "busy" };
  const figures = [await measureRelay(busy, 1, 50), await measureRelay(busy, 1, 50)];
  t.deepEqual(figures[0], figures[1]);
  const text = relayTable(figures);
  t.regex(text, /\n +1 +1 +a busy client each +30 ms +\d+\.\d % /);
  t.notRegex(text, /NaN|undefined/);
});
