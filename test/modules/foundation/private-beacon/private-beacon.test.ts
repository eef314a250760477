import test from "ava";
import { NetworkKeys } from "../../../../modules/crypto/network-keys.js";
import { PrivateBeaconClient } from "../../../../modules/foundation/private-beacon/client.js";
import { PrivateBeaconServer } from "../../../../modules/foundation/private-beacon/server.js";
import { Status } from "../../../../modules/foundation/status.js";
import {
  encodeMeshPrivateBeacon,
  openMeshPrivateBeacon,
} from "../../../../modules/network/private-beacon.js";
import { foundationRig, target } from "../../../support/foundation-rig.js";
import { netKey } from "../../../support/mesh.js";
import { addProxyStates } from "../../../support/proxy-states.js";

const second = 1000;

function make() {
  const client = new PrivateBeaconClient();
  const rig = foundationRig([client], () => [{ models: [new PrivateBeaconServer()] }]);
  const keys = new NetworkKeys({ crypto: rig.mesh.crypto, key: netKey });
  /** The private beacons on the air since the last time. */
  const heard = () => {
    const beacons = rig.mesh.air.log
      .filter(({ data }) => data[1] === 0x2b && data[2] === 2)
      .map(({ from, data }) => ({ from, beacon: data.slice(2) }));
    rig.mesh.air.log.length = 0;
    return beacons;
  };
  return { ...rig, client, heard, keys };
}

test("the beacons are switched on and off, and say what the Secure Network beacons say", async (t) => {
  const { client, heard, keys, mesh, node } = make();
  t.deepEqual(await mesh.result(client.getBeacon(target)), {
    beacon: false,
    randomUpdateIntervalSteps: 60,
  });
  await mesh.clock.run(30 * second);
  t.deepEqual(heard(), []);
  const on = { beacon: true, randomUpdateIntervalSteps: 60 };
  t.deepEqual(await mesh.result(client.setBeacon(target, { beacon: true })), on);
  t.deepEqual(await mesh.result(client.getBeacon(target)), on);
  await mesh.clock.run(60 * second);
  const beacons = heard();
  t.true(beacons.length >= 5 && beacons.length <= 8, `${beacons.length}`);
  for (const { from, beacon } of beacons) {
    t.is(from, node.host.radio.index);
    t.deepEqual(openMeshPrivateBeacon(keys, beacon), {
      keyRefresh: false,
      ivUpdate: false,
      ivIndex: 7,
    });
  }
  t.false((await mesh.result(client.setBeacon(target, { beacon: false }))).beacon);
  heard();
  await mesh.clock.run(60 * second);
  t.deepEqual(heard(), []);
});

const refreshes: readonly (readonly [steps: number, seconds: number, randoms: number])[] = [
  [0, 100, 10],
  [1, 100, 10],
  [3, 300, 10],
  [255, 1000, 1],
];

for (const [steps, seconds, randoms] of refreshes)
  test(`Random Update Interval Steps ${steps}: some ${randoms} in ${seconds} s`, async (t) => {
    const { client, heard, mesh } = make();
    const set = { beacon: true, randomUpdateIntervalSteps: steps };
    await mesh.result(client.setBeacon(target, set));
    heard();
    await mesh.clock.run(seconds * second);
    const different = new Set(heard().map(({ beacon }) => beacon.slice(1, 14).join()));
    t.true(Math.abs(different.size - randoms) <= (randoms === 1 ? 0 : 1), `${different.size}`);
  });

test("a beacon moves the IV Index on, and the node's own says so, with a new Random", async (t) => {
  const { client, heard, keys, mesh, node } = make();
  await mesh.result(client.setBeacon(target, { beacon: true, randomUpdateIntervalSteps: 255 }));
  await mesh.clock.run(20 * second);
  const [before] = heard();
  const beacon = encodeMeshPrivateBeacon(keys, new Uint8Array(13).fill(9), {
    keyRefresh: false,
    ivUpdate: true,
    ivIndex: 8,
  });
  node.node.network!.sequence.testMode = true;
  node.host.radio.hear(Uint8Array.from([beacon.length + 1, 0x2b, ...beacon]));
  t.like(node.node.network!.sequence.state, { ivIndex: 8, inProgress: true });
  await mesh.clock.run(1.5 * second);
  const after = heard().find(({ from }) => from === node.host.radio.index)!;
  t.deepEqual(openMeshPrivateBeacon(keys, after.beacon), {
    keyRefresh: false,
    ivUpdate: true,
    ivIndex: 8,
  });
  t.not(after.beacon.slice(1, 14).join(), before!.beacon.slice(1, 14).join());
});

