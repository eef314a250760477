import test from "ava";
import { asciiBytes, fromHex, toHex } from "../../../modules/base/bytes.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattService,
} from "../../../modules/host/gatt.js";
import type { HttpRequest, HttpResponse, HttpServer } from "../../../modules/host/http.js";
import {
  componentService,
  exampleService,
  GattTransport,
  withShortUuid,
} from "../../../modules/protocomm/gatt-transport.js";
import { HttpTransport } from "../../../modules/protocomm/http-transport.js";
import { protocommRig } from "../../support/protocomm-rig.js";
import type { TestClock } from "../../support/test-clock.js";
import { TestRandom } from "../../support/test-random.js";

/** A GATT server that only remembers. */
function fakeGatt() {
  const services: GattService[] = [];
  const values = new Map<GattCharacteristic, string>();
  const state = { advertisement: undefined as ConnectableAdvertisement | undefined };
  const gatt = {
    connections: 1,
    addService: (service: GattService): void => void services.push(service),
    removeService: (service: GattService): void =>
      void services.splice(services.indexOf(service), 1),
    advertise: (advertisement: ConnectableAdvertisement | undefined): void => {
      state.advertisement = advertisement;
    },
    setValue: (characteristic: GattCharacteristic, value: Uint8Array): void =>
      void values.set(characteristic, toHex(value)),
    refuse: (characteristic: GattCharacteristic): void =>
      void values.set(characteristic, "refused"),
    notify: () => false,
    mtu: () => 23,
    disconnect: () => undefined,
  };
  return { gatt, services, values, state };
}

function rig(options: { readonly manufacturerData?: Uint8Array; readonly name?: string } = {}) {
  const { name = "PROV_ABCDEF", manufacturerData } = options;
  const fake = fakeGatt();
  const device = protocommRig({ endpoints: { first: (_, answer) => answer(new Uint8Array(513)) } });
  const { protocomm, diagnostics } = device;
  const transport = new GattTransport({
    gatt: fake.gatt,
    protocomm,
    diagnostics,
    name,
    ...(manufacturerData && { manufacturerData }),
  });
  return { ...fake, ...device, transport };
}

test("the service and its characteristics follow the naming rule", (t) => {
  const { services, transport, state } = rig();
  const [service] = services;
  t.is(toHex(service!.uuid as Uint8Array), "021a900403824aeabff46b3f1c5adfb4");
  t.is(toHex(componentService()), "1775244d6b43439b877c060f2d9bed07");
  const named = service!.characteristics.map(({ uuid, descriptors }) => [
    String.fromCharCode(...descriptors![0]!.value),
    toHex(uuid as Uint8Array).slice(0, 8),
    descriptors![0]!.uuid,
  ]);
  t.deepEqual(named, [
    ["prov-session", "021aff51", 0x2901],
    ["proto-ver", "021aff53", 0x2901],
    ["prov-scan", "021aff50", 0x2901],
    ["prov-ctrl", "021aff4f", 0x2901],
    ["prov-config", "021aff52", 0x2901],
    ["first", "021aff54", 0x2901],
  ]);
  for (const { read, write, answers } of service!.characteristics)
    t.deepEqual([read, write, answers], [true, true, true]);
  const short = withShortUuid(exampleService(), 0xff51);
  t.is(toHex(short), "021aff5103824aeabff46b3f1c5adfb4");
  transport.close();
  t.is(services.length, 0);
  t.is(state.advertisement, undefined);
});

test("what is advertised", (t) => {
  const { state } = rig({ manufacturerData: fromHex("e5020102") });
  t.is(toHex(state.advertisement!.data), "020106" + "1107b4df5a1c3f6bf4bfea4a820304901a02");
  t.is(toHex(state.advertisement!.scanResponse!), "0c0950524f565f414243444546" + "05ffe5020102");
  t.notThrows(() => rig({ name: "a".repeat(29) }));
  for (const options of [
    { name: "" },
    { name: "a".repeat(30) },
    { name: "a".repeat(20), manufacturerData: new Uint8Array(8) },
  ])
    t.throws(() => rig(options), { instanceOf: RangeError });
});

