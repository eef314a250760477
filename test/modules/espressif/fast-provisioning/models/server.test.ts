import test from "ava";
import type { Model } from "../../../../../modules/access/model.js";
import {
  askerAddress,
  disableTimeout,
  FastServerRig,
  nodeAddress,
} from "../../../../support/fast-server-rig.js";
import { appKey, netKey } from "../../../../support/mesh.js";

const success = `c1 7f00${"00".repeat(7)}`;
const enter = "c0e502 7f03 6400 0700 ff7f 00 00000000 0000 00c0 dddd 81";
/** ENTER with NetKey 1, which the node lacks. */
const enterLater = "c0e502 6602 0700 ff7f 0100 00c0 01";
const leaf = "c0e502 4000 00c0";
const suspend = "c0e502 0002 02";
const exit = "c0e502 0002 03";
const secondKey = `c2e502 ${"77".repeat(16)}`;

const groupsOf = ({ subscriptionList }: Model) =>
  subscriptionList.entries.map(({ address }) => address);

test("an AppKey is bound to every model that takes one, by the node itself", async (t) => {
  const rig = new FastServerRig();
  const { lights, node, server } = rig.start({ appKeys: 0 });
  t.deepEqual(server.configuration.bindings, []);
  await rig.mesh.result(rig.configuration.addAppKey(nodeAddress, 0, 3, appKey));
  for (const model of [server, ...lights]) t.deepEqual(model.configuration.bindings, [3]);
  const [configurationServer] = node.elements[0]!.models;
  t.is(configurationServer!.access, "device");
  t.deepEqual(configurationServer!.configuration.bindings, []);
});

test("ENTER: answered, then it begins, with every OnOff server in the group", async (t) => {
  const rig = new FastServerRig();
  const { lights, server } = rig.start();
  t.deepEqual(await rig.ask(enter), [success]);
  t.is(server.state, "active");
  t.deepEqual(rig.told, ["begin"]);
  t.deepEqual(server.settings, {
    nodeAddressCount: 100,
    range: { min: 0x0007, max: 0x7fff },
    flags: 0,
    ivIndex: 0,
    netKeyIndex: 0,
    groupAddress: 0xc000,
    primaryAddress: undefined,
    matchValue: Uint8Array.of(0xdd, 0xdd),
    isPrimary: true,
  });
  for (const light of lights) t.deepEqual(groupsOf(light), [0xc000]);
  t.deepEqual(groupsOf(server), []);
});

test("the same ENTER again is answered the same, another one with 4", async (t) => {
  const rig = new FastServerRig();
  rig.start();
  t.deepEqual(await rig.ask(enter), [success]);
  t.deepEqual(await rig.ask(enter), [success]);
  t.deepEqual(await rig.ask(leaf), ["c1 400004"]);
  t.deepEqual(rig.told, ["begin"]);
});

test("where others wait for it, it begins a moment after its status, once", async (t) => {
  const rig = new FastServerRig();
  const { host, server } = rig.start({ enterDelay: 400 });
  const { air, clock } = rig.mesh;
  air.filter = (from) => from !== host.radio.index;
  await rig.ask(enter, 300);
  t.is(server.state, "entering");
  t.deepEqual(rig.told, []);
  await clock.run(300);
  t.is(server.state, "active");
  t.deepEqual(rig.told, ["begin"]);
  air.filter = undefined;
  await clock.run(5000);
  t.deepEqual(rig.told, ["begin"], "and not again when the status has arrived");
});

test("it begins when its status is out, heard or not, and is busy until then", async (t) => {
  const rig = new FastServerRig();
  const { host, server } = rig.start();
  const { air, clock } = rig.mesh;
  air.filter = (from) => from !== host.radio.index;
  t.deepEqual(await rig.ask(enter, 300), []);
  t.is(server.state, "entering");
  air.filter = undefined;
  const answers = await rig.ask("c0e502 0002 01", 300);
  t.true(answers.includes("c1 ffff"), answers.join());
  await clock.run(3000);
  t.is(server.state, "active");

  const other = new FastServerRig();
  const alone = other.start();
  other.mesh.air.filter = (from) => from !== alone.host.radio.index;
  await other.ask(enter, 60_000);
  t.is(alone.server.state, "active");
  t.deepEqual(other.told, ["begin"]);
});

