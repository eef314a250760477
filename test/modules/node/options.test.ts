import test from "ava";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { Node, type NodeOptions, type ProvisionedData } from "../../../modules/node/node.js";
import { defaultLimits, nodeLimits } from "../../../modules/node/limits.js";
import { Mesh } from "../../support/mesh.js";

const wrong: readonly (readonly [Partial<NodeOptions>, RegExp])[] = [
  [{ uuid: new Uint8Array(15) }, /^uuid: 15 octets where 16 are needed/],
  [{ uuidPrefix: new Uint8Array(7) }, /^uuidPrefix: 7 octets where 6 at most/],
  [{ companyId: -1 }, /^companyId: -1 .*0 to 65535/],
  [{ companyId: 0x10000 }, /^companyId: 65536/],
  [{ productId: 1.5 }, /^productId: 1.5 .*0 to 65535/],
  [{ versionId: 65536 }, /^versionId: 65536/],
  [{ elements: [] }, /^elements: 0 where 1\.\.255/],
  [{ elements: Array.from({ length: 256 }, () => ({ models: [] })) }, /^elements: 256/],
  [{ limits: { replayList: 0 } }, /^limits.replayList: 0 .*1 to 32767/],
  [{ limits: { subnets: 253 } }, /^limits.subnets: 253 .*1 to 252/],
  [{ limits: { appKeys: 251 } }, /^limits.appKeys: 251 .*1 to 250/],
  [{ limits: { bindings: 33 } }, /^limits.bindings: 33 .*1 to 32/],
  [{ limits: { subscriptions: 0 } }, /^limits.subscriptions: 0 .*1 to 32/],
  [{ limits: { sequenceBlock: 65537 } }, /^limits.sequenceBlock: 65537 .*1 to 65536/],
  [{ limits: { incomingMessages: 0 } }, /^limits.incomingMessages: 0 .*1 to 255/],
  [{ limits: { incomingMessages: 256 } }, /^limits.incomingMessages: 256/],
  [{ limits: { messageCache: 2 } }, /^limits.messageCache: 2 .*4 to 4096/],
  [{ limits: { messageCache: 100 } }, /^limits.messageCache: 100 is not a power of two/],
  [{ settings: { defaultTtl: 1 } }, /^settings.defaultTtl: 1 is neither 0 nor 2\.\.127/],
  [{ settings: { defaultTtl: 128 } }, /^settings.defaultTtl: 128/],
  [
    { settings: { networkTransmit: { transmissions: 9, interval: 20 } } },
    /^settings.networkTransmit.transmissions: 9 is not 1\.\.8/,
  ],
  [
    { settings: { relayRetransmit: { transmissions: 1, interval: 25 } } },
    /^settings.relayRetransmit.interval: 25 is not 10\.\.320/,
  ],
  [{ peers: [2, 0x8000] }, /^peers: 32768 is no unicast address/],
  [{ staticOob: new Uint8Array(33), provisionable: true }, /staticOob must be 1\.\.32/],
];

for (const [options, message] of wrong)
  test(`refused: ${message.source}`, (t) => {
    const mesh = new Mesh();
    const make = () =>
      new Node({
        host: mesh.host(),
        companyId: 1,
        elements: [{ models: [new GenericOnOffServer()] }],
        ...options,
      });
    t.throws(make, { instanceOf: RangeError, message });
  });

test("limits that are not given are the defaults", (t) => {
  t.deepEqual(nodeLimits(undefined), defaultLimits);
  t.deepEqual(nodeLimits({ appKeys: 9 }), { ...defaultLimits, appKeys: 9 });
});

const data: ProvisionedData = {
  netKey: new Uint8Array(16),
  deviceKey: new Uint8Array(16),
  netKeyIndex: 0,
  ivIndex: 0,
  address: 1,
};

const wrongData: readonly (readonly [Partial<ProvisionedData>, RegExp])[] = [
  [{ address: 0 }, /^address 0/],
  [{ address: 0x7fff }, /^address 32767: every element/],
  [{ netKey: new Uint8Array(17) }, /^netKey: 17 octets/],
  [{ deviceKey: new Uint8Array(1) }, /^deviceKey: 1 octets/],
  [{ netKeyIndex: 4096 }, /^netKeyIndex: 4096 .*0 to 4095/],
  [{ ivIndex: -1 }, /^ivIndex: -1/],
  [{ ivIndex: 2 ** 32 }, /^ivIndex: 4294967296/],
];

