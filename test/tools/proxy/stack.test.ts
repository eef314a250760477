// The path of a message through a GATT proxy on a chip: written by a client, received, answered by
// a model, and notified.
import { esp32Creation } from "../../../hosts/xs/port.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { ProxyClient } from "../../../modules/node/proxy-client.js";
import { stackLimit } from "../../../tools/limits/measure.js";
import { engine32 } from "../../support/engine32.js";
import { lightOnAir } from "../../support/light-on-air.js";
import { peerTest } from "../../support/peer.js";

for (const mtu of [23, 185])
  peerTest(
    [engine32],
    `a light with an ESP32's heap serves a client of its proxy with a quarter of the stack free, ATT_MTU ${mtu}`,
    async (t) => {
      const onOff = new GenericOnOffClient();
      const run = await lightOnAir({
        engine: "xs32",
        mtu,
        creation: esp32Creation,
        provisioner: { advertising: false, models: [onOff] },
      });
      const { clock, device, during, provisioner } = run;
      const machine = device.machine!;
      const peaks: Record<string, number> = {};
      const note = (step: string) => {
        peaks[step] = machine.heap({ forgetStack: true }).stackPeak;
      };
      await clock.run(1000);
      note("boot");
      const uuid = run.uuid();
      await during(provisioner.scanner.wait(uuid));
      const { address } = await during(provisioner.provision(uuid, { bearer: "pb-gatt" }));
      note("provisioned");
      const lost: number[] = [];
      const proxies = new ProxyClient({
        node: provisioner.node,
        nodes: () => [address],
        reconnect: false,
        onDisconnect: (reason) => lost.push(reason),
      });
      const connection = await during(proxies.connect());
      note("connected, filter set");
      const { configuration } = provisioner;
      await during(provisioner.createAppKey(0));
      await during(configuration.getCompositionData(address, 0));
      note("composition, segmented");
      await during(provisioner.addAppKey(address, 0));
      note("AppKey Add, segmented");
      await during(configuration.bind(address, { elementAddress: address, modelId: 0x1000 }, 0));
      await during(configuration.bind(1, { elementAddress: 1, modelId: 0x1001 }, 0));
      t.true((await during(onOff.set(true, { dst: address, appKeyIndex: 0 }))).present);
      t.false((await during(onOff.set(false, { dst: address, appKeyIndex: 0 }))).present);
      note("Generic OnOff Set");
      await during(configuration.addNetKey(address, 1, new Uint8Array(16).fill(3)));
      await clock.run(clock.now() + 2000);
      note("another subnet, beacons");
      connection.disconnect();
      await clock.run(clock.now() + 2000);
      note("disconnected");
      await during(proxies.connect());
      await during(configuration.resetNode(address));
      await clock.run(clock.now() + 5000);
      note("Node Reset");
      t.log(peaks);
      for (const [step, peak] of Object.entries(peaks))
        t.true(peak <= stackLimit, `${step}: ${peak} of ${stackLimit} slots`);
      t.deepEqual(lost.length, 1);
      run.close();
    },
  );
