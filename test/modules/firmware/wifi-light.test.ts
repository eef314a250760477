import test from "ava";
import { asciiBytes, toHex } from "../../../modules/base/bytes.js";
import { WifiLight } from "../../../modules/firmware/wifi-light/wifi-light.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { Records } from "../../../modules/base/records.js";
import type { GattServer } from "../../../modules/host/gatt.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { StoredNetwork } from "../../../modules/protocomm/wifi/stored-network.js";
import { home } from "../../support/protocomm-rig.js";
import { TestStore } from "../../support/records.js";
import { homes, wifiLightRig } from "../../support/wifi-light-rig.js";

const silentGatt: GattServer = {
  connections: 1,
  addService: () => undefined,
  removeService: () => undefined,
  advertise: () => undefined,
  setValue: () => undefined,
  notify: () => false,
  mtu: () => 23,
  disconnect: () => undefined,
};

const states = (events: readonly TraceEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === "wifi.station" || event.type === "wifi.service" ? [event.state] : [],
  );

test("a new one offers provisioning, joins, and offers it no more", async (t) => {
  const { client, clock, during, events, host, serves } = wifiLightRig();
  const light = new WifiLight({ host });
  t.is(light.name, "PROV_0ABCDE");
  t.deepEqual(light.state, { name: "PROV_0ABCDE", provisioning: true });
  const started = events.find((event) => event.type === "wifi.service");
  t.deepEqual(JSON.parse((started as { payload: string }).payload), {
    ver: "v1",
    name: "PROV_0ABCDE",
    pop: "abcd1234",
    transport: "softap",
  });
  await during(client.open());
  t.is((await during(client.scan())).length, 1);
  t.like(await during(client.provision(home)), { state: "connected" });
  t.true(serves());
  await clock.run(1100);
  t.false(serves());
  t.deepEqual(light.call("state"), {
    name: "PROV_0ABCDE",
    provisioning: false,
    ssid: toHex(home.ssid),
    address: "192.168.1.224",
  });
  t.deepEqual(states(events), [
    "started",
    "configured",
    "waiting",
    "connecting",
    "connected",
    "ended",
  ]);
  t.deepEqual(light.call("drops"), {});
  t.throws(() => light.call("nonsense"), { instanceOf: RangeError });
  light.close();
});

test("with a stored network it joins, again and again; reset forgets it", async (t) => {
  const first = wifiLightRig();
  const light = new WifiLight({ host: first.host });
  await first.during(first.client.open());
  await first.during(first.client.provision(home));
  light.close();
  const { clock, events, host, landscape, serves, store } = wifiLightRig({
    store: first.store.copy(),
  });
  const again = new WifiLight({ host });
  await clock.run(2000);
  t.false(serves());
  t.like(again.state, { provisioning: false, address: "192.168.1.224" });
  landscape.change([]);
  await clock.run(1);
  t.false("address" in again.state);
  await clock.run(30_000);
  landscape.change(homes);
  await clock.run(70_000);
  t.like(again.state, { address: "192.168.1.224" });
  t.deepEqual(
    states(events).filter((state) => state === "connected"),
    ["connected", "connected"],
  );
  again.call("reset");
  t.deepEqual(again.state, { name: "PROV_0ABCDE", provisioning: true });
  t.true(serves());
  t.is(store.read("wifi"), undefined);
  again.close();
  t.false(serves());
  t.is(clock.pending, 0);
});

test("where Bluetooth is needed for nothing else it is switched off", (t) => {
  let closed = 0;
  let restarts = 0;
  const start = (transport: "gatt" | "http", store = new TestStore()): WifiLight => {
    const { host } = wifiLightRig({ store });
    const radio = { ...host.radio, gatt: silentGatt, close: () => void closed++ };
    const restart = () => void restarts++;
    return new WifiLight({ host: { ...host, radio }, closeRadio: true, transport, restart });
  };
  // over GATT as soon as there is a network, and a reset needs it again
  const offers = start("gatt");
  t.true(offers.state.provisioning);
  t.is(closed, 0);
  offers.reset();
  t.deepEqual([offers.state.provisioning, restarts], [true, 0]);
  offers.close();
  const store = new TestStore();
  const diagnostics = new Diagnostics();
  new StoredNetwork({ records: new Records({ store, diagnostics }) }).write(home);
  const joins = start("gatt", store.copy());
  t.is(closed, 1);
  joins.reset();
  t.deepEqual(joins.state, { name: "PROV_0ABCDE", provisioning: false });
  t.is(restarts, 1);
  // over HTTP at once, and a reset does not need it
  const http = start("http", store.copy());
  t.is(closed, 2);
  http.reset();
  t.true(http.state.provisioning);
  t.deepEqual([closed, restarts], [2, 1]);
});

test("the QR code's content, of each scheme", (t) => {
  const payload = (
    securities: ConstructorParameters<typeof WifiLight>[0]["securities"],
  ): object => {
    const { events, host } = wifiLightRig();
    const light = new WifiLight({ host, ...(securities && { securities }) });
    light.close();
    const [started] = events;
    return JSON.parse((started as { payload: string }).payload) as object;
  };
  const own = { ver: "v1", name: "PROV_0ABCDE", transport: "softap" };
  t.deepEqual(payload([{ version: 0 }]), own);
  t.deepEqual(payload([{ version: 1 }]), own);
  t.deepEqual(payload([{ version: 1, proofOfPossession: asciiBytes("xyz") }]), {
    ...own,
    pop: "xyz",
  });
  const salt = Uint8Array.of(1);
  const verifier = new Uint8Array(384);
  t.deepEqual(payload([{ version: 2, salt, verifier }]), { ...own, username: "wifiprov" });
});

test("a host without Wi-Fi, or without anything to carry the provisioning, is told", (t) => {
  const { host } = wifiLightRig();
  const { wifi, http, ...bare } = host;
  t.truthy(wifi && http);
  t.throws(() => new WifiLight({ host: bare }), { message: /Wi-Fi/ });
  t.throws(() => new WifiLight({ host, transport: "gatt" }), { message: /GATT/ });
  t.throws(() => new WifiLight({ host: { ...bare, wifi: wifi! } }), { message: /HTTP/ });
});
