import test from "ava";
import { fromHex } from "../../../../modules/base/bytes.js";
import type { HeartbeatPublicationValues } from "../../../../modules/foundation/configuration/heartbeat-values.js";
import {
  HeartbeatPublicationSet,
  HeartbeatSubscriptionSet,
} from "../../../../modules/foundation/configuration/heartbeat-messages.js";
import { Status } from "../../../../modules/foundation/status.js";
import { configurationRig as make, keyOf, target } from "../../../support/configuration-rig.js";

const manager = 0x0001;

const publication: HeartbeatPublicationValues = {
  destination: manager,
  count: 4,
  period: 8,
  ttl: 5,
  features: 1,
  netKeyIndex: 0,
};
const none = { destination: 0, count: 0, period: 0, ttl: 0, features: 0, netKeyIndex: 0 };

/** The manager counts what the configured node publishes. */
async function counting(period = 256) {
  const rig = make();
  const { client, mesh } = rig;
  const subscription = { source: target, destination: manager, period };
  await mesh.result(client.setHeartbeatSubscription(manager, subscription));
  const counted = () => mesh.result(client.getHeartbeatSubscription(manager));
  return { ...rig, counted, subscription };
}

test("as many messages as were asked for are published, the first at once, then one each period", async (t) => {
  const { client, configured, counted, mesh } = await counting();
  const state = configured.node.network!.heartbeatPublication;
  t.deepEqual(await mesh.result(client.setHeartbeatPublication(target, publication)), publication);
  await mesh.clock.run(200);
  t.like(await counted(), { count: 1, minHops: 1, maxHops: 1 });
  t.is(state.state.count, 3);
  await mesh.clock.run(8000);
  t.like(await counted(), { count: 2 });
  await mesh.clock.run(60_000);
  t.like(await counted(), { count: 4 });
  t.is(state.state.count, 0);
  t.deepEqual(await mesh.result(client.getHeartbeatPublication(target)), {
    ...publication,
    count: 0,
  });
});

test("without end they go on, and a destination of 0000 ends them", async (t) => {
  const { client, configured, counted, mesh } = await counting(4096);
  const endless = { ...publication, count: 0xffff, period: 2 };
  t.deepEqual(await mesh.result(client.setHeartbeatPublication(target, endless)), endless);
  await mesh.clock.run(100_000);
  t.is((await counted()).count, 32);
  t.is(configured.node.network!.heartbeatPublication.state.count, 0xffff);
  t.deepEqual(
    await mesh.result(client.setHeartbeatPublication(target, { ...endless, destination: 0 })),
    none,
  );
  const { count } = await counted();
  await mesh.clock.run(100_000);
  t.is((await counted()).count, count);
  t.deepEqual(await mesh.result(client.getHeartbeatPublication(target)), none);
});

test("a feature that changes sends one message, which touches neither count nor period", async (t) => {
  const { client, configured, counted, mesh } = await counting();
  const triggered = { ...publication, count: 0, period: 0 };
  await mesh.result(client.setHeartbeatPublication(target, triggered));
  const retransmit = { transmissions: 1, interval: 20 };
  await mesh.result(client.setRelay(target, { relay: true, retransmit }));
  await mesh.clock.run(500);
  t.is((await counted()).count, 1);
  // The same again is no change.
  await mesh.result(client.setRelay(target, { relay: true, retransmit }));
  await mesh.clock.run(500);
  t.is((await counted()).count, 1);
  await mesh.result(client.setRelay(target, { relay: false, retransmit }));
  await mesh.clock.run(500);
  t.is((await counted()).count, 2);
  t.deepEqual(configured.node.network!.heartbeatPublication.state.count, 0);
  // Features that were not asked for are not reported.
  await mesh.result(client.setHeartbeatPublication(target, { ...triggered, features: 0 }));
  await mesh.result(client.setRelay(target, { relay: true, retransmit }));
  await mesh.clock.run(500);
  t.is((await counted()).count, 2);
});

test("the features that a node does not have are not kept", async (t) => {
  const { client, mesh } = make();
  const all = { ...publication, features: 0x000f };
  t.like(await mesh.result(client.setHeartbeatPublication(target, all)), { features: 1 });
  const without = make({ relay: false });
  t.like(await without.mesh.result(without.client.setHeartbeatPublication(target, all)), {
    features: 0,
  });
});

test("a destination of 0000 ends the publication whatever NetKey Index comes with it, one that the node has not too", async (t) => {
  const { client, configured, mesh } = make();
  await mesh.result(client.setHeartbeatPublication(target, publication));
  const ended = { ...publication, destination: 0, netKeyIndex: 7 };
  t.deepEqual(await mesh.result(client.setHeartbeatPublication(target, ended)), none);
  t.is(configured.node.network!.heartbeatPublication.state.destination, 0);
});

