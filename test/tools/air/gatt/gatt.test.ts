import test from "ava";
import { VirtualClock } from "../../../../hosts/node/virtual-clock.js";
import type { GattCharacteristic, GattService } from "../../../../modules/host/gatt.js";
import { VirtualAir, type VirtualAirOptions } from "../../../../tools/air/air.js";
import { AttErrorCode } from "../../../../hosts/hci/att/att.js";
import { GattDisconnectedError, GattError } from "../../../../modules/base/gatt-errors.js";
import { type ConnectOptions, GattAir } from "../../../../tools/air/gatt/gatt-air.js";
import { addressNumber } from "../../../../tools/air/packet.js";
import { TestRandom } from "../../../support/test-random.js";

const uuid = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
const data = Uint8Array.of(2, 1, 6);
const scanResponse = Uint8Array.of(3, 9, 0x41, 0x42);

function rig(options: Partial<VirtualAirOptions> & { readonly connections?: number } = {}) {
  const { connections = 3, ...air } = options;
  const clock = new VirtualClock();
  const virtualAir = new VirtualAir({ clock, seed: 1, ...air });
  const gattAir = new GattAir(virtualAir);
  const peripheral = virtualAir.attach({ name: "peripheral" });
  const central = virtualAir.attach({ name: "central" });
  const server = gattAir.server(peripheral, { connections });
  const address = addressNumber(peripheral.address);
  /** Lets time pass until a promise is settled. */
  const during = async <T>(work: Promise<T>): Promise<T> => {
    let settled = false;
    const end = (): void => void (settled = true);
    work.then(end, end);
    const end2 = clock.now() + 200_000;
    await clock.run(() => settled || clock.now() > end2);
    return work;
  };
  const connect = (changes: ConnectOptions = {}) =>
    during(gattAir.connect(central, address, changes));
  return { address, central, clock, connect, during, gattAir, peripheral, server, virtualAir };
}

function service(characteristics: readonly GattCharacteristic[]): GattService & {
  readonly log: string[];
} {
  const log: string[] = [];
  return {
    log,
    uuid,
    characteristics,
    onConnect: (connection) => log.push(`connect ${connection}`),
    onDisconnect: (connection, reason) => log.push(`disconnect ${connection} ${reason}`),
    onRoom: (connection) => log.push(`room ${connection}`),
  };
}

function value(length: number): Uint8Array {
  return new TestRandom(length).bytes(length);
}

test("what is advertised is heard, with its scan response and its kind", async (t) => {
  const { server, gattAir, central, during, address } = rig();
  server.advertise({ data, scanResponse, interval: 100 });
  const found = await during(gattAir.find(central, (one) => one.scanResponse.length > 0));
  t.is(found.address, address);
  t.deepEqual(found.data, data);
  t.deepEqual(found.scanResponse, scanResponse);
  server.advertise(undefined);
  await t.throwsAsync(during(gattAir.find(central, () => true, 1000)), {
    instanceOf: GattDisconnectedError,
  });
});

test("an advertisement with a private address is heard, answered and connected to at it; packets keep the station's", async (t) => {
  const { server, peripheral, gattAir, central, clock, during, address } = rig();
  const privateAddress = 0x3edcba987654;
  server.advertise({ data, scanResponse, interval: 100, privateAddress });
  const found = await during(gattAir.find(central, (one) => one.scanResponse.length > 0));
  t.is(found.address, privateAddress);
  const heard = new Set<number | undefined>();
  central.scan((packet, _, _kind, from) => packet.length === 2 && heard.add(from));
  peripheral.advertise(Uint8Array.of(1, 2), 5, 20, () => undefined);
  await clock.run(500);
  t.deepEqual([...heard], [address]);
  const client = await during(gattAir.connect(central, privateAddress, {}));
  t.is((await during(client.services())).length, 2);
  await t.throwsAsync(during(gattAir.connect(central, address, { timeout: 1000 })), {
    instanceOf: GattDisconnectedError,
  });
});

test("a station advertises connectable beside its sets", async (t) => {
  const { server, peripheral, central, clock } = rig();
  const heard: number[] = [];
  central.scan((packet, _, kind) => heard.push(kind * 100 + packet.length));
  server.advertise({ data, interval: 100 });
  let sent = 0;
  peripheral.advertise(Uint8Array.of(1, 2), 5, 20, () => sent++);
  t.throws(() => peripheral.advertise(data, 1, 20, () => undefined), { message: /set/ });
  await clock.run(1000);
  t.is(sent, 1);
  t.is(heard.filter((one) => one === 302).length, 5);
  t.true(heard.filter((one) => one === 3).length >= 8);
});