test("provisioning data out of range are refused by name, and leave nothing", (t) => {
  const mesh = new Mesh();
  const host = mesh.host();
  const node = new Node({ host, companyId: 1, elements: [{ models: [] }, { models: [] }] });
  for (const [changes, message] of wrongData)
    t.throws(() => node.provision({ ...data, ...changes }), { instanceOf: RangeError, message });
  t.false(node.provisioned);
  t.deepEqual(host.store.keys(), ["uuid"]);
  node.provision({ ...data, address: 0x7ffe });
  t.is(node.address, 0x7ffe);
  t.throws(() => node.provision(data), { message: /on a network already/ });
});

test("a store that fails refuses the network, whichever record it is", (t) => {
  const mesh = new Mesh();
  const host = mesh.host();
  const node = new Node({ host, companyId: 1, elements: [{ models: [] }] });
  host.store.failing = true;
  t.throws(() => node.provision(data), { name: "MeshError", message: /NetKey/ });
  t.false(node.provisioned);
  host.store.failing = false;
  node.provision(data);
  t.true(node.provisioned);
});

test("a node tells its state, and nothing else", (t) => {
  const mesh = new Mesh();
  const uuid = new Uint8Array(16).fill(0xab);
  const node = new Node({ host: mesh.host(), companyId: 1, uuid, elements: [{ models: [] }] });
  t.like(node.call("state"), { uuid: "ab".repeat(16), messagesSent: 0, drops: {} });
  t.false("address" in node.state);
  node.provision({ ...data, address: 0x1234 });
  t.is(node.state.address, 0x1234);
  t.true(node.state.storeWrites > 3);
  t.throws(() => node.call("stat"), { instanceOf: RangeError });
});

test("a random UUID is of version 4, is kept, and is another's on another device", (t) => {
  const mesh = new Mesh();
  const make = (host = mesh.host()) => ({
    host,
    node: new Node({ host, companyId: 1, elements: [{ models: [] }] }),
  });
  const first = make();
  t.is(first.node.uuid[6]! >> 4, 4);
  t.is(first.node.uuid[8]! >> 6, 2);
  t.notDeepEqual(make().node.uuid, first.node.uuid);
  first.node.provision(data);
  first.node.close();
  t.deepEqual(make(mesh.host(first.host.store.copy())).node.uuid, first.node.uuid);
});

test("a closed node sends nothing and has no timer left", async (t) => {
  const mesh = new Mesh();
  const one = new Node({ host: mesh.host(), companyId: 1, elements: [{ models: [] }] });
  const { node: two } = mesh.node(5, [{ models: [new GenericOnOffServer()] }]);
  await mesh.clock.run(1000);
  one.close();
  two.close();
  t.is(mesh.clock.pending, 0);
  const { length } = mesh.air.log;
  await mesh.clock.run(60_000);
  t.is(mesh.air.log.length, length);
});

test("a host without a radio, or none at all, is told what is missing", (t) => {
  const { radio, ...others } = new Mesh().host();
  t.truthy(radio);
  const elements = [{ models: [] }];
  const make = (host: unknown) => () => new Node({ host: host as never, companyId: 1, elements });
  t.throws(make(others), { message: /host\.radio: there is none.*hosts\/manifest\.json/ });
  t.throws(make(undefined), { message: /host\.clock: there is none/ });
});

test("a random UUID begins as the maker wants it, and is of version 4 all the same", (t) => {
  const mesh = new Mesh();
  const options = { companyId: 1, elements: [{ models: [] }] };
  for (const length of [1, 2, 6]) {
    const uuidPrefix = new Uint8Array(length).fill(0xdd);
    const host = mesh.host();
    const { uuid } = new Node({ host, uuidPrefix, ...options });
    t.deepEqual(uuid.slice(0, length), uuidPrefix);
    t.not(uuid[length], 0xdd);
    t.is(uuid[6]! >> 4, 4);
    t.is(uuid[8]! >> 6, 2);
    // What is stored counts: a device does not change its UUID with its firmware.
    t.deepEqual(new Node({ host: mesh.host(host.store.copy()), ...options }).uuid, uuid);
  }
});
