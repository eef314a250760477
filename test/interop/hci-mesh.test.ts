// Nodes of ours on Bluetooth controllers over HCI, as they run beside a real radio.
import test, { type ExecutionContext } from "ava";
import { openRadio } from "../../hosts/hci/open-radio.js";
import { NodeClock } from "../../hosts/node/clock.js";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import {
  genericOnOffClientId,
  genericOnOffServerId,
} from "../../modules/models/generic-onoff/messages.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node } from "../../modules/node/node.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../../tools/air/air.js";
import { RealTime } from "../../tools/air/real-time.js";
import { HciServer } from "../../tools/hci/server.js";
import { peerTest } from "../support/peer.js";
import { btvirt, EmulatedControllers } from "./ble-host/btvirt.js";

const companyId = 0xffff;

/** A light and a provisioner, each on a controller at `spec`. */
async function provisionAndSwitch(t: ExecutionContext, spec: string): Promise<void> {
  const clock = new NodeClock();
  const faults: string[] = [];
  const trace = (event: { readonly type: string }): void => {
    if (event.type === "radio") faults.push(JSON.stringify(event));
  };
  const lightRadio = await openRadio(spec, { clock, trace });
  const provisionerRadio = await openRadio(spec, { clock, trace });
  const host = (radio: typeof lightRadio) => nodeHost({ clock, radio, trace });
  const server = new GenericOnOffServer();
  const node = new Node({ host: host(lightRadio), companyId, elements: [{ models: [server] }] });
  const client = new GenericOnOffClient();
  const provisioner = new Provisioner({
    host: host(provisionerRadio),
    companyId,
    models: [client],
  });
  try {
    const { address } = await provisioner.provision(node.uuid);
    t.true(address > 0);
    await provisioner.createAppKey(0);
    await provisioner.addAppKey(address, 0);
    const { configuration } = provisioner;
    const own = provisioner.address;
    await configuration.bind(
      address,
      { elementAddress: address, modelId: genericOnOffServerId },
      0,
    );
    await configuration.bind(own, { elementAddress: own, modelId: genericOnOffClientId }, 0);
    t.true((await client.set(true, { dst: address, appKeyIndex: 0 })).present);
    t.true(server.isOn);
  } finally {
    t.deepEqual(faults, []);
    provisioner.close();
    node.close();
    lightRadio.close();
    provisionerRadio.close();
    clock.close();
  }
}

for (const kind of ["le", "bredrle"] as const)
  peerTest(
    [btvirt],
    `a light is provisioned, configured and switched on, on BlueZ's emulated controllers (${kind})`,
    async (t) => {
      const controllers = await EmulatedControllers.start();
      try {
        await provisionAndSwitch(t, `unix:${controllers.path(kind)}`);
      } finally {
        await controllers.stop();
      }
    },
    test.serial,
  );

for (const advertisingSets of [0, 5])
  test.serial(
    `a light is provisioned, configured and switched on, on the air's controllers with ${advertisingSets} advertising sets`,
    async (t) => {
      const clock = new VirtualClock();
      const air = new VirtualAir({ clock, seed: 1, model: "kind" });
      const random = new SeededRandom("server");
      const position = (index: number) => ({ x: 2 * index, y: 0 });
      const server = await HciServer.listen({ air, port: 0, random, advertisingSets, position });
      try {
        await new RealTime({ clock, scale: 1 }).during(() =>
          provisionAndSwitch(t, `tcp:127.0.0.1:${server.port}`),
        );
      } finally {
        await server.close();
      }
    },
  );
