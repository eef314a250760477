import test from "ava";
import { genericOnOffServerId } from "../../../modules/models/generic-onoff/messages.js";
import { Provisioner } from "../../../modules/provisioner/provisioner.js";
import { lightUuid, NetworkRig } from "../../support/network-rig.js";
import { TestStore } from "../../support/records.js";
import { SentNumbers } from "../../support/sent-numbers.js";

test("a light is found, taken in, configured and switched, and remembered", async (t) => {
  const rig = new NetworkRig();
  const { light, node } = rig.light();
  const { provisioner } = rig;
  await rig.mesh.result(provisioner.scanner.wait(lightUuid));
  const address = await rig.mesh.result(rig.setUp());
  t.is(address, 2);
  t.is(node.address, 2);
  t.true(light.isOn);
  t.like(provisioner.database.at(2)!, { address: 2, elements: 1, netKeyIndex: 0 });
  t.deepEqual(provisioner.database.at(2)!.uuid, lightUuid);
});

test("from its store a provisioner goes on configuring its nodes", async (t) => {
  const rig = new NetworkRig();
  const { light, node } = rig.light();
  await rig.mesh.result(rig.setUp());
  const netKey = rig.provisioner.node.network!.subnets.get(0)!.keys.key.slice();
  rig.restartProvisioner();
  t.deepEqual(rig.provisioner.node.network!.subnets.get(0)!.keys.key, netKey);
  const { configuration } = rig.provisioner;
  t.is(await rig.mesh.result(configuration.setDefaultTtl(2, 5)), 5);
  await rig.mesh.result(rig.onOff.set(false, { dst: 2, appKeyIndex: 0 }));
  t.false(light.isOn);
  const model = { elementAddress: 2, modelId: genericOnOffServerId };
  t.deepEqual(await rig.mesh.result(configuration.getBindings(2, model)), [0]);
  const second = rig.light(new TestStore(), { uuid: new Uint8Array(16).fill(0x22) });
  const entry = await rig.mesh.result(rig.provisioner.provision(second.node.uuid));
  t.is(entry.address, 3);
  t.is(node.address, 2);
});

test("a node that is removed is new again; its address is not given out a second time, nor is what it sent heard again", async (t) => {
  const rig = new NetworkRig();
  const { node } = rig.light();
  await rig.mesh.result(rig.setUp());
  await rig.mesh.result(rig.provisioner.remove(2));
  await rig.mesh.clock.run(3000);
  t.false(node.provisioned);
  t.is(rig.provisioner.database.at(2), undefined);
  t.false(rig.provisioner.node.network!.replay.isNew(2, 0, 0));
  const received = rig.provisioner.node.diagnostics.messagesReceived;
  const recorded = [...rig.mesh.air.log];
  for (const { data } of recorded) {
    rig.provisionerHost.radio.hear(data);
    await rig.mesh.clock.run(10);
  }
  t.is(rig.provisioner.node.diagnostics.messagesReceived, received);
  t.is((await rig.mesh.result(rig.provisioner.provision(lightUuid))).address, 3);
  await rig.mesh.clock.run(100);
  t.is(node.address, 3);
});

test("several devices at a time get addresses of their own", async (t) => {
  const rig = new NetworkRig();
  const uuids = [1, 2, 3, 4].map((octet) => new Uint8Array(16).fill(0x20 + octet));
  const lights = uuids.map((uuid) => rig.light(new TestStore(), { uuid }));
  const entries = await rig.mesh.result(
    Promise.all(uuids.map((uuid) => rig.provisioner.provision(uuid))),
  );
  t.deepEqual(entries.map(({ address }) => address).sort(), [2, 3, 4, 5]);
  await rig.mesh.clock.run(100);
  for (const [i, { node }] of lights.entries()) t.is(node.address, entries[i]!.address);
});

