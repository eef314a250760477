// Our client and our device over HTTP, with every scheme.
import test from "ava";
import { HttpClientTransport } from "../../../hosts/node/http-client-transport.js";
import { NodeClock } from "../../../hosts/node/clock.js";
import { NodeRandom } from "../../../hosts/node/random.js";
import { NodeSessionCrypto } from "../../../hosts/node/session-crypto.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { ProvisioningClient } from "../../../modules/protocomm/client/client.js";
import {
  ProofError,
  ProtocommError,
  ProtocommRefusedError,
} from "../../../modules/protocomm/client/transport.js";
import { networks } from "../../../tools/wifi/networks.js";
import { serve, type ServeOptions } from "../../../tools/wifi/serve.js";

const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const secret = "abcd1234";
const username = "wifiprov";

function served(
  changes: Pick<ServeOptions, "engine" | "security"> & Partial<ServeOptions>,
  events: TraceEvent[] = [],
) {
  return serve({
    host: "127.0.0.1",
    port: 0,
    proofOfPossession: secret,
    username,
    password: secret,
    patchVersion: 1,
    attempts: 1,
    accessPoints: networks([{ ssid: "home", passphrase: "correct horse" }]),
    onEvent: (event) => events.push(event),
    ...changes,
  });
}

function clientOf(port: number, password = secret): ProvisioningClient {
  const clock = new NodeClock();
  return new ProvisioningClient({
    transport: new HttpClientTransport(`127.0.0.1:${port}`),
    clock,
    random: new NodeRandom(),
    crypto: new NodeSessionCrypto({ clock }),
    proofOfPossession: password,
    credentials: { username, password },
  });
}

for (const engine of ["node", "xs"] as const)
  for (const [security, patchVersion] of [
    [0, 1],
    [1, 1],
    [2, 0],
    [2, 1],
  ] as const)
    test(`HTTP, security ${security}, patch version ${patchVersion}, the device on ${engine}`, async (t) => {
      const events: TraceEvent[] = [];
      const device = await served({ engine, security, patchVersion }, events);
      if (security > 0) {
        const wrong = clientOf(device.port, "wrong");
        await t.throwsAsync(wrong.open(), { instanceOf: ProofError });
        await t.throwsAsync(wrong.status(), { instanceOf: ProtocommError });
        wrong.close();
      }
      const client = clientOf(device.port);
      t.is((await client.open()).security, security);
      t.like(
        (await client.scan()).map(({ ssid }) => Buffer.from(ssid).toString()),
        ["home"],
      );
      const network = { ssid: octets("home"), passphrase: octets("correct horse") };
      t.like(await client.provision(network, { interval: 100 }), { state: "connected" });
      await device.provisioned;
      await t.throwsAsync(client.status(), undefined, "nobody is there any more");
      client.close();
      await device.close();
      t.false(events.some((event) => event.type === "drop" && event.reason === "protocomm.length"));
    });

test("two clients at once: the later one has the session", async (t) => {
  const device = await served({ engine: "node", security: 1 });
  const [first, second] = [clientOf(device.port), clientOf(device.port)];
  await first.open();
  await second.open();
  t.is((await second.status()).state, "disconnected");
  await t.throwsAsync(first.status(), { instanceOf: ProtocommRefusedError });
  await first.open();
  t.is((await first.status()).state, "disconnected");
  first.close();
  second.close();
  await device.close();
});

test("a device that is gone is told", async (t) => {
  const device = await served({ engine: "node", security: 1 });
  const client = clientOf(device.port);
  await client.open();
  await device.close();
  await t.throwsAsync(client.status(), { message: /127\.0\.0\.1/ });
  client.close();
});
