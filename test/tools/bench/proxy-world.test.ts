// A hundred lights on the typical air, three proxies and five clients: the small form of the bench.
import test from "ava";
import { measureWorld, worldTable } from "../../../tools/bench/proxy/world-figures.js";

const figures = measureWorld(100, 60, 2);

async function client(name: string) {
  const { clients } = await figures;
  return clients.find((one) => one.name === name)!;
}

for (const name of ["subscribed", "everything", "reconnects"])
  test(`what the client "${name}" sends to its group and to single lights arrives, and is answered`, async (t) => {
    const { answered, switched } = await client(name);
    t.true(switched.expected > 250);
    t.true(switched.came >= 0.98 * switched.expected, `${switched.came} of ${switched.expected}`);
    t.true(switched.median < 100, `${switched.median}`);
    t.true(answered.expected >= 5);
    t.is(answered.came, answered.expected);
  });

test("statuses that lights publish pass the filters that have their group, or reject nothing", async (t) => {
  for (const name of ["subscribed", "everything"]) {
    const { lateCopies, statusPdus, statuses } = await client(name);
    t.true(statuses.expected > 200);
    t.true(statuses.came >= 0.98 * statuses.expected, `${name}: ${statuses.came}`);
    // Each once, by whatever relays it came to the proxy, but for a copy that is a second late.
    t.true(lateCopies <= 0.005 * statuses.expected, `${name}: ${lateCopies}`);
    t.true(statusPdus <= statuses.expected, `${name}: ${statusPdus}`);
  }
  t.is((await client("reconnects")).statusPdus, 0, "its filter has not the group");
});

test("a client that is slow loses messages of its own alone, and what it sends arrives", async (t) => {
  const { queueFull } = await figures;
  const slow = await client("slow");
  t.true(queueFull[0]! > 20, "those of the proxy that it is connected to");
  t.deepEqual(queueFull.slice(1), [0, 0]);
  t.true(slow.statuses.came < 0.8 * slow.statuses.expected);
  t.true(slow.switched.came >= 0.8 * slow.switched.expected, `${slow.switched.came}`);
});

test("a client whose proxy loses its power connects to another", async (t) => {
  const { seeds } = await figures;
  const one = await client("reconnects");
  t.is(one.lost, seeds);
  t.is(one.reconnected, seeds);
  for (const name of ["subscribed", "everything"]) t.is((await client(name)).lost, 0);
});

test("a client that misbehaves is disconnected each time, and each of its PDUs is counted", async (t) => {
  const { bad, drops } = await figures;
  t.true(bad.connections >= 20);
  t.true(bad.ended >= bad.connections - 2 && bad.ended <= bad.connections);
  const reasons = ["proxy.not-subscribed", "proxy.type", "proxy.length", "proxy.segment"];
  for (const reason of reasons) t.true(drops[reason]! >= bad.ended, reason);
  // Network PDUs with a random NID, or one that is ours by chance, and beacons of no type.
  const unknown = drops["network.unknown-nid"]! + (drops["network.decrypt"] ?? 0);
  t.true(unknown >= 10 * bad.ended);
});

test("the table has a row for each client", async (t) => {
  const text = worldTable(await figures);
  for (const { name } of (await figures).clients) t.regex(text, new RegExp(`\\n${name} +\\d`));
  t.notRegex(text, /NaN|undefined/);
});
