// Provisioning over PB-GATT with each OOB method and ATT_MTU, interrupted at each PDU in each way.
import test from "ava";
import { toHex } from "../../../modules/base/bytes.js";
import { lightUuid, NetworkRig } from "../../support/network-rig.js";
import { oobWays, type OobWay } from "../../support/oob-ways.js";
import { TestStore } from "../../support/records.js";
import type { TestConnection } from "../../support/test-gatt-connection.js";
import { spread } from "../../support/thoroughness.js";

type Light = ReturnType<NetworkRig["light"]>;

/** What interrupts a provisioning: it is done to the connection, or to the side that loses its power, and what its store had then. */
interface Interruption {
  readonly connection: TestConnection;
  readonly light: Light;
  readonly rig: NetworkRig;
  readonly way: OobWay;
}

/** The light that is left: the same one, or the one that starts again. */
const interruptions: Readonly<Record<string, (interruption: Interruption) => Light>> = {
  "the device ends the connection": ({ connection, light }) => {
    connection.close(1);
    return light;
  },
  "the provisioner ends the connection": ({ connection, light }) => {
    connection.close(0);
    return light;
  },
  "the connection is lost": ({ connection, light }) => {
    connection.lose();
    return light;
  },
  "the device's power is cut": ({ connection, light, rig, way }) => {
    const store = light.store.copy();
    connection.lose();
    light.node.close();
    light.host.radio.close();
    return rig.light(store, way.capabilities);
  },
  "the provisioner's power is cut": ({ connection, light, rig }) => {
    const store = rig.provisionerHost.store.copy();
    connection.lose();
    rig.restartProvisioner(store);
    return light;
  },
};

/** A rig with a light, and a provisioning that is interrupted at its write or notification number `at`. */
async function interrupted(
  mtu: number,
  way: OobWay,
  at: number,
  interrupt: (interruption: Interruption) => Light,
) {
  const rig = new NetworkRig({ gatt: { mtu }, seed: at + 2 });
  const { clock, gatt } = rig.mesh;
  let light = rig.light(new TestStore(), way.capabilities);
  let carried = 0;
  let over = false;
  gatt!.onCarried = (_direction, _value, connection) => {
    if (carried++ !== at) return;
    light = interrupt({ connection, light, rig, way });
    over = true;
  };
  const provisioning = rig.provisioner.provision(lightUuid, { ...way.request, bearer: "pb-gatt" });
  const end = () => void (over = true);
  provisioning.then(end, end);
  await clock.run(60_000, () => over);
  gatt!.onCarried = undefined;
  await clock.run(1000);
  return { carried, light, rig };
}

for (const mtu of [23, 69, 185, 517])
  for (const [name, makeWay] of Object.entries(oobWays))
    test(`PB-GATT at an ATT_MTU of ${mtu}, OOB ${name}: whenever it is interrupted, there is a device or a node with its data, and the next attempt succeeds`, async (t) => {
      const all = (await interrupted(mtu, makeWay(), -1, ({ light }) => light)).carried;
      for (const [what, interrupt] of Object.entries(interruptions))
        for (const at of spread(all, 3)) {
          const way = makeWay();
          const { light, rig } = await interrupted(mtu, way, at, interrupt);
          const { node } = light;
          // Complete, the last PDU, is sent when the data are stored.
          t.is(node.provisioned, at === all - 1, `${what} at ${at}`);
          const entry = await rig.mesh.result(
            rig.provisioner.provision(lightUuid, { ...way.request, bearer: "pb-gatt" }),
          );
          await rig.mesh.clock.run(500);
          t.is(node.address, entry.address, `${what} at ${at}`);
          t.is(toHex(rig.provisioner.database.at(entry.address)!.uuid), toHex(lightUuid));
          // The device keys are the same.
          const { configuration } = rig.provisioner;
          t.is(await rig.mesh.result(configuration.getDefaultTtl(entry.address)), 7, what);
        }
    });