test("answers over GATT: those to the latest request, of 512 octets at most", (t) => {
  const { services, values, clock, diagnostics } = rig();
  const [service] = services;
  const [session, version, , , config, first] = service!.characteristics as GattCharacteristic[];
  version!.onWrite!(1, asciiBytes("ESP"));
  clock.advance(1);
  t.regex(values.get(version!)!, /^7b/);
  config!.onWrite!(1, fromHex("5200"));
  clock.advance(1);
  t.is(values.get(config!), "refused");
  first!.onWrite!(1, new Uint8Array(1));
  clock.advance(1);
  t.is(values.get(first!), "refused", "there is no session");
  const begin = fromHex(`10015a25a201220a20${"09".repeat(32)}`);
  session!.onWrite!(1, begin);
  session!.onWrite!(1, begin);
  t.is(values.get(session!), undefined);
  clock.advance(10);
  t.regex(values.get(session!)!, /^10015a390801aa0134/);
  service!.onDisconnect!(1, 0x13);
  session!.onWrite!(2, begin);
  service!.onDisconnect!(2, 0x13);
  values.clear();
  clock.advance(10);
  t.is(values.size, 0, "nobody is there any more");
  t.is(diagnostics.dropped("protocomm.no-session"), 2);
});

test("an answer too long for an attribute is refused", (t) => {
  const fake = fakeGatt();
  const device = protocommRig({
    securities: [{ version: 0 }],
    endpoints: { first: (_, answer) => answer(new Uint8Array(513)) },
  });
  const { protocomm, diagnostics } = device;
  new GattTransport({ gatt: fake.gatt, protocomm, diagnostics, name: "a" });
  const [service] = fake.services;
  const first = service!.characteristics[5]!;
  first.onWrite!(1, new Uint8Array(1));
  device.clock.advance(1);
  t.is(fake.values.get(first), "refused");
  t.is(diagnostics.dropped("protocomm.length"), 1);
});

/** An HTTP server that a test asks; requests are handed over by `clock`. */
function fakeHttp(clock: TestClock) {
  let receiver: Parameters<HttpServer["serve"]>[0];
  const http: HttpServer = { serve: (next) => void (receiver = next) };
  const post = (path: string, body: string, changes: Partial<HttpRequest> = {}) => {
    let answer: HttpResponse | undefined;
    receiver?.(
      { method: "POST", path, connection: 1, body: fromHex(body), ...changes },
      (response) => (answer = response),
    );
    clock.advance(1);
    return () => answer;
  };
  return { http, post, serves: () => receiver !== undefined };
}

test("HTTP: endpoints, methods, bodies", (t) => {
  const { clock, protocomm } = protocommRig({ securities: [{ version: 0 }] });
  const diagnostics = new Diagnostics();
  const { http, post, serves } = fakeHttp(clock);
  const transport = new HttpTransport({ http, protocomm, diagnostics, random: new TestRandom(1) });
  t.is(post("/proto-ver", "2d")()!.status, 200);
  t.is(post("/prov-config", "5200")()!.status, 200);
  t.is(post("/nowhere", "00")()!.status, 404);
  t.is(post("/", "00")()!.status, 404);
  t.is(post("/proto-ver", "00", { method: "GET" })()!.status, 405);
  t.is(post("/proto-ver", "")()!.status, 400);
  t.is(post("/proto-ver", "00".repeat(4097))()!.status, 413);
  t.is(post("/proto-ver", "00".repeat(4096))()!.status, 200);
  t.is(post("/prov-config", "0809")()!.status, 500);
  t.is(diagnostics.dropped("protocomm.length"), 2);
  transport.close();
  t.false(serves());
});

test("HTTP: a session is known by its cookie, and before by the connection", (t) => {
  const { clock, protocomm, sessions } = protocommRig({ securities: [{ version: 0 }] });
  const { http, post } = fakeHttp(clock);
  const diagnostics = new Diagnostics();
  new HttpTransport({ http, protocomm, diagnostics, random: new TestRandom(1) });
  const begin = "52020800";
  const first = post("/prov-session", begin)()!;
  t.regex(first.cookie!, /^session=\d+$/);
  t.is(sessions.length, 1);
  // the same connection goes on without a cookie
  t.is(post("/prov-config", "5200")()!.cookie, undefined);
  const { cookie } = first as { cookie: string };
  // and another one with it
  t.is(post("/prov-config", "5200", { cookie, connection: 2 })()!.cookie, undefined);
  t.is(sessions.length, 1);
  // a cookie that is none of ours, and none on another connection, begin another session
  const second = post("/prov-session", begin, { cookie: "session=1", connection: 3 })()!;
  t.regex(second.cookie!, /^session=\d+$/);
  t.not(second.cookie, cookie);
  t.deepEqual(
    sessions.map(({ state }) => state),
    ["established", "closed", "established"],
  );
  const third = post("/proto-ver", "00", { connection: 4 })()!;
  t.not(third.cookie, second.cookie);
  t.is(sessions.at(-1)!.state, "established", "who merely asks ends nothing");
});