const refused: readonly (readonly [string, Partial<HeartbeatPublicationValues>, number])[] = [
  ["a virtual address", { destination: 0x8123 }, Status.invalidAddress],
  ["a subnet that the node is not on", { netKeyIndex: 7 }, Status.invalidNetKeyIndex],
];

for (const [name, changes, status] of refused)
  test(`Heartbeat Publication Set is refused: ${name}`, async (t) => {
    const { client, configured, refusal } = make();
    t.is(
      await refusal(client.setHeartbeatPublication(target, { ...publication, ...changes })),
      status,
    );
    t.is(configured.node.network!.heartbeatPublication.state.destination, 0);
  });

for (const [countLog, periodLog] of [
  [0x12, 1],
  [0xfe, 1],
  [1, 0x12],
] as const)
  test(`Heartbeat Publication Set with CountLog ${countLog}, PeriodLog ${periodLog}: Cannot Set`, async (t) => {
    const { client, configured, mesh } = make();
    const { destination, features, netKeyIndex, ttl } = publication;
    const values = { destination, countLog, periodLog, features, netKeyIndex, ttl };
    const answer = await mesh.result(
      client["request"](HeartbeatPublicationSet, values, { dst: target, device: true }),
    );
    t.is(answer.status, Status.cannotSet);
    t.is(configured.node.network!.heartbeatPublication.state.destination, 0);
  });

test("a count or period that has no logarithm is refused before anything is sent", async (t) => {
  const { client } = make();
  const wrong = [{ count: 3 }, { count: 0x8001 }, { period: 3 }, { period: 0x20000 }];
  for (const changes of wrong)
    await t.throwsAsync(client.setHeartbeatPublication(target, { ...publication, ...changes }), {
      instanceOf: RangeError,
      message: /a power of two/,
    });
});

test("a subnet that is deleted takes its heartbeats along", async (t) => {
  const { client, mesh } = make();
  await mesh.result(client.addNetKey(target, 3, keyOf(3)));
  await mesh.result(client.setHeartbeatPublication(target, { ...publication, netKeyIndex: 3 }));
  await mesh.result(client.deleteNetKey(target, 3));
  t.deepEqual(await mesh.result(client.getHeartbeatPublication(target)), none);
});

test("a subnet that is deleted and added again has no heartbeats, after a restart neither", async (t) => {
  const { client, configured, mesh, start } = make();
  const endless = { ...publication, count: 0xffff, netKeyIndex: 3 };
  const record = async () => {
    await mesh.result(client.addNetKey(target, 3, keyOf(3)));
    await mesh.result(client.setHeartbeatPublication(target, endless));
    return configured.store.read("hb")!;
  };
  const stored = await record();
  await mesh.result(client.deleteNetKey(target, 3));
  t.is(configured.store.read("hb"), undefined);
  // As if the power was cut between the two.
  const store = configured.store.copy();
  store.write("hb", stored);
  configured.node.close();
  const again = start(store);
  t.is(again.node.network!.heartbeatPublication.state.destination, 0);
  t.is(store.read("hb"), undefined);
});

test("during a key refresh of their subnet heartbeats go on in every phase", async (t) => {
  const { client, manager: counter, mesh } = await counting(4096);
  const counted = counter.node.network!.heartbeatSubscription;
  const phaseSet = (transition: 2 | 3) => async () => {
    await mesh.result(client.setKeyRefreshPhase(target, 0, transition));
    await mesh.result(client.setKeyRefreshPhase(manager, 0, transition));
  };
  const newKey = async () => {
    await mesh.result(client.updateNetKey(target, 0, keyOf(0xee)));
    await mesh.result(client.updateNetKey(manager, 0, keyOf(0xee)));
  };
  await mesh.result(
    client.setHeartbeatPublication(target, { ...publication, count: 0xffff, period: 2 }),
  );
  for (const step of [newKey, phaseSet(2), phaseSet(3)]) {
    await step();
    const { count } = counted;
    await mesh.clock.run(32_000);
    t.true(counted.count >= count + 15, `${count} to ${counted.count}`);
  }
});

test("after a restart an endless publication goes on, and one that was counted does not", async (t) => {
  for (const [count, kept] of [
    [0xffff, 0xffff],
    [4, 0],
  ] as const) {
    const { client, configured, counted, mesh, start } = await counting();
    await mesh.result(
      client.setHeartbeatPublication(target, { ...publication, count, period: 64 }),
    );
    await mesh.clock.run(500);
    configured.node.close();
    start(configured.store.copy());
    await mesh.clock.run(500);
    t.like(await mesh.result(client.getHeartbeatPublication(target)), {
      ...publication,
      count: kept,
      period: 64,
    });
    // The first message again, where there is one.
    t.is((await counted()).count, kept === 0 ? 1 : 2);
  }
});

