import test from "ava";
import { Esp32GattServer } from "../../../hosts/esp32/gatt.js";
import type { GattCharacteristic, GattService } from "../../../modules/host/gatt.js";
import { GattTransport } from "../../../modules/protocomm/gatt-transport.js";
import { Node } from "../../../modules/node/node.js";
import { deviceKeyOf, Mesh, netKey } from "../../support/mesh.js";
import { protocommRig } from "../../support/protocomm-rig.js";
import { TestRadioNatives } from "./natives.js";

/** RadioEventKind of radio-exchange.h. */
const connected = 0;
const disconnected = 1;
const written = 2;
const subscribed = 3;
const room = 4;
const serviceFailed = 5;

const wrong = { instanceOf: RangeError };

/** A service that notes its calls. */
function noted(uuid: number | Uint8Array, name = "") {
  const notes: unknown[][] = [];
  const characteristic: GattCharacteristic = {
    uuid: 0x2adb,
    writeWithoutResponse: true,
    notify: true,
    onWrite: (connection, value) => notes.push([`${name}write`, connection, Array.from(value)]),
    onSubscribe: (connection, on) => notes.push([`${name}subscribe`, connection, on]),
  };
  const service: GattService = {
    uuid,
    characteristics: [characteristic],
    onConnect: (connection) => notes.push([`${name}connect`, connection]),
    onDisconnect: (connection, reason) => notes.push([`${name}disconnect`, connection, reason]),
    onRoom: (connection) => notes.push([`${name}room`, connection]),
  };
  return { notes, characteristic, service };
}