test("services, characteristics and descriptors are discovered at every MTU", async (t) => {
  for (const mtu of [23, 64, 185, 517]) {
    const { server, connect, during } = rig();
    const characteristics: GattCharacteristic[] = [1, 2, 3].map((number) => ({
      uuid: number === 2 ? 0x2a00 : Uint8Array.from(uuid, (octet) => octet + number),
      read: true,
      write: true,
      ...(number === 3 && { notify: true }),
      descriptors: [{ uuid: 0x2901, value: value(30 * number) }],
    }));
    server.addService({ uuid, characteristics });
    server.advertise({ data, interval: 20 });
    const client = await connect({ mtu });
    t.is(client.mtu, mtu);
    const services = await during(client.services());
    t.is(services.length, 3);
    t.deepEqual(
      services.slice(0, 2).map((one) => one.uuid),
      [0x1800, 0x1801],
    );
    t.deepEqual(services[2]!.uuid, uuid);
    const [first, second, third] = services[2]!.characteristics;
    t.deepEqual(first!.uuid, characteristics[0]!.uuid);
    t.is(second!.uuid, 0x2a00);
    t.deepEqual(
      third!.descriptors.map((descriptor) => descriptor.uuid),
      [0x2902, 0x2901],
    );
    t.deepEqual(await during(client.readDescriptor(third!.descriptors[1]!)), value(90));
  }
});

test("values of every length go through, at every MTU", async (t) => {
  for (const mtu of [23, 24, 64, 185, 256, 512, 517]) {
    const { server, connect, during } = rig();
    const written: Uint8Array[] = [];
    const characteristic: GattCharacteristic = {
      uuid,
      read: true,
      write: true,
      answers: true,
      onWrite: (_, octets) => {
        written.push(octets);
        server.setValue(characteristic, octets.slice().reverse());
      },
    };
    server.addService({ uuid, characteristics: [characteristic] });
    server.advertise({ data, interval: 20 });
    const client = await connect({ mtu });
    const services = await during(client.services());
    const { handle } = services[2]!.characteristics[0]!;
    const lengths = [0, 1, mtu - 5, mtu - 4, mtu - 3, mtu - 2, mtu - 1, mtu, 406, 511, 512];
    for (const length of lengths.filter((one) => one <= 512)) {
      await during(client.att.write(handle, value(length)));
      t.deepEqual(written.at(-1), value(length));
      t.deepEqual(await during(client.att.read(handle)), value(length).reverse());
    }
    t.is(written.length, lengths.filter((one) => one <= 512).length);
    const error = await t.throwsAsync(during(client.att.write(handle, value(513))), {
      instanceOf: GattError,
    });
    t.is(error.code, AttErrorCode.invalidLength);
    t.is(server.mtu(1), mtu);
  }
});

test("a read waits for the answer; a refusal, and 10 s, end that", async (t) => {
  const { server, connect, during, clock } = rig();
  const characteristic: GattCharacteristic = { uuid, read: true, write: true, answers: true };
  const plain: GattCharacteristic = { uuid: 0x2a00, read: true };
  const closed: GattCharacteristic = { uuid: 0x2a01, write: true };
  server.addService({ uuid, characteristics: [characteristic, plain, closed] });
  server.advertise({ data, interval: 20 });
  const client = await connect();
  const [, , found] = await during(client.services());
  const [handle = 0, other = 0, last = 0] = found!.characteristics.map((one) => one.handle);
  const code = async (work: Promise<unknown>): Promise<number> =>
    (await t.throwsAsync(during(work), { instanceOf: GattError })).code;
  t.deepEqual(await during(client.att.read(handle)), new Uint8Array(0));
  await during(client.att.write(handle, value(3)));
  clock.schedule(() => server.setValue(characteristic, value(5)), 2000);
  t.deepEqual(await during(client.att.read(handle)), value(5));
  await during(client.att.write(handle, value(3)));
  clock.schedule(() => server.refuse(characteristic), 2000);
  t.is(await code(client.att.read(handle)), AttErrorCode.unlikely);
  // a refusal that comes before the read counts for one read
  await during(client.att.write(handle, value(3)));
  server.refuse(characteristic);
  t.is(await code(client.att.read(handle)), AttErrorCode.unlikely);
  t.deepEqual(await during(client.att.read(handle)), value(5));
  await during(client.att.write(handle, value(3)));
  const start = clock.now();
  t.is(await code(client.att.read(handle)), AttErrorCode.unlikely);
  t.true(clock.now() - start >= 10_000 && clock.now() - start < 10_100);
  t.is(await code(client.att.write(other, value(3))), AttErrorCode.writeNotPermitted);
  t.is(await code(client.att.read(last)), AttErrorCode.readNotPermitted);
  t.is(await code(client.att.read(999)), AttErrorCode.invalidHandle);
  t.is(await code(client.att.write(0, value(1))), AttErrorCode.invalidHandle);
});

