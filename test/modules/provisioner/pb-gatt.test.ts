import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import { lightUuid, NetworkRig } from "../../support/network-rig.js";
import { TestStore } from "../../support/records.js";
import { spread } from "../../support/thoroughness.js";

function setUp() {
  return new NetworkRig({ gatt: { mtu: 69 } });
}

test("the scanner lists devices that advertise PB-GATT, with the bearers that they were heard over", async (t) => {
  const rig = setUp();
  const { scanner } = rig.provisioner;
  const uuids = [1, 2, 3].map((octet) => new Uint8Array(16).fill(octet));
  const bearers = [["pb-adv"], ["pb-gatt"], ["pb-adv", "pb-gatt"]] as const;
  uuids.forEach((uuid, i) =>
    rig.light(undefined, { uuid, oobInformation: 0x0102, provisioning: { bearers: bearers[i]! } }),
  );
  await rig.mesh.clock.run(5000);
  for (const [i, uuid] of uuids.entries()) {
    const device = scanner.device(uuid)!;
    t.deepEqual(device.bearers, bearers[i]!);
    t.is(device.oobInformation, 0x0102);
    t.is(device.advertisingAddress !== undefined, i > 0);
    t.is(device.beacons > 0, i !== 1);
    t.is(await rig.mesh.result(scanner.wait(uuid)), device);
  }
  t.is(scanner.device(new Uint8Array(16)), undefined);
});

test("a device that was heard over PB-GATT alone is provisioned over it, and any other over PB-ADV unless asked", async (t) => {
  const rig = setUp();
  const rows = [
    [["pb-gatt"], undefined, "pb-gatt"],
    [["pb-adv", "pb-gatt"], undefined, "pb-adv"],
    [["pb-adv", "pb-gatt"], "pb-gatt", "pb-gatt"],
  ] as const;
  for (const [i, [bearers, bearer, over]] of rows.entries()) {
    const uuid = new Uint8Array(16).fill(i + 1);
    const { node } = rig.light(undefined, { uuid, provisioning: { bearers } });
    await rig.mesh.result(rig.provisioner.scanner.wait(uuid));
    await rig.mesh.clock.run(3000);
    await rig.mesh.result(rig.provisioner.provision(uuid, { ...(bearer && { bearer }) }));
    t.is(node.network!.provisionedOver, over);
  }
});

test("a provisioner that does not advertise uses PB-GATT, also for devices it has not heard yet", async (t) => {
  const rig = new NetworkRig({ gatt: { mtu: 69 }, advertising: false });
  const { node } = rig.light();
  await t.throwsAsync(rig.provisioner.provision(lightUuid, { bearer: "pb-adv" }), {
    instanceOf: RangeError,
    message: "bearer: pb-adv is not for a provisioner with advertising: false",
  });
  await rig.mesh.result(rig.provisioner.provision(lightUuid));
  t.is(node.network!.provisionedOver, "pb-gatt");
});

/** A provisioning over PB-GATT up to its write or notification number `cut`, and what both stores hold then. */
async function upTo(cut: number) {
  const rig = setUp();
  const light = rig.light();
  let carried = 0;
  let over = false;
  let stores: { device: TestStore; provisioner: TestStore } | undefined;
  rig.mesh.gatt!.onCarried = (_direction, _value, connection) => {
    if (carried++ !== cut) return;
    stores = { device: light.store.copy(), provisioner: rig.provisionerHost.store.copy() };
    connection.lose();
  };
  const done = rig.provisioner.provision(lightUuid, { bearer: "pb-gatt" }).then(
    (entry) => (over = true) && entry,
    () => undefined,
  );
  await rig.mesh.clock.run(30_000, () => over || stores !== undefined);
  rig.mesh.gatt!.onCarried = undefined;
  return { carried, done, light, rig, stores };
}

test("whenever the device's power is cut during a provisioning over PB-GATT, the next one ends with both knowing the same", async (t) => {
  const { carried } = await upTo(-1);
  t.is(carried, 11);
  for (const cut of spread(carried)) {
    const { light, rig, stores } = await upTo(cut);
    light.node.close();
    light.host.radio.close();
    await rig.mesh.clock.run(1000);
    const { node } = rig.light(stores!.device);
    // Complete is sent when the data are stored.
    t.is(node.provisioned, cut === carried - 1, `cut at ${cut}`);
    const entry = await rig.mesh.result(
      rig.provisioner.provision(lightUuid, { bearer: "pb-gatt" }),
    );
    await rig.mesh.clock.run(500);
    t.is(node.address, entry.address);
    t.is(toHex(rig.provisioner.database.at(entry.address)!.uuid), toHex(lightUuid));
    const { configuration } = rig.provisioner;
    t.is(await rig.mesh.result(configuration.getDefaultTtl(entry.address)), 7, `cut at ${cut}`);
  }
});

test("whenever the provisioner's power is cut during a provisioning over PB-GATT, it finds the device or the node that it became", async (t) => {
  const { carried } = await upTo(-1);
  for (const cut of spread(carried)) {
    const { light, rig, stores } = await upTo(cut);
    rig.restartProvisioner(stores!.provisioner);
    await rig.mesh.clock.run(1000);
    t.is(light.node.provisioned, cut === carried - 1, `cut at ${cut}`);
    const entry = await rig.mesh.result(
      rig.provisioner.provision(lightUuid, { bearer: "pb-gatt" }),
    );
    await rig.mesh.clock.run(500);
    t.is(light.node.address, entry.address);
    const { configuration } = rig.provisioner;
    t.is(await rig.mesh.result(configuration.getDefaultTtl(entry.address)), 7, `cut at ${cut}`);
  }
});

test("whenever the store of either side fails to change during a provisioning over PB-GATT, nobody is left with half of it", async (t) => {
  const store = new TestStore();
  const first = new NetworkRig({ gatt: {}, store });
  const own = first.light();
  const before = { device: own.store.changes, provisioner: store.changes };
  await first.mesh.result(first.provisioner.provision(lightUuid, { bearer: "pb-gatt" }));
  const changes = {
    device: own.store.changes - before.device,
    provisioner: store.changes - before.provisioner,
  };
  t.true(changes.device > 2 && changes.provisioner > 1);
  for (const side of ["device", "provisioner"] as const)
    for (let at = 0; at < changes[side]; at++) {
      const rig = setUp();
      const light = rig.light();
      const failing = side === "device" ? light.store : rig.provisionerHost.store;
      failing.failAt = failing.changes + at;
      const provision = () => rig.provisioner.provision(lightUuid, { bearer: "pb-gatt" });
      const first = await rig.mesh.outcome(provision());
      await rig.mesh.clock.run(5000);
      const entry = first instanceof Error ? await rig.mesh.result(provision()) : first;
      await rig.mesh.clock.run(500);
      t.is(light.node.address, entry.address, `${side} ${at}`);
    }
});
