// An access point that goes away, for however long.
import test from "ava";
import { asciiBytes, toHex } from "../../../modules/base/bytes.js";
import { WifiLight } from "../../../modules/firmware/wifi-light/wifi-light.js";
import { StoredNetwork } from "../../../modules/protocomm/wifi/stored-network.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { Records } from "../../../modules/base/records.js";
import { accessPoint, home } from "../../support/protocomm-rig.js";
import { TestStore } from "../../support/records.js";
import { wifiLightRig } from "../../support/wifi-light-rig.js";

const hour = 3_600_000;
const other = { ssid: asciiBytes("other"), passphrase: asciiBytes("12345678") };
const otherPoint = accessPoint("other", "12345678");

/** A store in which a network is. */
function storeWith(network: typeof home): TestStore {
  const store = new TestStore();
  const records = new Records({ store, diagnostics: new Diagnostics() });
  new StoredNetwork({ records }).write(network);
  return store;
}

function stored(store: TestStore): string | undefined {
  const records = new Records({ store, diagnostics: new Diagnostics() });
  const network = new StoredNetwork({ records }).read();
  return network && toHex(network.ssid);
}

/** Milliseconds from joining to when the access point goes, and how long it stays away. */
const absences: readonly (readonly [number, number])[] = [
  [1, 500],
  [1, 10_000],
  [500, hour],
  [2000, 20_000],
  [29_000, 90_000],
  [40_000, 24 * hour],
];

test("an access point that was away returns, however shortly after joining it went", async (t) => {
  for (const attempts of [1, 3])
    for (const [after, away] of absences) {
      const { client, clock, during, host, landscape, store } = wifiLightRig();
      const light = new WifiLight({ host, provisioning: { attempts } });
      await during(client.open());
      await during(client.configure(home));
      await during(client.apply());
      // joined 600 ms after it is tried, which is 1 s after it was asked for
      await clock.run(1600 + after);
      t.is(stored(store), toHex(home.ssid));
      const points = landscape.accessPoints;
      landscape.change([]);
      await clock.run(away);
      t.false("address" in light.state);
      landscape.change(points);
      await clock.run(65_000 + 31_000);
      t.like(light.state, { provisioning: false, address: "192.168.1.224" }, `${after}, ${away}`);
      light.close();
      t.is(clock.pending, 0);
    }
});

test("a client that reads on sees it connecting, and no failure", async (t) => {
  const { client, clock, during, host, landscape } = wifiLightRig();
  const light = new WifiLight({ host, provisioning: { autoStop: Infinity } });
  await during(client.open());
  await during(client.provision(home));
  const points = landscape.accessPoints;
  landscape.change([]);
  for (let i = 0; i < 20; i++) {
    await clock.run(10_000);
    t.deepEqual(await during(client.status()), { state: "connecting" });
  }
  landscape.change(points);
  await clock.run(65_000);
  t.like(await during(client.status()), { state: "connected" });
  light.close();
});

test("provisioning is offered again after so many failures, and the old network is tried on", async (t) => {
  const { clock, events, host, landscape, serves, store } = wifiLightRig({
    store: storeWith(home),
    accessPoints: [],
  });
  const light = new WifiLight({ host, offerAfter: 4 });
  await clock.run(8000);
  t.false(serves(), "three attempts failed so far");
  await clock.run(20_000);
  t.true(serves());
  t.like(light.state, { provisioning: true });
  t.is(stored(store), toHex(home.ssid));
  await clock.run(hour);
  t.true(serves());
  landscape.change([accessPoint("home", "correct horse")]);
  await clock.run(100_000);
  t.like(light.state, { provisioning: false, address: "192.168.1.224" });
  t.false(serves());
  const services = events.filter(({ type }) => type === "wifi.service");
  t.is(services.length, 2);
  // and once more
  landscape.change([]);
  await clock.run(200_000);
  t.true(serves());
  light.close();
  t.is(clock.pending, 0);
});

test("what is sent then takes the old network's place; else that stays", async (t) => {
  for (const store of ["worked", "applied"] as const) {
    const rig = wifiLightRig({ store: storeWith(home), accessPoints: [otherPoint] });
    const { client, clock, during, host } = rig;
    const light = new WifiLight({ host, offerAfter: 1, provisioning: { store } });
    await clock.run(3000);
    await during(client.open());
    const wrong = { ...other, passphrase: asciiBytes("wrong") };
    t.like(await during(client.provision(wrong)), { state: "failed", reason: "authentication" });
    t.is(stored(rig.store), toHex(home.ssid), "what did not work leaves the old one");
    t.like(await during(client.provision(other)), { state: "connected" });
    t.is(stored(rig.store), toHex(other.ssid));
    await clock.run(5000);
    t.like(light.state, { provisioning: false, ssid: toHex(other.ssid) });
    light.close();
  }
});

test("without being told to, it is not offered again", async (t) => {
  const { clock, host, serves } = wifiLightRig({ store: storeWith(home), accessPoints: [] });
  const light = new WifiLight({ host });
  await clock.run(24 * hour);
  t.false(serves());
  light.close();
});

test("Reset Provisioning forgets a stored network at the start", (t) => {
  const { host, store } = wifiLightRig({ store: storeWith(home) });
  const light = new WifiLight({ host, resetProvisioning: true });
  t.true(light.state.provisioning);
  t.is(stored(store), undefined);
  light.close();
});

test("options that are out of range, or exclude each other, are told", (t) => {
  const { host } = wifiLightRig();
  t.throws(() => new WifiLight({ host, offerAfter: 0 }), { message: /offerAfter: a whole number/ });
  t.throws(() => new WifiLight({ host, softApPassphrase: "short" }), { message: /8\.\.63 octets/ });
  t.throws(() => new WifiLight({ host, softApPassphrase: "é".repeat(32) }), { message: /8\.\.63/ });
  t.throws(() => new WifiLight({ host, transport: "gatt", closeRadio: true, offerAfter: 3 }), {
    message: /no closeRadio/,
  });
});

test("over HTTP an access point of its own is put up while provisioning is offered", async (t) => {
  const { client, clock, during, events, host } = wifiLightRig();
  const calls: string[] = [];
  const wifi = host.wifi!;
  wifi.serve = (own) =>
    void calls.push(own ? `${toHex(own.ssid)} ${toHex(own.passphrase)}` : "down");
  const light = new WifiLight({ host, softApPassphrase: "Schlüssel" });
  const ssid = toHex(asciiBytes("PROV_0ABCDE"));
  t.deepEqual(calls, [`${ssid} 5363686cc3bc7373656c`]);
  const [started] = events;
  t.like(JSON.parse((started as { payload: string }).payload), {
    transport: "softap",
    password: "Schlüssel",
  });
  await during(client.open());
  t.like(await during(client.provision(home)), { state: "connected" });
  await clock.run(5000);
  t.is(calls[1], "down");
  light.reset();
  t.is(calls.length, 3);
  light.close();
  t.is(calls[3], "down");
});
