import test from "ava";
import { configurationRig, keyOf, onOff, target } from "../../../support/configuration-rig.js";
import { appKey, netKey } from "../../../support/mesh.js";
import { Subnets } from "../../../../modules/network/subnets.js";
import { ApplicationKeys } from "../../../../modules/transport/application-keys.js";
import { crypto } from "../../../support/crypto.js";
import { testRecords } from "../../../support/records.js";
import { toHex } from "../../../../modules/base/bytes.js";

const newNetKey = keyOf(0xee);
const newAppKey = keyOf(0xdd);
const manager = 0x0001;

async function make() {
  const rig = configurationRig();
  const { client, configured, mesh } = rig;
  for (const node of [manager, target]) await mesh.result(client.addAppKey(node, 0, 1, appKey));
  await mesh.result(client.bind(target, onOff, 1));
  const state = (node = configured) => {
    const { subnets, applicationKeys } = node.node.network!;
    const { keys, phase } = subnets.get(0)!;
    const entry = applicationKeys.get(1)!;
    return {
      phase,
      netKey: toHex(keys.key),
      appKey: toHex(entry.key.key),
      sends: toHex(applicationKeys.transmitKey(entry).key),
    };
  };
  return { ...rig, state };
}

const old = { netKey: toHex(netKey), appKey: toHex(appKey), sends: toHex(appKey) };
const fresh = { netKey: toHex(newNetKey), appKey: toHex(newAppKey), sends: toHex(newAppKey) };

test("a key refresh by messages, node by node, which go on talking in every phase", async (t) => {
  const { client, configured, mesh, state } = await make();
  for (const node of [target, manager]) {
    await mesh.result(client.updateNetKey(node, 0, newNetKey));
    await mesh.result(client.updateAppKey(node, 0, 1, newAppKey));
    t.is(await mesh.result(client.getKeyRefreshPhase(target, 0)), 1);
  }
  t.deepEqual(state(), { phase: 1, ...old });
  // Phase by phase the node and its manager are in different ones for a while.
  t.is(await mesh.result(client.setKeyRefreshPhase(target, 0, 2)), 2);
  t.deepEqual(state(), { phase: 2, ...old, sends: fresh.sends });
  t.is(await mesh.result(client.setKeyRefreshPhase(manager, 0, 2)), 2);
  t.is(await mesh.result(client.setKeyRefreshPhase(target, 0, 2)), 2);
  t.is(await mesh.result(client.setKeyRefreshPhase(target, 0, 3)), 0);
  t.deepEqual(state(), { phase: 0, ...fresh });
  t.is(await mesh.result(client.setKeyRefreshPhase(manager, 0, 3)), 0);
  t.is(await mesh.result(client.getKeyRefreshPhase(target, 0)), 0);
  const phases = configured.events.flatMap((event) =>
    event.type === "key-refresh" ? [event.phase] : [],
  );
  t.deepEqual([...new Set(phases)], [1, 2, 0]);
});

test("beacons carry the phases of a key refresh to nodes that nobody tells", async (t) => {
  const { client, mesh, state } = await make();
  for (const node of [target, manager]) {
    await mesh.result(client.updateNetKey(node, 0, newNetKey));
    await mesh.result(client.updateAppKey(node, 0, 1, newAppKey));
  }
  await mesh.clock.run(60_000);
  t.is(state().phase, 1);
  await mesh.result(client.setKeyRefreshPhase(manager, 0, 2));
  await mesh.clock.run(60_000);
  t.deepEqual(state(), { phase: 2, ...old, sends: fresh.sends });
  await mesh.result(client.setKeyRefreshPhase(manager, 0, 3));
  await mesh.clock.run(60_000);
  t.deepEqual(state(), { phase: 0, ...fresh });
  t.is(await mesh.result(client.getDefaultTtl(target)), 7);
});

test("a beacon takes a node from phase 1 to the end where it slept through phase 2", async (t) => {
  const { client, configured, mesh, state } = await make();
  for (const node of [target, manager]) await mesh.result(client.updateNetKey(node, 0, newNetKey));
  const { radio } = configured.host;
  mesh.air.filter = (_from, to) => to !== radio.index;
  await mesh.result(client.setKeyRefreshPhase(manager, 0, 2));
  await mesh.result(client.setKeyRefreshPhase(manager, 0, 3));
  await mesh.clock.run(60_000);
  t.is(state().phase, 1);
  mesh.air.filter = undefined;
  await mesh.clock.run(120_000);
  t.like(state(), { phase: 0, netKey: fresh.netKey, appKey: old.appKey });
});

test("the phase and the keys survive a restart", async (t) => {
  const { client, configured, mesh, start, state } = await make();
  for (const node of [manager, target]) {
    await mesh.result(client.updateNetKey(node, 0, newNetKey));
    await mesh.result(client.updateAppKey(node, 0, 1, newAppKey));
  }
  for (const node of [target, manager]) await mesh.result(client.setKeyRefreshPhase(node, 0, 2));
  configured.node.close();
  const again = start(configured.store.copy());
  t.deepEqual(state(again), { phase: 2, ...old, sends: fresh.sends });
  t.is(await mesh.result(client.setKeyRefreshPhase(target, 0, 3)), 0);
  again.node.close();
  t.deepEqual(state(start(again.store.copy())), { phase: 0, ...fresh });
});

test("a refresh whose end was cut off between the NetKey and an AppKey ends at the next start", (t) => {
  const { records } = testRecords();
  const subnets = new Subnets({ crypto, records, capacity: 1 });
  subnets.add(0, netKey);
  const keys = new ApplicationKeys({ crypto, records, subnets, capacity: 1 });
  keys.add(0, 1, appKey);
  subnets.update(0, newNetKey);
  keys.update(0, 1, newAppKey);
  subnets.setPhase(0, 2);
  subnets.setPhase(0, 3);
  const again = new ApplicationKeys({ crypto, records, subnets, capacity: 1 });
  t.is(toHex(again.get(1)!.key.key), fresh.appKey);
  t.is(again.get(1)!.newKey, undefined);
  const third = new ApplicationKeys({ crypto, records, subnets, capacity: 1 });
  t.is(toHex(third.get(1)!.key.key), fresh.appKey);
});

test("a segmented message that outlives the end of a refresh goes on with the new key", async (t) => {
  const { client, configured, manager: own, mesh } = await make();
  for (const node of [target, manager]) await mesh.result(client.updateNetKey(node, 0, newNetKey));
  const subscribing = client.subscribe(target, onOff, keyOf(7));
  await mesh.clock.run(30);
  t.true(own.node.network!.subnets.setPhase(0, 3) === "ok");
  t.true(configured.node.network!.subnets.setPhase(0, 3) === "ok");
  t.is(await mesh.outcome(subscribing), undefined);
});
