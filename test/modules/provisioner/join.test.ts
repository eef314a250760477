import test from "ava";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import type { ExistingNetwork } from "../../../modules/provisioner/join.js";
import { Node } from "../../../modules/node/node.js";
import { Provisioner, type ProvisionerOptions } from "../../../modules/provisioner/provisioner.js";
import { deviceKeyOf, Mesh, netKey } from "../../support/mesh.js";
import { NetworkRig } from "../../support/network-rig.js";
import { TestStore } from "../../support/records.js";

const newNetKey = new Uint8Array(16).fill(0x77);
const firstAppKey = new Uint8Array(16).fill(0x31);
const secondAppKey = new Uint8Array(16).fill(0x32);
const uuid = new Uint8Array(16).fill(2);
const deviceUuid = new Uint8Array(16).fill(0x44);

const elements = () => [{ models: [new GenericOnOffServer()] }];

const lamp = {
  address: 0x0010,
  elements: 1,
  netKeyIndex: 0,
  uuid: new Uint8Array(16).fill(0x10),
  deviceKey: deviceKeyOf(0x0010),
};
const network: ExistingNetwork = {
  netKeys: [{ index: 0, key: netKey, phase: 0 }],
  appKeys: [{ index: 3, boundNetKey: 0, key: firstAppKey }],
  nodes: [lamp],
  exclusions: [{ ivIndex: 9, addresses: [0x1000, 0x1001, 0x1100] }],
};

function join(
  mesh: Mesh,
  store = new TestStore(),
  options: Partial<ProvisionerOptions> = {},
): Provisioner {
  return new Provisioner({
    host: mesh.host(store),
    companyId: 0xffff,
    uuid,
    address: 0x1050,
    ranges: [{ min: 0x1000, max: 0x1fff }],
    network,
    ...options,
  });
}

/** Waits until the IV Index is known. */
function known({ clock }: Mesh, { node }: Provisioner): Promise<void> {
  return clock.run(60_000, () => !node.network!.sequence.state.unknown);
}

for (const ivIndex of [0, 7, 1000])
  test(`at IV Index ${ivIndex} a provisioner joins a network that exists, with one beacon`, async (t) => {
    const mesh = new Mesh();
    const store = new TestStore();
    const { node } = mesh.node(0x0010, elements(), {}, { ivIndex });
    let provisioner = join(mesh, store);
    const early = await mesh.outcome(provisioner.configuration.getDefaultTtl(0x0010));
    t.like(early, {
      name: "SequenceError",
      message: "the IV Index of the network is unknown: wait until a beacon of it is received",
    });
    t.like(await mesh.outcome(provisioner.provision(deviceUuid)), {
      message: "the IV Index is unknown: wait until a beacon of the network is received",
    });
    provisioner.close();
    provisioner = join(mesh, store.copy());
    t.true(provisioner.node.network!.sequence.state.unknown);
    await known(mesh, provisioner);
    t.like(provisioner.node.network!.sequence.state, { ivIndex, inProgress: false });
    t.is(await mesh.result(provisioner.configuration.getDefaultTtl(0x0010)), 7);
    const device = new Node({
      host: mesh.host(),
      companyId: 0xffff,
      uuid: deviceUuid,
      elements: elements(),
    });
    const entry = await mesh.result(provisioner.provision(deviceUuid));
    // Addresses of nodes that left are not given out.
    t.is(entry.address, 0x1002);
    t.is(device.address, 0x1002);
    t.is(device.network!.sequence.state.ivIndex, ivIndex);
    t.deepEqual(provisioner.database.at(0x0010), { ...lamp, learned: true });
    for (const each of [node, device]) each.close();
    provisioner.close();
  });

test("once the IV Index is known a second step of any size is not accepted", async (t) => {
  const mesh = new Mesh();
  const { node } = mesh.node(0x0010, elements(), {}, { ivIndex: 100 });
  const provisioner = join(mesh);
  await known(mesh, provisioner);
  node.close();
  const far = mesh.node(0x0011, elements(), {}, { ivIndex: 100 + 43 });
  await mesh.clock.run(60_000);
  t.is(provisioner.node.network!.sequence.state.ivIndex, 100);
  t.true(far.node.provisioned);
  provisioner.close();
});

test("an IV Index that is known from elsewhere is used at once", (t) => {
  const provisioner = join(new Mesh(), new TestStore(), { network: { ...network, ivIndex: 12 } });
  t.like(provisioner.node.network!.sequence.state, { ivIndex: 12, unknown: undefined });
});

test("nothing is sent while the IV Index is unknown", async (t) => {
  const mesh = new Mesh();
  const provisioner = join(mesh);
  await mesh.clock.run(120_000);
  t.is(mesh.air.log.length, 0);
  provisioner.close();
});