test("a group alone: subscribed, answered with 3, and the node provisions nobody", async (t) => {
  const rig = new FastServerRig();
  const { lights, server } = rig.start();
  t.deepEqual(await rig.ask(leaf), ["c1 400003"]);
  t.is(server.state, "idle");
  t.deepEqual(rig.told, ["leaf"]);
  for (const light of lights) t.deepEqual(groupsOf(light), [0xc000]);
  // Repeated, it makes no second entry.
  t.deepEqual(await rig.ask(leaf), ["c1 400003"]);
  for (const light of lights) t.deepEqual(groupsOf(light), [0xc000]);
});

test("a group for which there is no room: group 2, and nothing begins", async (t) => {
  const rig = new FastServerRig();
  const { lights, server } = rig.start({ limits: { subscriptions: 1 } });
  await rig.ask("c0e502 4000 01c0");
  t.deepEqual(rig.told, ["leaf"]);
  t.deepEqual(await rig.ask(leaf), ["c1 080002"]);
  t.deepEqual(await rig.ask(enter), ["c1 080002"]);
  t.is(server.state, "idle");
  t.false(rig.told.includes("begin"));
  for (const light of lights) t.deepEqual(groupsOf(light), [0xc001]);
});

test("a NetKey that is missing is waited for; everything else is put off meanwhile", async (t) => {
  const rig = new FastServerRig();
  const { node, server } = rig.start();
  t.deepEqual(await rig.ask(enterLater), ["c1 44000102"]);
  t.is(server.state, "pending");
  t.deepEqual(await rig.ask(enter), [`c1 7f00${"01".repeat(7)}`]);
  t.deepEqual(rig.told, []);
  t.deepEqual(await rig.ask(secondKey), ["c3 0000"]);
  t.is(server.state, "active");
  t.deepEqual(rig.told, ["begin"]);
  t.deepEqual(node.network!.subnets.get(1)!.keys.key, new Uint8Array(16).fill(0x77));
});

test("a NetKey that nobody waits for is refused, and not kept", async (t) => {
  const rig = new FastServerRig();
  const { node, server } = rig.start();
  t.deepEqual(await rig.ask(secondKey), ["c3 0101"]);
  await rig.ask(enter);
  t.deepEqual(await rig.ask(secondKey), ["c3 0101"]);
  t.is(server.state, "active");
  t.deepEqual(
    node.network!.subnets.list.map(({ keys }) => keys.key),
    [netKey],
  );
});

test("a NetKey for which there is no room: it goes on waiting", async (t) => {
  const rig = new FastServerRig();
  const { server } = rig.start({ limits: { subnets: 1 } });
  await rig.ask(enterLater);
  t.deepEqual(await rig.ask(secondKey), ["c3 0101"]);
  t.is(server.state, "pending");
  t.deepEqual(rig.told, []);
});

test("SUSPEND and EXIT are answered with 0 and come true when the timer is over; ENTER works again", async (t) => {
  for (const [payload, end] of [
    [suspend, "suspend"],
    [exit, "exit"],
  ] as const) {
    const rig = new FastServerRig();
    const { server } = rig.start();
    await rig.ask(enter);
    t.deepEqual(await rig.ask(payload), ["c1 400000"]);
    await rig.mesh.clock.run(disableTimeout - 4000);
    t.is(server.state, "active");
    await rig.mesh.clock.run(4000);
    t.is(server.state, "idle");
    t.deepEqual(rig.told, ["begin", end]);
    t.deepEqual(await rig.ask(enter), [success]);
    t.deepEqual(rig.told, ["begin", end, "begin"]);
    await rig.mesh.clock.run(5 * disableTimeout);
    t.is(server.state, "active");
  }
});

test("the light: only the first switch counts, and a node that comes puts the end off", async (t) => {
  const rig = new FastServerRig();
  const { server } = rig.start();
  const { clock } = rig.mesh;
  server.lightSwitched();
  await clock.run(2 * disableTimeout);
  await rig.ask(enter);
  server.lightSwitched();
  await clock.run(disableTimeout - 1);
  server.lightSwitched();
  t.is(server.state, "active");
  await clock.run(1);
  t.is(server.state, "idle");
  t.deepEqual(rig.told, ["begin", "suspend"]);

  await rig.ask(enter);
  server.lightSwitched();
  await clock.run(disableTimeout - 1);
  server.provisioned();
  await clock.run(disableTimeout - 1);
  t.is(server.state, "active");
  await clock.run(1);
  t.is(server.state, "idle");
});

