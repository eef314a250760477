import test from "ava";
import { benchRemote, remoteTable, runCorridor, runInRange } from "../../../tools/bench/remote.js";
import { drawRemote } from "../../../tools/bench/remote-picture.js";

for (const [air, loss, seeds] of [
  ["kind", 0, 3],
  ["kind", 0.3, 3],
  ["typical", 0, 5],
  ["harsh", 0, 20],
  ["coexist", 0, 3],
] as const)
  test(`a corridor of six nodes is provisioned hop by hop, and its far end refreshed: ${air}, ${100 * loss} % loss, ${seeds} seeds`, async (t) => {
    for (let seed = 101; seed < 101 + seeds; seed++) {
      const steps = await runCorridor(seed, air, loss);
      t.is(steps.length, 15);
    }
  });

test("in range and without loss: under 4 s and 300 events, and less than a common stack", async (t) => {
  for (const seed of [1, 2, 3]) {
    const steps = await runInRange(seed);
    const provision = steps.find(({ name }) => name === "provision")!;
    t.true(provision.milliseconds < 4000, `${provision.milliseconds} ms`);
    t.true(provision.events < 300, `${provision.events} events`);
    const refresh = steps.find(({ name }) => name === "address refresh")!;
    t.true(refresh.milliseconds < 6500, `${refresh.milliseconds} ms`);
    const relayed = steps.find(({ name }) => name === "key refresh over a relay")!;
    t.true(relayed.milliseconds < 4700, `${relayed.milliseconds} ms`);
  }
});

test("the figures become a table and a picture", async (t) => {
  const figures = await benchRemote(1);
  const text = remoteTable(figures);
  t.regex(text, /provision, 6 hops +[\d,]+ /);
  t.regex(text, /near, no loss/);
  t.regex(text, /kind, 3 sets +[\d,]+ /);
  t.regex(text, /harsh, one set +[\d,]+ /);
  const picture = drawRemote(figures);
  t.is(picture.match(/<polyline /g)!.length, 8);
  t.notRegex(picture, /NaN|undefined/);
});