test.serial("a service is handed to C as octets", (t) => {
  const natives = new TestRadioNatives();
  const gatt = new Esp32GattServer();
  const uuid = Uint8Array.from({ length: 16 }, (_, i) => i);
  gatt.addService({
    uuid,
    characteristics: [
      {
        uuid: 0x2a01,
        read: true,
        answers: true,
        descriptors: [{ uuid: 0x2901, value: Uint8Array.of(97, 98) }],
      },
      { uuid: 0x2a02, write: true, writeWithoutResponse: true, notify: true, indicate: true },
    ],
  });
  t.deepEqual(natives.taken(), [
    [
      "add",
      0,
      [
        ...[16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
        2,
        ...[0, 2, 0x01, 0x2a, 0x21, 1],
        ...[2, 0x01, 0x29, 2, 0, 97, 98],
        ...[1, 2, 0x02, 0x2a, 0x1e, 0],
      ],
    ],
  ]);
});

test.serial("connections are told to every service, with what happens on them", (t) => {
  const natives = new TestRadioNatives();
  const gatt = new Esp32GattServer();
  const one = noted(0x1827);
  const two = noted(0x1828);
  gatt.addService(one.service);
  gatt.addService(two.service);
  gatt.event(connected, 1, 0, 0, undefined);
  gatt.event(written, 1, 0, 0, Uint8Array.of(1, 2).buffer);
  gatt.event(subscribed, 1, 1, 1, undefined);
  gatt.event(subscribed, 1, 1, 0, undefined);
  gatt.event(room, 1, 0, 0, undefined);
  gatt.event(disconnected, 1, 0, 0x13, undefined);
  gatt.event(disconnected, 1, 0, 0x13, undefined);
  t.deepEqual(one.notes, [
    ["connect", 1],
    ["write", 1, [1, 2]],
    ["room", 1],
    ["disconnect", 1, 0x13],
  ]);
  t.deepEqual(two.notes, [
    ["connect", 1],
    ["subscribe", 1, true],
    ["subscribe", 1, false],
    ["room", 1],
    ["disconnect", 1, 0x13],
  ]);
  t.is(natives.taken().length, 2);
});

test.serial(
  "a service that comes while there is a connection hears of it before what happens on it",
  (t) => {
    new TestRadioNatives();
    const gatt = new Esp32GattServer();
    const one = noted(0x1827);
    const two = noted(0x1828);
    const three = noted(0x1829);
    gatt.addService(one.service);
    gatt.event(connected, 1, 0, 0, undefined);
    gatt.addService(two.service);
    gatt.addService(three.service);
    gatt.event(written, 1, 1, 0, Uint8Array.of(5).buffer);
    gatt.event(disconnected, 1, 0, 8, undefined);
    t.deepEqual(two.notes, [
      ["connect", 1],
      ["write", 1, [5]],
      ["disconnect", 1, 8],
    ]);
    t.deepEqual(three.notes, []);
  },
);

test.serial("what was on its way to a service that went is dropped", (t) => {
  const natives = new TestRadioNatives();
  const gatt = new Esp32GattServer();
  const one = noted(0x1827);
  gatt.addService(one.service);
  gatt.removeService(one.service);
  gatt.removeService(one.service);
  const two = noted(0x1828);
  gatt.addService(two.service);
  gatt.event(written, 1, 0, 0, Uint8Array.of(1).buffer);
  gatt.setValue(one.characteristic, Uint8Array.of(1));
  t.false(gatt.notify(1, one.characteristic, Uint8Array.of(1)));
  t.deepEqual(one.notes, []);
  t.deepEqual(two.notes, []);
  // the number of the characteristic that went rests
  t.deepEqual(
    natives.taken().map(([name, number, octets]) => [name, number, (octets as number[])?.[4]]),
    [
      ["add", 0, 0],
      ["remove", 0, undefined],
      ["add", 0, 1],
    ],
  );
});

test.serial("a callback may remove its service", (t) => {
  new TestRadioNatives();
  const gatt = new Esp32GattServer();
  const one = noted(0x1827);
  const leaving: GattService = { ...one.service, onConnect: () => gatt.removeService(leaving) };
  gatt.addService(leaving);
  gatt.event(written, 1, 0, 0, Uint8Array.of(1).buffer);
  t.deepEqual(one.notes, []);
});

test.serial("values and notifications go by number", (t) => {
  const natives = new TestRadioNatives();
  const gatt = new Esp32GattServer();
  const { service, characteristic } = noted(0x1827);
  gatt.addService(service);
  natives.taken();
  gatt.setValue(characteristic, Uint8Array.of(1, 2));
  t.true(gatt.notify(1, characteristic, new Uint8Array(20)));
  natives.room = false;
  t.false(gatt.notify(1, characteristic, Uint8Array.of(1)));
  t.false(gatt.notify(3, characteristic, Uint8Array.of(1)));
  gatt.disconnect(1);
  t.deepEqual(natives.taken(), [
    ["value", 0, [1, 2]],
    ["notify", 1, 0, Array.from(new Uint8Array(20))],
    ["notify", 1, 0, [1]],
    ["disconnect", 1],
  ]);
  t.deepEqual([gatt.mtu(1), gatt.mtu(3), gatt.connections], [23, 0, 2]);
  t.throws(() => gatt.notify(1, characteristic, new Uint8Array(21)), wrong);
  t.throws(() => gatt.notify(1, characteristic, new Uint8Array(0)), wrong);
  t.throws(() => gatt.setValue(characteristic, new Uint8Array(513)), wrong);
});

test.serial("connectable advertising", (t) => {
  const natives = new TestRadioNatives();
  const gatt = new Esp32GattServer();
  gatt.advertise({ data: Uint8Array.of(1), interval: 100.2 });
  gatt.advertise({ data: Uint8Array.of(1), scanResponse: Uint8Array.of(2), interval: 20 });
  gatt.advertise({ data: Uint8Array.of(1), interval: 20, privateAddress: 0x3edcba987601 });
  gatt.advertise(undefined);
  t.deepEqual(natives.taken(), [
    ["connectable", [1], [], 100, []],
    ["connectable", [1], [2], 20, []],
    ["connectable", [1], [], 20, [0x01, 0x76, 0x98, 0xba, 0xdc, 0x3e]],
    ["connectable"],
  ]);
  // Resolvable, static, and what has no random part.
  for (const privateAddress of [0x400000000001, 0xc00000000001, 0, 0x3fffffffffff, -1, 1.5])
    t.throws(() => gatt.advertise({ data: Uint8Array.of(1), interval: 20, privateAddress }), {
      instanceOf: RangeError,
      message: "privateAddress: 48 bits, of which the two highest are 0",
    });
  t.deepEqual(natives.taken(), []);
  t.throws(() => gatt.advertise({ data: new Uint8Array(0), interval: 20 }), wrong);
  t.throws(() => gatt.advertise({ data: new Uint8Array(32), interval: 20 }), wrong);
  t.throws(() => gatt.advertise({ data: new Uint8Array(1), interval: 19 }), wrong);
  t.throws(
    () =>
      gatt.advertise({ data: new Uint8Array(1), scanResponse: new Uint8Array(32), interval: 20 }),
    wrong,
  );
});

test.serial("what there is no room for throws RangeError, and changes nothing", (t) => {
  const natives = new TestRadioNatives();
  const gatt = new Esp32GattServer();
  t.throws(() => gatt.addService({ uuid: new Uint8Array(15), characteristics: [] }), wrong);
  t.throws(() => gatt.addService({ uuid: 0x10000, characteristics: [] }), wrong);
  const characteristics = (count: number): GattCharacteristic[] =>
    Array.from({ length: count }, (_, i) => ({ uuid: i, read: true }));
  t.throws(() => gatt.addService({ uuid: 1, characteristics: characteristics(25) }), wrong);
  const long = { uuid: 0x2901, value: new Uint8Array(513) };
  t.throws(
    () => gatt.addService({ uuid: 1, characteristics: [{ uuid: 2, descriptors: [long] }] }),
    wrong,
  );
  const notifying = Array.from({ length: 9 }, (_, i) => ({ uuid: i, notify: true }));
  t.throws(() => gatt.addService({ uuid: 1, characteristics: notifying }), wrong);
  t.deepEqual(natives.taken(), []);
  const shared = characteristics(1);
  gatt.addService({ uuid: 1, characteristics: shared });
  t.throws(() => gatt.addService({ uuid: 2, characteristics: shared }), wrong);
  t.throws(() => gatt.addService({ uuid: 1, characteristics: [] }), wrong);
  gatt.addService({ uuid: 2, characteristics: characteristics(23) });
  t.throws(() => gatt.addService({ uuid: 3, characteristics: characteristics(1) }), wrong);
  gatt.addService({ uuid: 3, characteristics: [] });
  gatt.addService({ uuid: 4, characteristics: [] });
  t.throws(() => gatt.addService({ uuid: 5, characteristics: [] }), wrong);
});

test.serial("a service that NimBLE has no room for is told, and gone", (t) => {
  new TestRadioNatives();
  const gatt = new Esp32GattServer();
  const { service } = noted(0x1827);
  gatt.addService(service);
  t.throws(() => gatt.event(serviceFailed, 0, 0, 6, undefined), {
    message: "NimBLE has no room for the service: error 6",
  });
  gatt.addService(service);
  t.pass();
});

test.serial("a refusal is handed to C as a value that is not there", (t) => {
  const natives = new TestRadioNatives();
  const gatt = new Esp32GattServer();
  const characteristic: GattCharacteristic = { uuid: 0x2a01, write: true, answers: true };
  const service = { uuid: 0x1827, characteristics: [characteristic] };
  gatt.refuse(characteristic);
  gatt.addService(service);
  natives.taken();
  gatt.refuse(characteristic);
  t.deepEqual(natives.taken(), [["value", 0]]);
  gatt.removeService(service);
  natives.taken();
  gatt.refuse(characteristic);
  t.deepEqual(natives.taken(), []);
});

/** UUIDs of 16 bits of the services that C has got and not lost since. */
function sharedServices(natives: TestRadioNatives, services: Map<number, number>): number[] {
  for (const [name, number, octets] of natives.taken() as [string, number, number[]][])
    if (name === "add") services.set(number, octets[0] === 2 ? octets[1]! | (octets[2]! << 8) : 0);
    else if (name === "remove") services.delete(number);
  return [...services.values()].sort((a, b) => a - b);
}

test.serial(
  "beside mesh and Wi-Fi provisioning an application has two services with seventeen characteristics, of which seven notify",
  async (t) => {
    const natives = new TestRadioNatives();
    const gatt = new Esp32GattServer();
    const mesh = new Mesh();
    const host = mesh.host();
    host.radio.gatt = gatt;
    const { diagnostics, protocomm } = protocommRig({});
    const name = "PROV_ABCDEF";
    const wifi = new GattTransport({ gatt, protocomm, diagnostics, name });
    const node = new Node({ host, companyId: 0xffff, elements: [{ models: [] }] });
    await mesh.clock.run(10);
    const characteristics = (count: number, notifying: number): GattCharacteristic[] =>
      Array.from({ length: count }, (_, i) => ({ uuid: i, read: true, notify: i < notifying }));
    const own = [characteristics(10, 4), characteristics(7, 3)].map((list, i): GattService => ({
      uuid: 0xff00 + i,
      characteristics: list,
    }));
    for (const service of own) gatt.addService(service);
    const services = new Map<number, number>();
    const now = () => sharedServices(natives, services);
    t.deepEqual(now(), [0, 0x1827, 0xff00, 0xff01]);

    // Nothing is left, so the provisioning service has to go before the proxy comes.
    t.throws(() => gatt.addService({ uuid: 9, characteristics: [] }), wrong);
    const address = 0x0100;
    const data = { netKey, deviceKey: deviceKeyOf(address), netKeyIndex: 0, ivIndex: 0, address };
    node.provision(data);
    await mesh.clock.run(10);
    t.deepEqual(now(), [0, 0x1828, 0xff00, 0xff01]);
    node.reset();
    await mesh.clock.run(10);
    t.deepEqual(now(), [0, 0x1827, 0xff00, 0xff01]);

    const [first] = own;
    gatt.removeService(first!);
    const tooMany = { uuid: 0xff00, characteristics: characteristics(11, 4) };
    t.throws(() => gatt.addService(tooMany), {
      message: "characteristics: at most 24 in all services",
    });
    const tooTalkative = { uuid: 0xff00, characteristics: characteristics(10, 5) };
    t.throws(() => gatt.addService(tooTalkative), {
      message: "characteristics: at most 8 that notify or indicate in all services",
    });
    node.close();
    wifi.close();
  },
);
