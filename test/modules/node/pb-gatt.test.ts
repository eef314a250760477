import test from "ava";
import type { Node, NodeOptions } from "../../../modules/node/node.js";
import { deviceKeyOf, netKey } from "../../support/mesh.js";
import { lightUuid, NetworkRig } from "../../support/network-rig.js";
import type { TestGattServer } from "../../support/test-gatt.js";

const data = { netKey, deviceKey: deviceKeyOf(5), netKeyIndex: 0, ivIndex: 0, address: 5 };

function setUp(options: Partial<NodeOptions> = {}, gatt = true) {
  const rig = new NetworkRig(gatt ? { gatt: {} } : {});
  const light = rig.light(undefined, options);
  rig.mesh.clock.advance(10);
  const server = light.host.radio.gatt as TestGattServer;
  const services = () => server.services.map(({ uuid }) => uuid);
  return { ...light, rig, server, services };
}

test("an unprovisioned node has the Mesh Provisioning Service where its radio has a GATT server, until it is a node", async (t) => {
  const { node, rig, server, services } = setUp();
  t.deepEqual(services(), [0x1827]);
  t.not(server.advertisement, undefined);
  const entry = await rig.mesh.result(rig.provisioner.provision(lightUuid, { bearer: "pb-gatt" }));
  t.is(node.address, entry.address);
  t.is(node.network!.provisionedOver, "pb-gatt");
  // Then it is a proxy, which shows its identity for a minute.
  t.deepEqual(services(), [0x1828]);
  const identity = () => server.advertisement!.data[11];
  t.is(identity(), 1);
  rig.mesh.clock.advance(60_000);
  t.is(identity(), 0);
});

test("after Node Reset the service is there again, and the device can be provisioned again", async (t) => {
  const { light, node, rig, services } = setUp();
  const { provisioner } = rig;
  const bearer = "pb-gatt";
  const { address } = await rig.mesh.result(provisioner.provision(lightUuid, { bearer }));
  await rig.mesh.result(rig.prepare());
  await rig.mesh.result(rig.configure(address));
  await rig.mesh.result(rig.onOff.set(true, { dst: address, appKeyIndex: 0 }));
  t.true(light.isOn);
  await rig.mesh.result(provisioner.remove(address));
  await rig.mesh.clock.run(3000);
  t.false(node.provisioned);
  t.deepEqual(services(), [0x1827]);
  const second = await rig.mesh.result(provisioner.provision(lightUuid, { bearer }));
  t.is(node.address, second.address);
});

test("a reset in the middle of a link ends it, and the service goes on", async (t) => {
  const { node, rig, server, services } = setUp();
  const promise = rig.provisioner.provision(lightUuid, {
    bearer: "pb-gatt",
    onProgress: (step) => step === "capabilities" && node.reset(),
  });
  t.true((await rig.mesh.outcome(promise)) instanceof Error);
  t.deepEqual(services(), [0x1827]);
  t.not(server.advertisement, undefined);
  await rig.mesh.result(rig.provisioner.provision(lightUuid, { bearer: "pb-gatt" }));
  t.true(node.provisioned);
});

test("the bearer over which a node was provisioned is known until its restart", async (t) => {
  const { node, rig, store } = setUp();
  await rig.mesh.result(rig.provisioner.provision(lightUuid, { bearer: "pb-adv" }));
  t.is(node.network!.provisionedOver, "pb-adv");
  node.close();
  t.is(rig.light(store).node.network!.provisionedOver, undefined);
});

test("nodes without PB-GATT: no GATT server, no such bearer, not provisionable, or on a network already", (t) => {
  const rows: readonly (readonly [
    options: Partial<NodeOptions>,
    then: (node: Node) => void,
    services: readonly number[],
  ])[] = [
    [{ provisioning: { bearers: ["pb-adv"] } }, () => undefined, []],
    [{ provisionable: false }, () => undefined, []],
    [{ proxy: false }, (node) => node.provision(data), []],
    [{}, (node) => node.provision(data), [0x1828]],
    [{}, (node) => node.close(), []],
  ];
  for (const [options, then, expected] of rows) {
    const { node, rig, server, services } = setUp(options);
    then(node);
    rig.mesh.clock.advance(100);
    t.deepEqual(services(), expected);
    t.is(server.advertisement !== undefined, expected.length > 0);
  }
  const { host } = setUp({}, false);
  t.is(host.radio.gatt, undefined);
});

test("options of the bearers are checked when the node is made", (t) => {
  const rows = [
    [{ bearers: ["ble"] }, "bearers must be of pb-adv and pb-gatt, not ble"],
    [{ name: "a name of thirty octets or so" }, /^name: 29 octets of UTF-8 where 1..24/],
  ] as const;
  for (const [provisioning, message] of rows)
    t.throws(() => setUp({ provisioning: provisioning as object }), {
      instanceOf: RangeError,
      message,
    });
  t.throws(() => setUp({ provisioning: { bearers: ["pb-gatt"] } }, false), {
    message: "bearers: pb-gatt needs a radio with a GATT server, and radio.gatt is absent",
  });
});

test("a suspended device offers no PB-GATT and keeps no connection; resumed it can be provisioned", async (t) => {
  const { node, rig, server } = setUp();
  const bearer = "pb-gatt";
  node.suspend();
  t.is(server.advertisement, undefined);
  node.resume();
  t.not(server.advertisement, undefined);
  // With a link that is open.
  const promise = rig.provisioner.provision(lightUuid, {
    bearer,
    onProgress: (step) => step === "capabilities" && node.suspend(),
  });
  t.true((await rig.mesh.outcome(promise)) instanceof Error);
  t.is(server.peers.size, 0);
  await rig.mesh.clock.run(120_000);
  t.is(server.advertisement, undefined);
  node.resume();
  await rig.mesh.result(rig.provisioner.provision(lightUuid, { bearer }));
  t.true(node.provisioned);
});

test("a device that is suspended with a link over PB-ADV offers PB-GATT again after it", async (t) => {
  const { node, rig, server } = setUp();
  const promise = rig.provisioner.provision(lightUuid, {
    bearer: "pb-adv",
    onProgress: (step) => step === "capabilities" && (node.suspend(), node.resume()),
  });
  const abandoned = rig.mesh.outcome(promise);
  await abandoned;
  node.reset();
  await rig.mesh.clock.run(1000);
  t.not(server.advertisement, undefined);
});

test("a node that is reset while it is suspended offers nothing until it is resumed", async (t) => {
  const { node, rig, server, services } = setUp();
  await rig.mesh.result(rig.provisioner.provision(lightUuid, { bearer: "pb-gatt" }));
  node.suspend();
  node.reset();
  await rig.mesh.clock.run(1000);
  t.deepEqual(services(), [0x1827]);
  t.is(server.advertisement, undefined);
  node.resume();
  t.not(server.advertisement, undefined);
});
