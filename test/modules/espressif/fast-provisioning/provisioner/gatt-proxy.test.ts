// The GATT Proxy state of a node that provisions, and the phone that is connected to it.
import test from "ava";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import type { FastProvisioningNodeOptions } from "../../../../../modules/espressif/fast-provisioning/provisioner/fast-provisioning-node-options.js";
import { FastProvisioningNode } from "../../../../../modules/espressif/fast-provisioning/provisioner/fast-provisioning-node.js";
import { GenericOnOffClient } from "../../../../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../../../../modules/models/generic-onoff/server.js";
import { ProxyClient } from "../../../../../modules/node/proxy-client.js";
import { Asker, askerAddress, nodeAddress } from "../../../../support/fast-server-rig.js";
import { bindAll } from "../../../../support/foundation-rig.js";
import { appKey, deviceKeyOf, Mesh, netKey } from "../../../../support/mesh.js";
import { TestStore } from "../../../../support/records.js";
import type { TestGattServer } from "../../../../support/test-gatt.js";

const success = "c1 7f0000000000000000";
const told = "c4e502 0900 0800";
const get = "c6e502";
/** ENTER for the Primary Provisioner of so many nodes, and for a Temporary Provisioner. */
const primary = (count: number) => `c0e502 0702 0${count}00 0600 ff7f 81`;
const temporary = "c0e502 8602 0600 ff7f 0300 01";
const lampAddress = 0x0100;

type Kept = FastProvisioningNodeOptions["proxyClients"];

/** A light with a proxy at 0005, a phone connected to it, and a lamp behind it. */
async function rig(proxyClients?: Kept) {
  // What comes has the whole stack: that of a chip, inside XS.
  await Promise.resolve();
  const mesh = new Mesh({ gatt: {} });
  const asker = new Asker();
  const onOff = new GenericOnOffClient();
  const phone = mesh.node(askerAddress, [{ models: [asker, onOff] }], {
    advertising: false,
    proxy: false,
  });
  const lampModel = new GenericOnOffServer();
  const lamp = mesh.node(lampAddress, [{ models: [lampModel] }], { proxy: false });
  bindAll(phone);
  bindAll(lamp);
  const changes: (readonly [number, boolean])[] = [];
  const start = (store: TestStore) => {
    const host = mesh.host(store);
    const fast = new FastProvisioningNode({
      host,
      policy: espressifPolicy,
      companyId: 0xffff,
      proxy: true,
      elements: [{ models: [new GenericOnOffServer()] }],
      onGattProxy: (enabled) => changes.push([mesh.clock.now(), enabled]),
      ...(proxyClients && { proxyClients }),
    });
    return { fast, host, store };
  };
  const light = start(new TestStore());
  const { fast } = light;
  const deviceKey = deviceKeyOf(nodeAddress);
  fast.node.provision({ netKey, deviceKey, netKeyIndex: 0, ivIndex: 7, address: nodeAddress });
  fast.node.network!.applicationKeys.add(0, 0, appKey);
  fast.server.appKeyAdded(0, 0);
  const lost: number[] = [];
  const proxies = new ProxyClient({
    node: phone.node,
    reconnect: false,
    onDisconnect: (reason) => lost.push(reason),
  });
  await mesh.result(proxies.connect());
  const ask = async (payload: string, time = 1000) => {
    asker.heard.length = 0;
    asker.say(payload);
    await mesh.clock.run(time);
    return [...asker.heard];
  };
  /** Whether a message of the phone reaches the lamp. */
  const forwards = async () => {
    onOff.setUnacknowledged(!lampModel.isOn, { dst: lampAddress, appKeyIndex: 0 });
    const before = lampModel.isOn;
    await mesh.clock.run(1000);
    return lampModel.isOn !== before;
  };
  const states = () => fast.node.network!.proxyStates!;
  const server = light.host.radio.gatt as TestGattServer;
  return { ask, changes, fast, forwards, light, lost, mesh, phone, proxies, server, start, states };
}

const times: readonly {
  readonly who: string;
  readonly enter: string;
  /** When Node Addr is received, ms after ENTER. */
  readonly addresses: readonly number[];
  /** When the state is on again; undefined: not before the node suspends. */
  readonly on: number | undefined;
}[] = [
  { who: "one node is expected", enter: primary(1), addresses: [], on: 3000 },
  { who: "two are", enter: primary(2), addresses: [4000], on: 14_000 },
  {
    who: "nine are, and told one after the other",
    enter: primary(9),
    addresses: [4000, 9000, 15_000],
    on: 25_000,
  },
  { who: "nine are, and none is told", enter: primary(9), addresses: [], on: undefined },
  { who: "it is a Temporary Provisioner", enter: temporary, addresses: [], on: undefined },
];