test("a subnet that is silent but for private beacons goes through an IV Update", async (t) => {
  const client = new PrivateBeaconClient();
  const settings = { beacon: false };
  const rig = foundationRig(
    [client, new PrivateBeaconServer()],
    () => [{ models: [new PrivateBeaconServer()] }],
    { settings },
  );
  const { manager, mesh, node } = rig;
  manager.node.network!.settings.beacon = false;
  await mesh.result(client.setBeacon(0x0001, { beacon: true }));
  for (const { network } of [manager.node, node.node]) network!.sequence.testMode = true;
  manager.node.network!.startIvUpdate();
  await mesh.clock.run(3 * second);
  t.like(node.node.network!.sequence.state, { ivIndex: 8, inProgress: true });
  t.false(mesh.air.log.some(({ data }) => data[1] === 0x2b && data[2] === 1));
});

/** Asks for Private Node Identity, or sets it where `set` is given. */
function askIdentity(client: PrivateBeaconClient, netKeyIndex: number, set?: boolean) {
  return set === undefined
    ? client.getNodeIdentity(target, netKeyIndex)
    : client.setNodeIdentity(target, netKeyIndex, set);
}

test("Private GATT Proxy and Private Node Identity are not supported without a proxy", async (t) => {
  const { client, mesh, node } = make();
  t.is(await mesh.result(client.getGattProxy(target)), 2);
  for (const set of [true, false]) t.is(await mesh.result(client.setGattProxy(target, set)), 2);
  const cases: readonly (readonly [
    netKeyIndex: number,
    set: boolean | undefined,
    status: number,
    identity: number,
  ])[] = [
    [0, undefined, Status.success, 2],
    [0, true, Status.featureNotSupported, 2],
    [0, false, Status.featureNotSupported, 2],
    [5, undefined, Status.invalidNetKeyIndex, 0],
    [5, true, Status.invalidNetKeyIndex, 0],
  ];
  for (const [netKeyIndex, set, status, identity] of cases)
    t.deepEqual(await mesh.result(askIdentity(client, netKeyIndex, set)), { status, identity });
  t.false(node.store.keys().some((key) => key.startsWith("d")));
});

test("with a proxy both are read and set, as far as it lets them", async (t) => {
  const { client, mesh, node } = make();
  const proxy = addProxyStates(node);
  t.is(await mesh.result(client.getGattProxy(target)), 0);
  t.is(await mesh.result(client.setGattProxy(target, true)), 1);
  t.true(proxy.privateGattProxy);
  const ok = Status.success;
  const identity = (set?: boolean, index = 0) => mesh.result(askIdentity(client, index, set));
  t.deepEqual(await identity(), { status: ok, identity: 0 });
  t.deepEqual(await identity(true), { status: ok, identity: 1 });
  t.deepEqual(await identity(), { status: ok, identity: 1 });
  proxy.setNodeIdentity(0, true);
  t.deepEqual(await identity(), { status: ok, identity: 0 }, "Node Identity has ended it");
  t.deepEqual(await identity(true), { status: Status.cannotSet, identity: 0 });
  t.deepEqual(await identity(false), { status: ok, identity: 0 });
  t.deepEqual(await identity(true, 9), { status: Status.invalidNetKeyIndex, identity: 0 });
});

test("the states survive a restart and end with Node Reset", async (t) => {
  const { client, configuration, heard, mesh, node, start } = make();
  const set = { beacon: true, randomUpdateIntervalSteps: 7 };
  await mesh.result(client.setBeacon(target, set));
  node.node.close();
  const again = start(node.store.copy());
  t.deepEqual(await mesh.result(client.getBeacon(target)), set);
  heard();
  await mesh.clock.run(20 * second);
  t.true(heard().length > 0);
  await mesh.result(configuration.resetNode(target));
  await mesh.clock.run(3 * second);
  t.deepEqual(again.store.keys(), ["uuid"]);
  heard();
  await mesh.clock.run(30 * second);
  t.deepEqual(heard(), []);
});

const bad: readonly (readonly [string, number[]])[] = [
  ["Private Beacon Set 2", [0x80, 0x61, 2]],
  ["Private Beacon Set, too long", [0x80, 0x61, 1, 1, 1]],
  ["Private GATT Proxy Set 2", [0x80, 0x64, 2]],
  ["Private Node Identity Get of a prohibited index", [0x80, 0x66, 0, 0x10]],
];

for (const [name, payload] of bad)
  test(`${name}: nothing but a count`, async (t) => {
    const { client, mesh, tell } = make();
    t.deepEqual(await tell(Uint8Array.from(payload), { device: true }), { "access.length": 1 });
    t.false((await mesh.result(client.getBeacon(target))).beacon);
  });

test("an AppKey opens nothing", async (t) => {
  const { tell } = make();
  const payload = Uint8Array.of(0x80, 0x61, 1);
  t.deepEqual(await tell(payload, { appKeyIndex: 0 }), { "access.not-bound": 1 });
});
