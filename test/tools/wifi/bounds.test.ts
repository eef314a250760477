// What one unauthenticated request, or the neighbourhood, may do to a device that is served.
import test from "ava";
import { HttpClientTransport } from "../../../hosts/node/http-client-transport.js";
import { NodeClock } from "../../../hosts/node/clock.js";
import { NodeRandom } from "../../../hosts/node/random.js";
import { NodeSessionCrypto } from "../../../hosts/node/session-crypto.js";
import { ProvisioningClient } from "../../../modules/protocomm/client/client.js";
import { networks } from "../../../tools/wifi/networks.js";
import { serve } from "../../../tools/wifi/serve.js";

const home = { ssid: "home", passphrase: "correct horse", rssi: -30 };
const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

for (const engine of ["node", "xs"] as const)
  test(`large requests and 400 access points do not end wifi serve, the device on ${engine}`, async (t) => {
    const device = await serve({
      host: "127.0.0.1",
      port: 0,
      security: 1,
      proofOfPossession: "abcd1234",
      username: "",
      password: "",
      patchVersion: 1,
      attempts: 1,
      accessPoints: networks([
        ...Array.from({ length: 400 }, (_, i) => ({ ssid: `neighbour ${i} ${"x".repeat(14)}` })),
        home,
      ]),
      engine,
      onEvent: () => undefined,
    });
    const url = `http://127.0.0.1:${device.port}`;
    for (const [path, body] of [
      ["p".repeat(15_000), 3000],
      ["p".repeat(7000), 3000],
      ["prov-session", 20_000],
      ["p".repeat(128), 4097],
    ] as const) {
      const answer = await fetch(`${url}/${path}`, { method: "POST", body: new Uint8Array(body) });
      t.true(answer.status >= 400 && answer.status < 500, String(answer.status));
    }
    // eight that ask at once for a session, and go away
    await Promise.all(
      Array.from({ length: 8 }, () =>
        fetch(`${url}/prov-session`, {
          method: "POST",
          body: Buffer.from(`10015a25a201220a20${"09".repeat(32)}`, "hex"),
          signal: AbortSignal.timeout(2000),
        }).then(({ status }) => t.true(status === 200 || status === 500, String(status))),
      ),
    );
    const clock = new NodeClock();
    const client = new ProvisioningClient({
      transport: new HttpClientTransport(`127.0.0.1:${device.port}`),
      clock,
      random: new NodeRandom(),
      crypto: new NodeSessionCrypto({ clock }),
      proofOfPossession: "abcd1234",
    });
    await client.open();
    const found = await client.scan({ groupChannels: 0, period: 20 });
    t.is(found.length, 16);
    t.deepEqual(found[0]!.ssid, octets("home"));
    const network = { ssid: octets("home"), passphrase: octets("correct horse") };
    t.like(await client.provision(network, { interval: 100 }), { state: "connected" });
    await device.provisioned;
    client.close();
    await device.close();
  });
