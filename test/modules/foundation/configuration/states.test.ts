import test from "ava";
import { ConfigurationClient } from "../../../../modules/foundation/configuration/client.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import { Node } from "../../../../modules/node/node.js";
import type { NetworkSettings } from "../../../../modules/network/settings.js";
import { Feature } from "../../../../modules/access/composition.js";
import {
  configurationRig as make,
  onOff,
  secondOnOff,
  target,
  vendor,
} from "../../../support/configuration-rig.js";
import { Mesh } from "../../../support/mesh.js";

test("Secure Network Beacon, Default TTL and Network Transmit are read, set and take effect", async (t) => {
  const { client, configured, mesh } = make();
  const { settings } = configured.node.network!;
  t.true(await mesh.result(client.getBeacon(target)));
  t.false(await mesh.result(client.setBeacon(target, false)));
  t.false(await mesh.result(client.getBeacon(target)));
  t.false(settings.beacon);
  t.true(await mesh.result(client.setBeacon(target, true)));
  t.is(await mesh.result(client.getDefaultTtl(target)), 7);
  for (const ttl of [0, 2, 127]) {
    t.is(await mesh.result(client.setDefaultTtl(target, ttl)), ttl);
    t.is(settings.defaultTtl, ttl);
  }
  await t.throwsAsync(client.setDefaultTtl(target, 1), { name: "FieldError" });
  const transmit = { transmissions: 8, interval: 320 };
  t.deepEqual(await mesh.result(client.setNetworkTransmit(target, transmit)), transmit);
  t.deepEqual(await mesh.result(client.getNetworkTransmit(target)), transmit);
  t.deepEqual(settings.networkTransmit, transmit);
});

test("GATT Proxy is read and set; a node without the feature says so", async (t) => {
  const without = make();
  t.is(await without.mesh.result(without.client.getGattProxy(target)), 2);
  t.is(await without.mesh.result(without.client.setGattProxy(target, true)), 2);
  const mesh = new Mesh({ gatt: {} });
  const client = new ConfigurationClient();
  mesh.node(0x0001, [{ models: [client] }], { proxy: false });
  const { node } = mesh.node(target, [{ models: [] }]);
  t.is(await mesh.result(client.getGattProxy(target)), 1);
  t.is(await mesh.result(client.setGattProxy(target, false)), 0);
  t.is(await mesh.result(client.getGattProxy(target)), 0);
  t.false(node.network!.proxyStates!.gattProxy);
});

test("Relay is read and set; a node without the feature says so", async (t) => {
  const { client, configured, mesh } = make();
  t.like(await mesh.result(client.getRelay(target)), { relay: 0 });
  const retransmit = { transmissions: 2, interval: 30 };
  t.deepEqual(await mesh.result(client.setRelay(target, { relay: true, retransmit })), {
    relay: 1,
    retransmit,
  });
  t.true(configured.node.network!.settings.relay);
  t.deepEqual(await mesh.result(client.getRelay(target)), { relay: 1, retransmit });
  const without = make({ relay: false });
  t.like(await without.mesh.result(without.client.setRelay(target, { relay: true, retransmit })), {
    relay: 2,
  });
  t.is(without.configured.node.network!.settings.relay, undefined);
});

test("composition data page 0 tells the node as it was made; a larger page is answered with the largest there is", async (t) => {
  const { client, mesh } = make();
  t.deepEqual(await mesh.result(client.getComposition(target)), {
    companyId: 0xffff,
    productId: 2,
    versionId: 3,
    replayListSize: 32,
    features: Feature.relay,
    elements: [
      { location: 0x0102, models: [0x0000, 0x1000, vendor.modelId] },
      { location: 0x0304, models: [0x1000] },
    ],
  });
  t.is((await mesh.result(client.getCompositionData(target, 255))).page, 1);
  const without = make({ relay: false });
  t.is((await without.mesh.result(without.client.getComposition(target))).features, 0);
});

test("states survive a restart", async (t) => {
  const { client, configured, mesh, start } = make();
  const transmit = { transmissions: 5, interval: 50 };
  await mesh.result(client.setBeacon(target, false));
  await mesh.result(client.setDefaultTtl(target, 44));
  await mesh.result(client.setNetworkTransmit(target, transmit));
  const retransmit = { transmissions: 7, interval: 60 };
  await mesh.result(client.setRelay(target, { relay: true, retransmit }));
  configured.node.close();
  const again = start(configured.store.copy());
  t.deepEqual(again.node.network!.settings, {
    beacon: false,
    relay: true,
    relayRetransmit: retransmit,
    networkTransmit: transmit,
    defaultTtl: 44,
  });
  t.is(await mesh.result(client.getDefaultTtl(target)), 44);
});