test("during phase 2 of a key refresh a device gets the new key, and the IV Update flag", async (t) => {
  const rig = new NetworkRig();
  const { node } = rig.light();
  const { provisioner } = rig;
  const fresh = new Uint8Array(16).fill(0xcc);
  const network = provisioner.node.network!;
  network.subnets.update(0, fresh);
  network.subnets.setPhase(0, 2);
  network.sequence.testMode = true;
  t.true(network.startIvUpdate());
  await rig.mesh.result(provisioner.provision(lightUuid));
  await rig.mesh.clock.run(100);
  t.deepEqual(node.network!.subnets.get(0)!.keys.key, fresh);
  t.like(node.network!.sequence.state, { ivIndex: 1, inProgress: true });
});

test("in phase 2 of a key refresh a node gets the AppKey that is sent with", async (t) => {
  const rig = new NetworkRig();
  const { light } = rig.light();
  const { provisioner } = rig;
  await rig.mesh.result(rig.prepare());
  const { applicationKeys, subnets } = provisioner.node.network!;
  subnets.update(0, new Uint8Array(16).fill(0xcc));
  applicationKeys.update(0, 0, new Uint8Array(16).fill(0xdd));
  subnets.setPhase(0, 2);
  const { address } = await rig.mesh.result(provisioner.provision(lightUuid));
  await rig.mesh.result(rig.configure(address));
  await rig.mesh.result(rig.onOff.set(true, { dst: address, appKeyIndex: 0 }));
  t.true(light.isOn);
});

test("wherever the provisioner's power is cut, no address and no number is used twice", async (t) => {
  const life = async (cutAt: number) => {
    const store = new TestStore();
    store.cutAt = cutAt;
    let rig: NetworkRig;
    try {
      rig = new NetworkRig({ store });
    } catch {
      // The power went before there was a network.
      return { store };
    }
    const light = rig.light();
    let over = false;
    const done = rig.setUp().then(
      () => (over = true),
      () => (over = true),
    );
    await rig.mesh.clock.run(30_000, () => over || store.changes > cutAt);
    return { begun: { done, light, rig }, store };
  };
  const { changes } = (await life(Infinity)).store;
  t.true(changes > 8);
  for (let cutAt = 0; cutAt < changes; cutAt++) {
    const { begun, store } = await life(cutAt);
    t.true(store.changes > cutAt);
    if (!begun) {
      t.is(new NetworkRig({ store: store.copy() }).provisioner.node.address, 1);
      continue;
    }
    const { light, rig } = begun;
    const { network } = rig.provisioner.node;
    const known = network!.subnets.get(0)!.keys.key.slice();
    const sent = new SentNumbers();
    const options = { crypto: rig.mesh.crypto, netKey: known, ivIndex: 0 };
    t.is(sent.add(rig.mesh.air, options), undefined);
    rig.restartProvisioner(store.copy());
    const again = rig.provisioner;
    const before = light.node.address;
    const second = rig.light(new TestStore(), { uuid: new Uint8Array(16).fill(0x22) });
    const entry = await rig.mesh.result(again.provision(second.node.uuid));
    const same = again.node.network!.subnets.get(0)!.keys.key.every((o, i) => o === known[i]);
    if (same) {
      t.not(entry.address, before, `cut at ${cutAt}`);
      t.is(await rig.mesh.result(again.configuration.getDefaultTtl(entry.address)), 7);
      t.is(sent.add(rig.mesh.air, options), undefined, `cut at ${cutAt}`);
    } else t.is(before, undefined, "a network that was never stored has no nodes");
    again.close();
    light.node.close();
    second.node.close();
  }
});

test("a first address that no node can have is refused", (t) => {
  const rig = new NetworkRig();
  for (const firstAddress of [0, 1, 0x8000, 2.5])
    t.throws(
      () =>
        new Provisioner({
          host: rig.mesh.host(),
          uuid: new Uint8Array(16),
          companyId: 0,
          firstAddress,
        }),
      { instanceOf: RangeError, message: /^firstAddress: .* from 2 to 32767/ },
    );
});

test("an AppKey that was never made cannot be given to a node", async (t) => {
  const rig = new NetworkRig();
  await t.throwsAsync(rig.provisioner.addAppKey(2, 5), {
    instanceOf: RangeError,
    message: /appKeyIndex 5: create that AppKey first/,
  });
});
