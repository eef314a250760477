// A connection that breaks at any point of provisioning.
import test from "ava";
import type { SecurityOptions } from "../../../modules/protocomm/security/options.js";
import { makeCredentials } from "../../../tools/wifi/credentials.js";
import { networks } from "../../../tools/wifi/networks.js";
import { DeviceOnAir } from "../../../tools/wifi/on-air.js";

const credentials = { username: "wifiprov", password: "abcd1234" };
const proofOfPossession = "abcd1234";
const accessPoints = networks([{ ssid: "home", passphrase: "correct horse" }]);
const home = {
  ssid: new Uint8Array(Buffer.from("home")),
  passphrase: new Uint8Array(Buffer.from("correct horse")),
};

for (const engine of ["node", "xs"] as const)
  test(`a phone that goes away after any time, the device on ${engine}`, async (t) => {
    const made = await makeCredentials(credentials);
    const securities: SecurityOptions[] = [
      { version: 1, proofOfPossession },
      { version: 2, ...made },
    ];
    for (const security of securities) {
      const run = await DeviceOnAir.start({ engine, settings: { security }, accessPoints });
      let begun = 0;
      // from the handshake, through SetConfig, to shortly before ApplyConfig
      for (let after = 30; after < 2500; after += 95) {
        const connection = await run.during(
          run.client({ mtu: 64, proofOfPossession, credentials }),
        );
        const whole = (async () => {
          await connection.open();
          begun++;
          await connection.configure(home);
        })();
        whole.catch(() => undefined);
        await run.clock.run(run.clock.now() + after);
        connection.close();
        await run.clock.run(run.clock.now() + 200);
        t.like(run.device.call("state"), { provisioning: true });
      }
      t.true(begun > 3, `${begun} sessions`);
      t.false(run.events.some(({ type, ...rest }) => type === "wifi.station" && "address" in rest));
      const client = await run.during(run.client({ mtu: 64, proofOfPossession, credentials }));
      await run.during(client.open());
      t.like(await run.during(client.provision(home)), { state: "connected" });
      run.close();
    }
  });