for (const { addresses, enter, on, who } of times)
  test(`${who}: when the GATT Proxy state is off, and on again`, async (t) => {
    const { ask, changes, fast, mesh, states } = await rig();
    t.true(states().gattProxy);
    const begun = mesh.clock.now();
    t.deepEqual(await ask(enter, 500), [success]);
    t.false(states().gattProxy);
    for (const at of addresses) {
      await mesh.clock.run(begun + at - mesh.clock.now());
      t.false(states().gattProxy, `before ${at} ms`);
      t.deepEqual(await ask(told, 100), ["c5"]);
    }
    // A connection event or two.
    const until = (on ?? 60_000) - 50;
    await mesh.clock.run(begun + until - mesh.clock.now());
    t.false(states().gattProxy);
    if (on === undefined) {
      fast.server.suspend();
      await mesh.clock.run(10);
    } else await mesh.clock.run(250);
    t.true(states().gattProxy);
    t.deepEqual(
      changes.map(([, enabled]) => enabled),
      [false, true],
    );
    // Only the node that a phone looks for shows who it is.
    t.is(states().nodeIdentity(0), enter !== temporary);
  });

test("a phone that is kept is answered while the state is off, and its messages to others pass when it is on", async (t) => {
  const { ask, forwards, lost, states } = await rig();
  t.true(await forwards());
  t.deepEqual(await ask(primary(1), 300), [success]);
  t.deepEqual(await ask(told, 100), ["c5"]);
  t.deepEqual(await ask(get, 100), ["c7 09000800"]);
  t.false(await forwards());
  t.false(states().gattProxy);
  t.deepEqual(await ask(get, 12_000), ["c7 09000800"]);
  t.true(states().gattProxy);
  t.true(await forwards());
  t.deepEqual(lost, []);
});

test("a phone that loses a kept node finds it by its identity for a minute, while the state is off", async (t) => {
  const { ask, lost, mesh, proxies, server, states } = await rig();
  await ask(primary(9));
  proxies.close();
  await mesh.clock.run(1000);
  const { proxy } = await mesh.result(proxies.connect({ preferred: nodeAddress }));
  t.is(proxy.node, nodeAddress);
  t.false(states().gattProxy);
  t.deepEqual(await ask(get), ["c7"]);
  t.deepEqual(lost, []);
  await mesh.clock.run(60_000);
  t.is(server.advertisement, undefined);
});

test("a phone that is disconnected has got the Info Status, and finds the node when the state is on", async (t) => {
  const { ask, lost, mesh, proxies, server, states } = await rig("disconnected");
  t.deepEqual(await ask(primary(1)), [success]);
  t.deepEqual(lost, [0x13]);
  t.is(server.advertisement, undefined, "it is not connectable");
  t.is(states().nodeIdentity(0), false);
  const begun = mesh.clock.now();
  const { proxy } = await mesh.result(proxies.connect({ preferred: nodeAddress }));
  t.true(mesh.clock.now() - begun > 1500);
  t.is(proxy.node, nodeAddress);
  t.true(states().gattProxy);
  t.deepEqual(await ask(get), ["c7"]);
});

test("after a power cut while the state is off the phone finds the node, and the state is on in the end", async (t) => {
  for (const kept of ["kept", "disconnected"] as const) {
    const { ask, light, mesh, proxies, start } = await rig(kept);
    await ask(primary(9));
    light.fast.close();
    light.host.radio.close();
    await mesh.clock.run(1000);
    const { fast, host } = start(light.store.copy());
    await mesh.clock.run(100);
    const states = fast.node.network!.proxyStates!;
    const server = host.radio.gatt as TestGattServer;
    t.false(states.gattProxy);
    t.is(server.advertisement !== undefined, kept === "kept");
    if (kept === "kept") {
      t.is(
        (await mesh.result(proxies.connect({ preferred: nodeAddress }))).proxy.node,
        nodeAddress,
      );
      t.deepEqual(await ask(told), ["c5"]);
    }
    fast.server.suspend();
    await mesh.clock.run(10);
    t.true(states.gattProxy);
    fast.close();
    host.radio.close();
    // It is stored, too.
    const again = start(host.store.copy());
    t.true(again.fast.node.network!.proxyStates!.gattProxy);
  }
});