test("a store that fails refuses the publication, and the old one goes on", async (t) => {
  const { client, configured, mesh, refusal } = make();
  await mesh.result(client.setHeartbeatPublication(target, publication));
  configured.store.failing = true;
  const before = configured.node.network!.heartbeatPublication.state;
  const other = { ...publication, destination: 0xc000 };
  t.is(await refusal(client.setHeartbeatPublication(target, other)), Status.storageFailure);
  // No message more was sent, neither to the old destination nor to the other one.
  t.deepEqual(configured.node.network!.heartbeatPublication.state, before);
});

test("a period of 0 ends the counting and keeps what was counted; an address of 0000 forgets it", async (t) => {
  const { client, counted, mesh, subscription } = await counting();
  await mesh.result(client.setHeartbeatPublication(target, { ...publication, count: 0xffff }));
  await mesh.clock.run(500);
  const stopped = await mesh.result(
    client.setHeartbeatSubscription(manager, { ...subscription, period: 0 }),
  );
  t.like(stopped, { source: target, destination: manager, period: 0, count: 1, minHops: 1 });
  await mesh.clock.run(60_000);
  t.like(await counted(), { count: 1, period: 0 });
  const ended = await mesh.result(
    client.setHeartbeatSubscription(manager, { ...subscription, source: 0 }),
  );
  t.deepEqual(ended, { source: 0, destination: 0, period: 0, count: 0, minHops: 0x7f, maxHops: 0 });
  t.deepEqual(await counted(), {
    source: 0,
    destination: 0,
    period: 0,
    count: 0,
    minHops: 0,
    maxHops: 0,
  });
});

test("when the period is over nothing is counted any more", async (t) => {
  const { client, counted, mesh } = await counting(2);
  await mesh.clock.run(3000);
  await mesh.result(client.setHeartbeatPublication(target, publication));
  await mesh.clock.run(500);
  t.like(await counted(), { source: target, period: 0, count: 0, minHops: 0x7f });
});

test("messages to a group are counted where no element is subscribed to it, and those of others are not", async (t) => {
  const { client, counted, manager: counter, mesh } = await counting();
  const toGroup = { source: target, destination: 0xc123, period: 256 };
  await mesh.result(client.setHeartbeatSubscription(manager, toGroup));
  await mesh.result(
    client.setHeartbeatPublication(target, { ...publication, destination: 0xc123 }),
  );
  await mesh.clock.run(500);
  t.like(await counted(), { count: 1 });
  const other = { ...toGroup, source: 0x0300 };
  await mesh.result(client.setHeartbeatSubscription(manager, other));
  await mesh.clock.run(20_000);
  t.like(await counted(), { count: 0, minHops: 0x7f });
  t.true(counter.node.diagnostics.dropped("transport.heartbeat") > 0);
});

for (const [name, destination] of [
  ["a virtual address", 0x8123],
  ["a fixed group", 0xfffe],
  ["an element of another node", 0x0300],
  ["the second element", target + 1],
] as const)
  test(`Heartbeat Subscription Set to ${name} is not answered`, async (t) => {
    const { client, configured, mesh } = make();
    const values = { source: manager, destination, periodLog: 3 };
    const asked = client["request"](HeartbeatSubscriptionSet, values, {
      dst: target,
      device: true,
      timeout: 3000,
    });
    t.is(((await mesh.outcome(asked)) as Error).name, "TimeoutError");
    t.is(configured.node.network!.heartbeatSubscription.source, 0);
  });

const ignored: readonly (readonly [string, string])[] = [
  ["Publication Set with TTL 80", "8039010001018000000000"],
  ["Publication Set with TTL ff", "803901000101ff00000000"],
  ["Publication Set with NetKey Index 1000", "8039010001010500000010"],
  ["Publication Set that is cut", "80390100010105000000"],
  ["Subscription Set from a group", "803b00c0010003"],
  ["Subscription Set from a virtual address", "803b0080010003"],
  ["Subscription Set with PeriodLog 12", "803b0100000112"],
  ["Subscription Set that is cut", "803b01000001"],
];
for (const [name, message] of ignored)
  test(`Heartbeat ${name} is dropped without an answer`, async (t) => {
    const { client, configured, mesh } = make();
    const { diagnostics } = configured.node;
    const before = mesh.air.log.length;
    client["services"]!.sendNow(client, fromHex(message), { dst: target, device: true });
    await mesh.clock.run(2000);
    t.is(diagnostics.dropped("access.length"), 1);
    const { heartbeatPublication, heartbeatSubscription } = configured.node.network!;
    t.is(heartbeatPublication.state.destination, 0);
    t.is(heartbeatSubscription.source, 0);
    const answers = mesh.air.log
      .slice(before)
      .filter(({ data, from }) => from === configured.host.radio.index && data[1] === 0x2a);
    t.deepEqual(answers, []);
  });
