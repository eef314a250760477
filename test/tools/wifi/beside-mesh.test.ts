import test from "ava";
import { fileURLToPath } from "node:url";
import { networks } from "../../../tools/wifi/networks.js";
import { DeviceOnAir } from "../../../tools/wifi/on-air.js";

const firmware = fileURLToPath(
  new URL("../../../modules/firmware/wifi-light/beside-mesh/main.ts", import.meta.url),
);
const accessPoints = networks([{ ssid: "home", passphrase: "correct horse" }]);
const home = {
  ssid: new Uint8Array(Buffer.from("home")),
  passphrase: new Uint8Array(Buffer.from("correct horse")),
};

for (const engine of ["node", "xs"] as const)
  for (const model of ["ideal", "kind"] as const)
    test(`Wi-Fi is provisioned beside a mesh node, on ${engine}, ${model} air`, async (t) => {
      const run = await DeviceOnAir.start({
        engine,
        settings: { security: { version: 0 } },
        firmware,
        accessPoints,
        model,
      });
      let beacons = 0;
      run.air.onPacket(({ data, channel }) => {
        if (data[1] === 0x2b && channel === 37) beacons++;
      });
      const sent = (): number => {
        const count = beacons;
        beacons = 0;
        return count;
      };
      await run.clock.run(10_000);
      t.true(sent() >= 4, "mesh beacons before, one in 2 s");
      const client = await run.during(run.client({ mtu: 185, proofOfPossession: "abcd1234" }));
      await run.during(client.open());
      await run.during(client.scan());
      await run.during(client.scan({ passive: true, period: 400 }));
      t.true(sent() >= 3, "mesh beacons while somebody is connected");
      t.like(await run.during(client.provision(home)), { state: "connected" });
      await run.clock.run(run.clock.now() + 8000);
      t.like(run.device.call("wifi.state"), { provisioning: false, ssid: "686f6d65" });
      t.like(run.device.call("state"), { address: undefined });
      t.true(sent() >= 4, "mesh beacons after");
      run.close();
    });