test("notifications and indications", async (t) => {
  const { server, connect, during, clock } = rig();
  const log: string[] = [];
  const notifying: GattCharacteristic = {
    uuid: 0x2a05,
    notify: true,
    onSubscribe: (connection, whether) => log.push(`${connection} ${whether}`),
  };
  const indicating: GattCharacteristic = { uuid, indicate: true };
  const offered = service([notifying, indicating]);
  server.addService(offered);
  server.advertise({ data, interval: 20 });
  const client = await connect();
  const [, , found] = await during(client.services());
  const [first, second] = found!.characteristics;
  t.false(server.notify(1, notifying, value(1)), "nobody subscribed");
  const heard: Uint8Array[] = [];
  await during(client.subscribe(first!, (octets) => heard.push(octets)));
  await during(client.subscribe(second!, (octets) => heard.push(octets)));
  t.deepEqual(log, ["1 true"]);
  // the response to the subscription has left
  await clock.run(clock.now() + 30);
  let sent = 0;
  while (server.notify(1, notifying, value(20))) sent++;
  t.is(sent, 4);
  t.throws(() => server.notify(1, notifying, value(21)), { instanceOf: RangeError });
  await clock.run(clock.now() + 200);
  t.is(heard.length, 4);
  t.deepEqual(offered.log, ["connect 1", "room 1"]);
  t.true(server.notify(1, indicating, value(5)));
  t.false(server.notify(1, indicating, value(6)), "not confirmed yet");
  await clock.run(clock.now() + 200);
  t.deepEqual(heard[4], value(5));
  t.is(offered.log.length, 3);
  await during(client.subscribe(first!, undefined));
  t.false(server.notify(1, notifying, value(1)));
});

test("services that come and go are told", async (t) => {
  const { server, connect, during, clock } = rig();
  server.advertise({ data, interval: 20 });
  const client = await connect();
  const [, generic] = await during(client.services());
  const changes: Uint8Array[] = [];
  await during(client.subscribe(generic!.characteristics[0]!, (range) => changes.push(range)));
  const offered = service([{ uuid, read: true }]);
  server.addService(offered);
  await clock.run(clock.now() + 100);
  t.deepEqual(changes, [Uint8Array.of(10, 0, 12, 0)]);
  const [, , found] = await during(client.services());
  server.removeService(offered);
  server.removeService(offered);
  await t.throwsAsync(during(client.att.read(found!.characteristics[0]!.handle)), {
    instanceOf: GattError,
  });
  t.is((await during(client.services())).length, 2);
  t.is(changes.length, 2);
});

test("a connection ends from either side, and when one is gone", async (t) => {
  const { server, connect, during, clock, central, peripheral, virtualAir } = rig();
  const offered = service([{ uuid, read: true }]);
  server.addService(offered);
  server.advertise({ data, interval: 20 });
  const first = await connect();
  first.disconnect();
  await clock.run(clock.now() + 100);
  const second = await connect();
  server.disconnect(2);
  server.disconnect(7);
  await clock.run(clock.now() + 100);
  t.is(second.reason, 0x13);
  t.is(server.mtu(2), 0);
  await t.throwsAsync(during(second.att.read(1)), { instanceOf: GattDisconnectedError });
  const third = await connect();
  const lost = third.att.read(1);
  central.close();
  await t.throwsAsync(during(lost), { instanceOf: GattDisconnectedError });
  t.is(third.reason, 0x08);
  t.deepEqual(offered.log, [
    "connect 1",
    "disconnect 1 19",
    "connect 2",
    "disconnect 2 22",
    "connect 3",
    "disconnect 3 8",
  ]);
  t.deepEqual(virtualAir.stations, [peripheral]);
});

test("out of reach a connection is late, then lost", async (t) => {
  const { server, connect, during, clock, peripheral } = rig({ model: "kind" });
  server.advertise({ data, interval: 20 });
  const client = await connect();
  peripheral.moveTo({ x: 10_000, y: 0 });
  clock.schedule(() => peripheral.moveTo({ x: 1, y: 0 }), 2000);
  const start = clock.now();
  t.is((await during(client.services())).length, 2);
  t.true(clock.now() - start > 2000);
  peripheral.moveTo({ x: 10_000, y: 0 });
  await t.throwsAsync(during(client.services()), { instanceOf: GattDisconnectedError });
});

test("no more connections than there are places, and none to one that does not advertise", async (t) => {
  const { server, connect, clock, during, gattAir, central, address } = rig({ connections: 1 });
  server.advertise({ data, interval: 20 });
  const client = await connect();
  await t.throwsAsync(during(gattAir.connect(central, address, { timeout: 500 })), {
    instanceOf: GattDisconnectedError,
  });
  client.disconnect();
  await clock.run(clock.now() + 100);
  t.true((await connect()).connected);
  await t.throwsAsync(connect({ mtu: 22 }), { instanceOf: RangeError });
});

test("arguments out of range are told", (t) => {
  const { server } = rig();
  const wrong = { instanceOf: RangeError };
  t.throws(() => server.advertise({ data: new Uint8Array(32), interval: 20 }), wrong);
  t.throws(() => server.advertise({ data: new Uint8Array(0), interval: 20 }), wrong);
  t.throws(() => server.advertise({ data, interval: 19 }), wrong);
  t.throws(() => server.advertise({ data, scanResponse: new Uint8Array(32), interval: 20 }), wrong);
  t.throws(() => server.addService({ uuid: new Uint8Array(15), characteristics: [] }), wrong);
  t.throws(() => server.setValue({ uuid: 1 }, new Uint8Array(513)), wrong);
});
