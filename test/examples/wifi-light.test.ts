// The example of a light with Wi-Fi, provisioned over HTTP among simulated access points.
import test from "ava";
import { NodeSessionCrypto, SeededRandom } from "xs-mesh/node";
import { ProvisioningClient, WifiAuth } from "xs-mesh/protocomm";
import {
  LocalHttpServer,
  LocalHttpTransport,
  type SimulatedHost,
  Simulation,
  WifiLandscape,
} from "xs-mesh/simulation";
import { start } from "../../examples/wifi-light/main.js";
import { TestLamp } from "../support/example-network.js";

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
const ssid = octets("home");
const passphrase = octets("correct horse");

function room() {
  const simulation = new Simulation();
  const { clock } = simulation;
  const bssid = Uint8Array.of(2, 0, 0, 0, 0, 1);
  const home = { ssid, bssid, channel: 6, rssi: -50, auth: WifiAuth.wpa2Psk, passphrase };
  const landscape = new WifiLandscape({ clock, accessPoints: [home] });
  const http = new LocalHttpServer();
  const wifi = landscape.station(Uint8Array.of(0x24, 0x6f, 0x28, 1, 2, 3));
  const host = simulation.host({ name: "light", wifi, http });
  const client = (proofOfPossession: string) =>
    new ProvisioningClient({
      transport: new LocalHttpTransport(http),
      clock,
      random: new SeededRandom(1),
      crypto: new NodeSessionCrypto({ clock }),
      proofOfPossession,
    });
  return { simulation, host, http, client };
}

test("the light joins the network that it is told, and after a power cut the same", async (t) => {
  const { client, host, http, simulation } = room();
  const lamp = new TestLamp();
  const light = start(host, lamp);
  await simulation.run(async () => {
    const phone = client("abcd1234");
    await phone.open();
    const found = await phone.scan();
    t.deepEqual(
      found.map((accessPoint) => accessPoint.ssid),
      [ssid],
    );
    await phone.configure({ ssid, passphrase });
    await phone.apply();
    const status = await phone.wait();
    t.is(status.state, "connected");
  });
  await simulation.pass(60_000);
  t.false(http.serves); // the service has ended
  t.true(lamp.isOn);
  light.close();
  const restarted: SimulatedHost = host.restarted();
  const again = new TestLamp();
  start(restarted, again);
  await simulation.pass(10_000);
  t.true(again.isOn);
  t.false(http.serves);
});

test("the light tells nobody who has another proof of possession", async (t) => {
  const { client, host, simulation } = room();
  start(host, new TestLamp());
  await t.throwsAsync(simulation.run(client("wrong").open()), { name: "ProofError" });
});

test("a host without Wi-Fi is refused", (t) => {
  const host = new Simulation().host({ name: "light" });
  t.throws(() => start(host, new TestLamp()), { message: /no Wi-Fi/ });
});