for (const phase of [1, 2] as const)
  test(`in phase ${phase} of a key refresh it has old and new keys`, (t) => {
    const provisioner = join(new Mesh(), new TestStore(), {
      network: {
        netKeys: [{ index: 0, key: newNetKey, oldKey: netKey, phase }],
        appKeys: [{ index: 3, boundNetKey: 0, key: secondAppKey, oldKey: firstAppKey }],
      },
    });
    const { applicationKeys, subnets } = provisioner.node.network!;
    const subnet = subnets.get(0)!;
    t.is(subnet.phase, phase);
    t.deepEqual([subnet.keys.key, subnet.newKeys?.key], [netKey, newNetKey]);
    const entry = applicationKeys.get(3)!;
    t.deepEqual([entry.key.key, entry.newKey?.key], [firstAppKey, secondAppKey]);
  });

test("wherever the power is cut while it joins, it joins at the next start", (t) => {
  const mesh = new Mesh();
  const whole = new TestStore();
  join(mesh, whole).close();
  t.true(whole.changes > 6);
  for (let cutAt = 0; cutAt < whole.changes; cutAt++) {
    const store = new TestStore();
    store.cutAt = cutAt;
    try {
      join(mesh, store).close();
    } catch {
      // What was not stored is noticed, or not.
    }
    const left = store.copy();
    if (left.keys().includes("pj") && cutAt < whole.changes - 1)
      t.throws(() => join(mesh, left.copy(), { network: undefined as never }), {
        message: /cut while it joined its network: it needs `network` again/,
      });
    const again = join(mesh, left);
    t.is(again.address, 0x1050, `cut at ${cutAt}`);
    t.deepEqual(again.node.network!.applicationKeys.get(3)!.key.key, firstAppKey);
    t.deepEqual(again.database.nodes, [{ ...lamp, learned: true }]);
    t.deepEqual(again.database.exclusions, network.exclusions);
    again.close();
    const later = join(mesh, left.copy());
    t.is(later.address, 0x1050);
    later.close();
  }
});

test("what cannot be joined is refused, and why", (t) => {
  const mesh = new Mesh();
  const refused: readonly (readonly [Partial<ProvisionerOptions>, RegExp])[] = [
    [{ address: undefined as never }, /^address: a provisioner that joins a network needs/],
    [{ address: 0x0010 }, /^address 16: node 16 of the network has it; its sequence numbers/],
    [{ address: 0x1001 }, /^address 4097: a node that left had it; its sequence numbers/],
    [{ network: { netKeys: [] } }, /^network.netKeys: the primary NetKey, index 0, is missing/],
    [
      { network: { ...network, nodes: [{ ...lamp, elements: 0 }] } },
      /^nodes\[0\].elements: 0 is not a whole number from 1 to 255/,
    ],
    [
      { network: { ...network, nodes: [{ ...lamp, deviceKey: new Uint8Array(3) }] } },
      /^nodes\[0\].deviceKey: 3 octets, not 16/,
    ],
    [{ provisionable: true }, /^network: a provisionable provisioner gets it from/],
  ];
  for (const [options, message] of refused) {
    const store = new TestStore();
    t.throws(() => join(mesh, store, options), { instanceOf: RangeError, message });
    t.deepEqual(
      store.keys().filter((key) => key.startsWith("p")),
      [],
    );
  }
  const store = new TestStore();
  new Provisioner({ host: mesh.host(store), companyId: 0xffff }).close();
  t.throws(() => join(mesh, store), { message: /^network: the store holds the provisioner of/ });
});

test("a provisioner whose node another one takes in gets the rest from its database", async (t) => {
  const rig = new NetworkRig();
  rig.light();
  await rig.mesh.result(rig.setUp());
  const store = new TestStore();
  const options = { provisionable: true, address: undefined as never, network: undefined as never };
  let provisioner = join(rig.mesh, store, options);
  t.throws(() => provisioner.address, { message: /on no network: another one has to take it in/ });
  const { address } = await rig.mesh.result(rig.provisioner.provision(uuid));
  await rig.mesh.clock.run(1000);
  t.is(provisioner.address, address);
  const first = rig.provisioner.node.network!;
  const appKey = first.applicationKeys.get(0)!.key.key;
  const knowledge = {
    nodes: rig.provisioner.database.nodes,
    appKeys: [{ index: 0, boundNetKey: 0, key: appKey }],
  };
  t.deepEqual(provisioner.learn(knowledge), { added: [2], conflicts: [] });
  t.deepEqual(provisioner.learn(knowledge), { added: [], conflicts: [] });
  provisioner.close();
  provisioner = join(rig.mesh, store.copy(), options);
  t.is(provisioner.address, address);
  t.is(await rig.mesh.result(provisioner.configuration.getDefaultTtl(2)), 7);
  t.deepEqual(provisioner.node.network!.applicationKeys.get(0)!.key.key, appKey);
  t.is(provisioner.database.allocate(1), 0x1000);
  provisioner.close();
});
