import test from "ava";
import { fileURLToPath } from "node:url";
import { Engine } from "../../../hosts/xs/engine.js";
import {
  readAccessPoint,
  readConnection,
  readNetwork,
  readRequest,
  readResponse,
  readUuid,
  writeAccessPoint,
  writeConnection,
  writeNetwork,
  writeRequest,
  writeResponse,
  writeUuid,
} from "../../../hosts/xs/service-records.js";
import { OctetReader, OctetWriter } from "../../../hosts/xs/services.js";
import { concatBytes } from "../../../modules/base/bytes.js";
import type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattService,
} from "../../../modules/host/gatt.js";
import type { HttpRequest, HttpResponse, HttpServer } from "../../../modules/host/http.js";
import type { Wifi, WifiAccessPoint, WifiNetwork } from "../../../modules/host/wifi.js";
import { TestOuterHost } from "./outer-host.js";

const found: WifiAccessPoint = {
  ssid: Uint8Array.of(1, 2, 3),
  bssid: Uint8Array.of(1, 2, 3, 4, 5, 6),
  channel: 13,
  rssi: -97,
  auth: 7,
};

test("what goes through the bridge comes out as it went in", (t) => {
  const through = <T>(
    write: (writer: OctetWriter) => void,
    read: (reader: OctetReader) => T,
  ): T => {
    const writer = new OctetWriter();
    write(writer);
    const reader = new OctetReader(writer.finish());
    const value = read(reader);
    t.true(reader.done);
    return value;
  };
  for (const uuid of [0x2901, Uint8Array.from({ length: 16 }, (_, i) => i)])
    t.deepEqual(
      through((writer) => writeUuid(writer, uuid), readUuid),
      uuid,
    );
  t.deepEqual(
    through((writer) => writeAccessPoint(writer, found), readAccessPoint),
    found,
  );
  const connection = { ...found, address: "192.168.1.2" };
  t.deepEqual(
    through((writer) => writeConnection(writer, connection), readConnection),
    connection,
  );
  const network: WifiNetwork = { ssid: found.ssid, passphrase: new Uint8Array(63).fill(7) };
  for (const one of [network, { ...network, bssid: found.bssid }])
    t.deepEqual(
      through((writer) => writeNetwork(writer, one), readNetwork),
      one,
    );
  const request: HttpRequest = {
    method: "POST",
    path: "/prov-session",
    connection: 9,
    body: new Uint8Array(4096).fill(3),
  };
  for (const one of [
    request,
    { ...request, cookie: "" },
    { ...request, cookie: "session=1", host: "192.168.4.1" },
    { ...request, host: "a.local", origin: "null" },
  ])
    t.deepEqual(
      through(
        (writer) => writeRequest(writer, one),
        (reader) => readRequest(reader, 9),
      ),
      one,
    );
  for (const one of [
    { status: 200, body: found.ssid, cookie: "session=1", contentType: "text/plain" },
    { status: 500, body: new Uint8Array(0) },
  ])
    t.deepEqual(
      through(
        (writer) => writeResponse(writer, one),
        (reader) => readResponse(reader, one.status),
      ),
      one,
    );
});

const entry = fileURLToPath(new URL("firmware/services.ts", import.meta.url));