test("a restart: an active node goes on, one that waits for its key waits", async (t) => {
  const rig = new FastServerRig();
  const first = rig.start();
  await rig.ask(enter);
  first.node.close();
  rig.told.length = 0;
  const second = rig.start({ store: first.store.copy() });
  t.is(second.server.state, "active");
  await rig.mesh.clock.run(1);
  t.deepEqual(rig.told, ["begin"]);
  t.deepEqual(second.server.settings, first.server.settings);
  t.deepEqual(await rig.ask(enter), [success]);

  const other = new FastServerRig();
  const waiting = other.start();
  await other.ask(enterLater);
  waiting.node.close();
  const again = other.start({ store: waiting.store.copy() });
  t.is(again.server.state, "pending");
  t.deepEqual(other.told, []);
  t.deepEqual(await other.ask(secondKey), ["c3 0000"]);
  t.deepEqual(other.told, ["begin"]);
});

test("an end that was promised comes after a restart too", async (t) => {
  for (const [payload, end] of [
    [suspend, "suspend"],
    [exit, "exit"],
  ] as const) {
    const rig = new FastServerRig();
    const first = rig.start();
    await rig.ask(enter);
    t.deepEqual(await rig.ask(payload), ["c1 400000"]);
    first.node.close();
    const second = rig.start({ store: first.store.copy() });
    await rig.mesh.clock.run(disableTimeout - 1);
    t.deepEqual(rig.told, ["begin", "begin"]);
    await rig.mesh.clock.run(1);
    t.deepEqual(rig.told, ["begin", "begin", end]);
    t.is(second.server.state, "idle");
  }
});

test("a node that left its network knows nothing of it", async (t) => {
  const rig = new FastServerRig();
  const { node, server, store } = rig.start();
  await rig.ask(enter);
  node.reset();
  t.is(server.state, "idle");
  await rig.mesh.clock.run(3 * disableTimeout);
  t.deepEqual(rig.told, ["begin"]);
  t.deepEqual([...store.records.keys()], ["uuid"]);
});

test("NODE_GROUP_ADD and DELETE: where the node is named, and without an answer", async (t) => {
  const rig = new FastServerRig();
  const { lights } = rig.start();
  const steps: readonly (readonly [payload: string, groups: readonly number[]])[] = [
    ["c8e502 00c1 0600 0500 0700", [0xc100]],
    ["c8e502 01c1 0600 0700", [0xc100]],
    ["c8e502 01c1", [0xc100]],
    ["c8e502 ff7f 0500", [0xc100]],
    ["c8e502 0080 0500", [0xc100]],
    ["c8e502 ffff 0500", [0xc100]],
    ["c8e502 00c1 0500", [0xc100]],
    ["c9e502 00c1 0600", [0xc100]],
    ["c9e502 01c1 0500", [0xc100]],
    ["c9e502 00c1 0500", []],
    ["c9e502 00c1 0500", []],
  ];
  for (const [payload, groups] of steps) {
    t.deepEqual(await rig.ask(payload), [], payload);
    for (const light of lights) t.deepEqual(groupsOf(light), groups, payload);
  }
});

test("who has another AppKey, or one that the server is not bound to, changes nothing", async (t) => {
  const rig = new FastServerRig();
  const { known, lights, node, server } = rig.start();
  const keyOf = (octet: number) => new Uint8Array(16).fill(octet);
  const network = rig.askerNode.node.network!;
  // Index 1 is another key for the node, index 2 one that it has and binds nothing to.
  node.network!.applicationKeys.add(0, 1, keyOf(0x88));
  network.applicationKeys.add(0, 1, keyOf(0x99));
  node.network!.applicationKeys.add(0, 2, keyOf(0x77));
  network.applicationKeys.add(0, 2, keyOf(0x77));
  rig.asker.configuration = { ...rig.asker.configuration, bindings: [0, 1, 2] };
  for (const appKeyIndex of [1, 2])
    for (const payload of [enter, leaf, enterLater, secondKey, "c4e502 0600", "c8e502 00c0 0500"]) {
      rig.asker.say(payload, nodeAddress, appKeyIndex);
      await rig.mesh.clock.run(3000);
    }
  t.deepEqual(rig.asker.heard, []);
  t.deepEqual(rig.told, []);
  t.is(server.state, "idle");
  t.deepEqual(known.list, []);
  for (const light of lights) t.deepEqual(groupsOf(light), []);
  const drops = node.diagnostics.drops();
  t.is(drops["access.not-bound"], 6, JSON.stringify(drops));
});

test("nothing is ever sent to the unassigned address", async (t) => {
  const rig = new FastServerRig();
  const { events } = rig.start();
  for (const payload of [enterLater, secondKey, suspend, "c4e502 0600", "c6e502"])
    await rig.ask(payload, disableTimeout);
  const receivers = events.map((event) => (event.type === "access.send" ? [event.dst] : [])).flat();
  t.deepEqual(receivers, new Array(5).fill(askerAddress));
});
