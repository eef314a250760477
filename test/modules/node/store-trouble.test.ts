// One operation of the store fails, or leaves half a record, at each place of a join, of a
// refresh and of a reset: the node is a member or a device afterwards, and no number is used twice.
import test from "ava";
import { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import { RemoteProvisioningClient } from "../../../modules/foundation/remote-provisioning/client.js";
import { NppiProcedure } from "../../../modules/foundation/remote-provisioning/codes.js";
import { RemoteProvisioningServer } from "../../../modules/foundation/remote-provisioning/server.js";
import { DeviceKey } from "../../../modules/crypto/application-key.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import type { Node } from "../../../modules/node/node.js";
import { ProvisionerRole } from "../../../modules/provisioning/provisioner.js";
import { deviceKeyOf, Mesh, netKey } from "../../support/mesh.js";
import { lightUuid, NetworkRig } from "../../support/network-rig.js";
import { TestStore } from "../../support/records.js";
import { SentNumbers } from "../../support/sent-numbers.js";

const old = 0x0100;
const fresh = 0x0300;

type Trouble = (store: TestStore, change: number) => void;
const troubles: readonly (readonly [string, Trouble])[] = [
  ["fails", (store, change) => (store.failAt = store.changes + change)],
  ["is torn, and the node goes on", (store, change) => (store.tornAt = store.changes + change)],
  [
    "is torn, and the power goes",
    (store, change) => {
      store.tornAt = store.changes + change;
      store.cutAt = store.tornAt;
    },
  ],
  ["is lost, and the power goes", (store, change) => (store.cutAt = store.changes + change)],
];

/** A node at 0100 with a Remote Provisioning Server, and who refreshes it. */
function refreshRig() {
  const mesh = new Mesh();
  const { clock, crypto } = mesh;
  const remote = new RemoteProvisioningClient();
  const configuration = new ConfigurationClient();
  const keys = new Map<number, DeviceKey>();
  const manager = mesh.node(0x0001, [{ models: [remote, configuration] }], {
    remoteDeviceKeys: { deviceKey: (address) => keys.get(address) ?? mesh.deviceKey(address) },
  });
  const start = (store: TestStore, elements: number) =>
    mesh.node(
      old,
      Array.from({ length: elements }, (_, i) => ({
        models: [...(i === 0 ? [new RemoteProvisioningServer()] : []), new GenericOnOffServer()],
      })),
      { store, provisionable: true, limits: { sequenceBlock: 4 } },
    );
  const role = new ProvisionerRole({
    bearer: manager.node.bearer,
    clock,
    crypto,
    random: manager.host.random,
    diagnostics: manager.node.diagnostics,
  });
  const refresh = (kind: NppiProcedure, address: number) =>
    role.provision({
      uuid: new Uint8Array(16),
      openLink: remote.openNppi(old, kind),
      assign: () => ({ netKey, netKeyIndex: 0, ivIndex: 7, flags: 0, address }),
    });
  /** Whether the node at the address answers to a device key. */
  const answers = async (address: number, key: Uint8Array) => {
    keys.set(address, new DeviceKey({ crypto, key }));
    const options = { timeout: 10_000, retryInterval: 700 };
    return (await mesh.outcome(configuration.getDefaultTtl(address, options))) === 7;
  };
  return { answers, clock, mesh, refresh, start };
}

/** Changes of the store in a refresh, and what is wrong after it. `trouble`: at which change it is. */
async function refreshWith(kind: NppiProcedure, trouble?: (store: TestStore) => void) {
  const { answers, clock, mesh, refresh, start } = refreshRig();
  const store = new TestStore();
  start(store, 1).node.close();
  let station = start(store.copy(), kind === NppiProcedure.nodeCompositionRefresh ? 2 : 1);
  const elements = station.node.elements.length;
  const address = kind === NppiProcedure.nodeAddressRefresh ? fresh : old;
  const numbers = new SentNumbers();
  const options = { crypto: mesh.crypto, netKey, ivIndex: 7 };
  const wrong: string[] = [];
  const look = () => {
    const twice = numbers.add(mesh.air, options, station.host.radio.index);
    if (twice !== undefined) wrong.push(`${twice} is used twice`);
    mesh.air.log.length = 0;
  };
  // It has used numbers, some of a block that is not at its end.
  for (let i = 0; i < 6; i++) await answers(old, deviceKeyOf(old));
  const before = station.store.changes;
  trouble?.(station.store);
  const cut = () => station.store.changes > station.store.cutAt;
  const done = refresh(kind, address);
  let deviceKey = deviceKeyOf(old);
  done.then(
    (device) => (deviceKey = device.deviceKey),
    () => undefined,
  );
  await clock.run(20_000, cut);
  const member = async () => {
    const known = [deviceKeyOf(old), deviceKey];
    for (const key of known)
      for (const at of [old, address]) if (await answers(at, key)) return true;
    return false;
  };
  // With the new key, as the candidate becomes the device key.
  if (!cut() && !(await member()) && !cut()) wrong.push("it does not answer");
  look();
  const { changes } = station.store;
  for (let round = 0; round < 2; round++) {
    station.host.radio.close();
    station.node.close();
    const { store: left } = station;
    station = start(left.copy(), elements);
    await clock.run(100);
    const { events, node } = station;
    if (events.some(({ type }) => type === "node.provisioned")) {
      // It was a device again: only where the record of its numbers itself was cut in half.
      if (!station.store.records.has("bad.iv") || left.cutAt === Infinity)
        wrong.push(`it was a device after restart ${round}`);
      break;
    }
    if (node.address !== old && node.address !== address) wrong.push(`address ${node.address}`);
    if (!(await member())) wrong.push(`it does not answer after restart ${round}`);
    look();
  }
  return { changes: changes - before, node: station.node, wrong };
}

for (const [name, kind] of [
  ["device key", NppiProcedure.deviceKeyRefresh],
  ["address", NppiProcedure.nodeAddressRefresh],
  ["composition", NppiProcedure.nodeCompositionRefresh],
] as const)
  test(`a ${name} refresh stands trouble with the store at each place`, async (t) => {
    const whole = await refreshWith(kind);
    t.deepEqual(whole.wrong, []);
    t.is(whole.node.address, kind === NppiProcedure.nodeAddressRefresh ? fresh : old);
    t.true(whole.changes >= 5, `${whole.changes} changes`);
    for (const [trouble, cause] of troubles)
      for (let change = 0; change < whole.changes; change++) {
        const { wrong } = await refreshWith(kind, (store) => cause(store, change));
        t.deepEqual(wrong, [], `change ${change} ${trouble}`);
      }
  });

/** A light that joins; `trouble` with its store. */
async function joinWith(trouble?: (store: TestStore) => void) {
  const rig = new NetworkRig();
  const store = new TestStore();
  const light = rig.light(store);
  trouble?.(store);
  const cut = () => store.changes > store.cutAt;
  const first = rig.provisioner.provision(lightUuid);
  let outcome: unknown;
  first.then(
    () => (outcome = "in"),
    (error: unknown) => (outcome = error),
  );
  await rig.mesh.clock.run(60_000, () => cut() || outcome !== undefined);
  await rig.mesh.clock.run(2000, cut);
  return { changes: store.changes, light, outcome, rig, store };
}

async function worksOrJoins(rig: NetworkRig, node: Node): Promise<boolean> {
  if (!node.provisioned) await rig.mesh.result(rig.provisioner.provision(lightUuid));
  await rig.mesh.clock.run(2000);
  const { address } = node;
  if (address === undefined) return false;
  if (!rig.provisioner.database.at(address))
    await rig.mesh.result(rig.provisioner.provision(lightUuid));
  return (await rig.mesh.result(rig.provisioner.configuration.getDefaultTtl(address))) === 7;
}

test("a join stands trouble with the store at each place: it is a node that its provisioner knows, or a device that can be taken in", async (t) => {
  const whole = await joinWith();
  t.is(whole.outcome, "in");
  t.true(whole.changes >= 4);
  for (const [name, cause] of troubles)
    for (let change = 0; change < whole.changes; change++) {
      const title = `change ${change} ${name}`;
      const { light, outcome, rig, store } = await joinWith((target) => cause(target, change));
      if (store.changes <= store.cutAt) {
        t.is(light.node.provisioned, outcome === "in", title);
        t.true(await worksOrJoins(rig, light.node), title);
      }
      light.host.radio.close();
      light.node.close();
      const again = rig.light(store.copy());
      t.true(await worksOrJoins(rig, again.node), `${title}, after a restart`);
      again.node.close();
      rig.provisioner.close();
    }
});

test("a reset stands trouble with the store at each place: it is a device, also after a restart", async (t) => {
  const resetWith = async (trouble?: (store: TestStore) => void) => {
    const rig = new NetworkRig();
    const light = rig.light();
    await rig.mesh.result(rig.setUp());
    const before = light.store.changes;
    trouble?.(light.store);
    const { store } = light;
    const cut = () => store.changes > store.cutAt;
    await rig.mesh.outcome(rig.provisioner.remove(2));
    await rig.mesh.clock.run(3000, cut);
    return { changes: store.changes - before, cut: cut(), light, rig, store };
  };
  const whole = await resetWith();
  t.true(whole.changes >= 8);
  for (const [name, cause] of troubles)
    for (let change = 0; change < whole.changes; change++) {
      const title = `change ${change} ${name}`;
      const { cut, light, rig, store } = await resetWith((target) => cause(target, change));
      if (!cut) t.false(light.node.provisioned, title);
      light.host.radio.close();
      light.node.close();
      const again = rig.light(store.copy());
      // Before its identity was erased it is a member that was not reset.
      if (!cut) t.false(again.node.provisioned, title);
      if (again.node.provisioned) again.node.reset();
      await rig.mesh.clock.run(100);
      const { address } = await rig.mesh.result(rig.provisioner.provision(lightUuid));
      await rig.mesh.clock.run(100);
      t.is(again.node.address, address, title);
      t.is(await rig.mesh.result(rig.provisioner.configuration.getDefaultTtl(address)), 7, title);
      again.node.close();
      rig.provisioner.close();
    }
});
