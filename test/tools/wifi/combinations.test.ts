// Our client and our device, over the virtual air, in every combination.
import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import type { SecurityOptions } from "../../../modules/protocomm/security/options.js";
import { makeCredentials } from "../../../tools/wifi/credentials.js";
import { networks } from "../../../tools/wifi/networks.js";
import { DeviceOnAir } from "../../../tools/wifi/on-air.js";

const credentials = { username: "wifiprov", password: "abcd1234" };
const proofOfPossession = "abcd1234";
const accessPoints = networks([
  { ssid: "home", passphrase: "correct horse" },
  ...Array.from({ length: 20 }, (_, i) => ({ ssid: `neighbour ${i}`, rssi: -60 - i })),
]);
const home = {
  ssid: new Uint8Array(Buffer.from("home")),
  passphrase: new Uint8Array(Buffer.from("correct horse")),
};

async function securities(): Promise<Record<string, SecurityOptions>> {
  const made = await makeCredentials(credentials);
  return {
    "security 0": { version: 0 },
    "security 1": { version: 1, proofOfPossession },
    "security 1 without proof of possession": { version: 1 },
    "security 2 patch 0": { version: 2, ...made, patchVersion: 0 },
    "security 2 patch 1": { version: 2, ...made, patchVersion: 1 },
  };
}

for (const engine of ["node", "xs"] as const)
  for (const mtu of [23, 64, 185, 256, 512])
    test(`GATT with an MTU of ${mtu}, all schemes, the device on ${engine}`, async (t) => {
      for (const [name, security] of Object.entries(await securities())) {
        const run = await DeviceOnAir.start({ engine, settings: { security }, accessPoints });
        const client = await run.during(run.client({ mtu, proofOfPossession, credentials }));
        await run.during(client.open());
        const found = await run.during(client.scan());
        t.is(found.length, 16, name);
        t.is(Buffer.from(found[0]!.ssid).toString(), "home");
        t.deepEqual(
          found.map(({ rssi }) => rssi),
          found.map(({ rssi }) => rssi).sort((a, b) => b - a),
        );
        const answer = await run.during(client.request("custom-data", fromHex("010203")));
        t.is(toHex(answer), toHex(new Uint8Array(Buffer.from("SUCCESS\0"))));
        t.like(await run.during(client.provision(home)), { state: "connected" }, name);
        await run.clock.run(run.clock.now() + 5000);
        t.like(run.device.call("state"), { provisioning: false, ssid: toHex(home.ssid) });
        run.close();
      }
    });