test("Node Reset is answered, then the node is new, and its store holds its UUID alone", async (t) => {
  const { client, configured, mesh, start } = make();
  await mesh.result(client.addAppKey(target, 0, 0, new Uint8Array(16)));
  await mesh.result(client.bind(target, onOff, 0));
  await mesh.result(client.subscribe(target, onOff, 0xc000));
  await mesh.result(client.resetNode(target));
  t.true(configured.node.provisioned);
  await mesh.clock.run(3000);
  t.false(configured.node.provisioned);
  t.deepEqual(configured.store.keys(), ["uuid"]);
  t.true(configured.events.some(({ type }) => type === "node.reset"));
  const { configuration, subscriptionList } = configured.node.elements[0]!.find(0x1000)!;
  t.deepEqual(subscriptionList.entries, []);
  t.deepEqual(configuration, { bindings: [], publication: undefined });
  const outcome = await mesh.outcome(client.getBeacon(target, { timeout: 3000 }));
  t.is((outcome as Error).name, "TimeoutError");
  configured.node.close();
  const uuid = configured.node.uuid;
  t.deepEqual(start(configured.store.copy()).node.uuid, uuid);
});

test("a node that answered Node Reset and loses its power before it left is a device", async (t) => {
  const { client, configured, mesh } = make();
  await mesh.result(client.resetNode(target));
  t.true(configured.node.provisioned);
  // As the power goes: what is in the store is all that is left.
  const store = configured.store.copy();
  configured.node.close();
  const node = new Node({
    host: mesh.host(store),
    companyId: 0xffff,
    elements: [{ models: [new GenericOnOffServer()] }],
  });
  t.false(node.provisioned);
  node.close();
});

test("a node configures itself without a packet in the air", async (t) => {
  const { client, manager, mesh } = make();
  const sent = () => manager.events.filter(({ type }) => type === "network.send").length;
  t.is(await mesh.result(client.setDefaultTtl(0x0001, 3)), 3);
  t.is(manager.node.network!.settings.defaultTtl, 3);
  t.is(sent(), 0);
});

const retransmission = { transmissions: 4, interval: 40 };
const changes: readonly (readonly [
  string,
  (client: ConfigurationClient) => Promise<unknown>,
  Partial<NetworkSettings>,
])[] = [
  ["beacon", (c) => c.setBeacon(target, false), { beacon: false }],
  ["default TTL", (c) => c.setDefaultTtl(target, 20), { defaultTtl: 20 }],
  [
    "network transmit",
    (c) => c.setNetworkTransmit(target, retransmission),
    { networkTransmit: retransmission },
  ],
  [
    "relay",
    (c) => c.setRelay(target, { relay: true, retransmit: retransmission }),
    { relay: true, relayRetransmit: retransmission },
  ],
];

for (const [name, change, expected] of changes)
  for (const torn of [false, true])
    test(`${name} alone survives a restart${torn ? ", though its record is torn at first" : ""}`, async (t) => {
      const { client, configured, mesh, start } = make();
      const { store } = configured;
      const write = store.write.bind(store);
      let whole = !torn;
      store.write = (key, value) => {
        if (key !== "cfg" || whole) return write(key, value);
        whole = true;
        write(key, value.slice(0, value.length >> 1));
      };
      await mesh.result(change(client));
      t.true(whole);
      configured.node.close();
      t.like(start(store.copy()).node.network!.settings, expected);
    });

test("answers of one kind are told apart by what they repeat of their requests", async (t) => {
  const { client, mesh } = make();
  for (const index of [1, 2])
    await mesh.result(client.addAppKey(target, 0, index, new Uint8Array(16).fill(index)));
  await mesh.result(client.bind(target, onOff, 1));
  await mesh.result(client.bind(target, secondOnOff, 2));
  for (let i = 0; i < 10; i++) {
    const lists = [onOff, secondOnOff].map((model) => client.getBindings(target, model));
    t.deepEqual(await mesh.result(Promise.all(lists)), [[1], [2]]);
  }
});

test("many requests at once each get their own answer", async (t) => {
  const { client, mesh } = make();
  const [ttl, beacon, relay, page, keys] = await mesh.result(
    Promise.all([
      client.setDefaultTtl(target, 9),
      client.getBeacon(target),
      client.getRelay(target),
      client.getComposition(target),
      client.getNetKeys(target),
    ]),
  );
  t.is(ttl, 9);
  t.true(beacon);
  t.is(relay.relay, 0);
  t.is(page.elements.length, 2);
  t.deepEqual(keys, [0]);
});