/** A host with services that a test looks into. */
function host() {
  const outer = new TestOuterHost();
  const log: string[] = [];
  const services: GattService[] = [];
  const state = {
    advertisement: undefined as ConnectableAdvertisement | undefined,
    receiver: undefined as Parameters<HttpServer["serve"]>[0],
    observer: undefined as Parameters<Wifi["observe"]>[0],
    found: undefined as Parameters<Wifi["scan"]>[1] | undefined,
    scanned: undefined as Parameters<Wifi["scan"]>[2] | undefined,
  };
  const gatt = {
    connections: 3,
    addService: (service: GattService): void => {
      if (service.characteristics.length > 2) throw new RangeError("no room");
      services.push(service);
    },
    removeService: (service: GattService): void =>
      void services.splice(services.indexOf(service), 1),
    advertise: (advertisement: ConnectableAdvertisement | undefined): void => {
      state.advertisement = advertisement;
    },
    setValue: (_: GattCharacteristic, value: Uint8Array): void =>
      void log.push(`value ${value.join()}`),
    refuse: (): void => void log.push("refused"),
    notify: (connection: number, _: GattCharacteristic, value: Uint8Array): boolean => {
      log.push(`notify ${connection} ${value.join()}`);
      return value.length < 5;
    },
    mtu: (connection: number): number => 100 + connection,
    disconnect: (connection: number): void => void log.push(`disconnect ${connection}`),
  };
  const wifi: Wifi = {
    address: Uint8Array.of(1, 2, 3, 4, 5, 6),
    scan: (options, found, done) => {
      log.push(`scan ${JSON.stringify(options)}`);
      state.found = found;
      state.scanned = done;
      return () => log.push("scan ended");
    },
    observe: (observer) => void (state.observer = observer),
    connect: ({ ssid }) => void log.push(`connect ${ssid.join()}`),
    disconnect: () => void log.push("left"),
    close: () => undefined,
  };
  const http: HttpServer = { serve: (receiver) => void (state.receiver = receiver) };
  const radio = { ...outer.radio, gatt };
  const { clock, random, store, trace } = outer;
  return { outer: { clock, random, store, trace, radio, wifi, http }, log, services, state };
}

test("GATT, Wi-Fi and HTTP of the host, seen from inside", async (t) => {
  const program = await Engine.load({ entry, services: true });
  const { outer, log, services, state } = host();
  const machine = program.boot({ host: outer });
  t.is(machine.failure, undefined);
  t.deepEqual(machine.call("present"), { gatt: true, wifi: true, http: true, connections: 3 });
  t.deepEqual(machine.call("address"), [1, 2, 3, 4, 5, 6]);

  machine.call("serve");
  const [service] = services;
  const [first, second] = service!.characteristics;
  t.is(second!.uuid, 0x2a05);
  t.deepEqual(first!.descriptors, [{ uuid: 0x2901, value: Uint8Array.of(65) }]);
  t.like(first, { read: true, write: true, answers: true, notify: false });
  t.like(second, { read: false, indicate: true });
  t.deepEqual(state.advertisement, {
    data: Uint8Array.of(2, 1, 6),
    scanResponse: Uint8Array.of(2, 9, 65),
    interval: 100,
  });
  machine.call("advertisePrivately", 0x3edcba987654);
  t.deepEqual(state.advertisement, {
    data: Uint8Array.of(2, 1, 6),
    scanResponse: new Uint8Array(0),
    interval: 20,
    privateAddress: 0x3edcba987654,
  });
  service!.onConnect!(1);
  first!.onWrite!(1, concatBytes(Uint8Array.of(7), new Uint8Array(2)));
  first!.onWrite!(1, Uint8Array.of(0xff));
  second!.onSubscribe!(1, true);
  service!.onRoom!(1);
  service!.onDisconnect!(1, 0x13);
  t.deepEqual(machine.call("log"), [
    "connect 1",
    "write 1 7,0,0",
    "write 1 255",
    "subscribe 1 true",
    "room 1",
    "disconnect 1 19",
  ]);
  t.deepEqual(log.splice(0), ["value 0,0,7", "refused"]);
  t.deepEqual(machine.call("notify", [1, [1, 2]]), true);
  t.deepEqual(machine.call("notify", [1, [1, 2, 3, 4, 5]]), false);
  t.is(machine.call("mtu", 5), 105);
  machine.call("disconnect", 5);
  t.deepEqual(log.splice(0), ["notify 1 1,2", "notify 1 1,2,3,4,5", "disconnect 5"]);
  t.throws(() => machine.call("serveTooMuch"), { message: "no room", name: "RangeError" });

  machine.call("scan", { channel: 6, passive: true, period: 300 });
  t.deepEqual(log.splice(0), ['scan {"passive":true,"channel":6,"period":300}']);
  for (let i = 0; i < 2; i++) state.found!(found);
  state.scanned!(true);
  t.deepEqual(machine.call("log"), ["found -97", "found -97", "scanned"]);
  machine.call("scan", {});
  machine.call("endScan");
  t.deepEqual(log.splice(0), ['scan {"passive":false}', "scan ended"]);
  machine.call("scan", {});
  state.scanned!(false);
  t.deepEqual(machine.call("log"), ["scan failed"]);
  machine.call("join", [1, 2]);
  for (const why of ["authentication", "not-found", "lost"] as const) state.observer!(why);
  state.observer!({ ...found, address: "10.0.0.1" });
  t.deepEqual(machine.call("log"), ["authentication", "not-found", "lost", "10.0.0.1"]);
  t.deepEqual(log.splice(0), ['scan {"passive":false}', "connect 1,2"]);

  const answers: HttpResponse[] = [];
  machine.call("listen");
  const request = { method: "POST", path: "/a", connection: 4, body: Uint8Array.of(9) };
  state.receiver!(request, (answer) => answers.push(answer));
  state.receiver!({ ...request, cookie: "x" }, (answer) => answers.push(answer));
  t.deepEqual(machine.call("log"), ["POST /a 4 undefined 9", "POST /a 4 x 9"]);
  t.deepEqual(answers, [
    { status: 201, body: Uint8Array.of(9), cookie: "c", contentType: "t" },
    { status: 201, body: Uint8Array.of(9), cookie: "c", contentType: "t" },
  ]);

  machine.close();
  t.deepEqual(services, []);
  t.is(state.advertisement, undefined);
  t.is(state.receiver, undefined);
  t.is(state.observer, undefined);
  t.deepEqual(log, ["left"]);
  program.close();
});

/** What is asked over HTTP, and the status that it is answered with. */
const requests: readonly (readonly [string, Partial<HttpRequest>, number])[] = [
  [
    "all at its longest",
    { path: "p".repeat(128), body: new Uint8Array(4096), cookie: "c".repeat(256) },
    200,
  ],
  [
    "a path of 15,000 and a body of 3,000",
    { path: "p".repeat(15_000), body: new Uint8Array(3000) },
    414,
  ],
  ["a body of 70,000", { body: new Uint8Array(70_000) }, 413],
  ["a cookie of 20,000", { cookie: "c".repeat(20_000) }, 431],
  ["a host of 20,000", { host: "c".repeat(20_000) }, 431],
  ["an origin of 20,000", { origin: "c".repeat(20_000) }, 431],
  ["a method of 20,000", { method: "c".repeat(20_000) }, 405],
];

test("what is larger than the way to a machine does not reach it, and does not end it", async (t) => {
  const program = await Engine.load({ entry, services: true });
  const { outer, state } = host();
  const machine = program.boot({ host: outer });
  machine.call("answerWith", 1);
  for (const [what, changes, status] of requests) {
    const answers: HttpResponse[] = [];
    const request = { method: "POST", path: "/a", connection: 1, body: Uint8Array.of(9) };
    state.receiver!({ ...request, ...changes }, (answer) => answers.push(answer));
    t.deepEqual(
      answers.map((answer) => answer.status),
      [status],
      what,
    );
  }
  machine.call("log");
  machine.call("scan", {});
  for (let i = 0; i < 400; i++) state.found!({ ...found, ssid: new Uint8Array(32).fill(i) });
  state.scanned!(true);
  t.is((machine.call("log") as string[]).length, 401);
  t.is(machine.failure, undefined);
  // an answer that is larger than the way back
  machine.call("answerWith", 20_000);
  const answers: HttpResponse[] = [];
  const request = { method: "POST", path: "/a", connection: 1, body: Uint8Array.of(9) };
  state.receiver!(request, (answer) => answers.push(answer));
  t.like(answers, [{ status: 500 }]);
  t.is(machine.failure, undefined);
  program.close();
});

test("a machine has eight requests at a time", async (t) => {
  const program = await Engine.load({ entry, services: true });
  const { outer, state } = host();
  const machine = program.boot({ host: outer });
  machine.call("listenSilently");
  const statuses: number[] = [];
  const request = { method: "POST", path: "/a", connection: 1, body: Uint8Array.of(9) };
  for (let i = 0; i < 10; i++) state.receiver!(request, ({ status }) => statuses.push(status));
  t.deepEqual(statuses, [503, 503]);
  program.close();
});

test("a machine without services, and one on a host that has none", async (t) => {
  const program = await Engine.load({ entry, services: true });
  const bare = program.boot({ host: new TestOuterHost() });
  t.deepEqual(bare.call("present"), { gatt: false, wifi: false, http: false });
  program.close();
  const plain = await Engine.load({ entry });
  const machine = plain.boot({ host: host().outer });
  t.deepEqual(machine.call("present"), { gatt: false, wifi: false, http: false });
  plain.close();
});
