import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { GattDisconnectedError } from "../../../modules/base/gatt-errors.js";
import type { GattCharacteristic } from "../../../modules/host/gatt.js";
import { GattAir } from "../../../tools/air/gatt/gatt-air.js";
import { addressNumber } from "../../../tools/air/packet.js";
import { TestRandom } from "../../support/test-random.js";
import { addressOf, hostRig } from "./host-rig.js";
import { setUp, unmaskAll } from "./rig.js";

const data = fromHex("020106");

/** A proxy service that notes what it gets. */
function proxyService() {
  const log: string[] = [];
  const written: Uint8Array[] = [];
  const dataIn: GattCharacteristic = {
    uuid: 0x2add,
    writeWithoutResponse: true,
    onWrite: (_, value) => written.push(value),
  };
  const dataOut: GattCharacteristic = {
    uuid: 0x2ade,
    notify: true,
    onSubscribe: (connection, whether) => log.push(`subscribe ${connection} ${whether}`),
  };
  const value: GattCharacteristic = { uuid: 0x2a3d, read: true, write: true };
  const service = {
    uuid: 0x1828,
    characteristics: [dataIn, dataOut, value],
    onConnect: (connection: number) => log.push(`connect ${connection}`),
    onDisconnect: (connection: number, reason: number) =>
      log.push(`disconnect ${connection} ${reason}`),
    onRoom: (connection: number) => log.push(`room ${connection}`),
  };
  return { dataIn, dataOut, log, service, value, written };
}

for (const [name, server, client] of [
  ["two hosts with advertising sets", 5, 5],
  ["two hosts with legacy commands", 0, 0],
  ["a legacy host connects to one with sets", 5, 0],
  ["a host with sets connects to a legacy one", 0, 5],
] as const)
  test(`${name}: connection, discovery, values of each length, notifications, disconnection`, async (t) => {
    const { clock, during, faults, host, pass } = hostRig();
    const one = await host("one", { sets: server });
    const two = await host("two", { sets: client });
    const { dataOut, log, service, value, written } = proxyService();
    one.radio.gatt!.addService(service);
    one.radio.gatt!.advertise({ data, scanResponse: fromHex("020a00"), interval: 30 });
    const heard: string[] = [];
    two.radio.scan(
      (octets, _rssi, kind, from) => {
        if (from === addressOf(one.radio)) heard.push(`${kind} ${toHex(octets)}`);
      },
      { active: true },
    );
    await pass(100);
    t.true(heard.includes("0 020106") && heard.includes("4 020a00"), heard.join());
    const ended: number[] = [];
    const peer = await during(
      two.radio.gattClient!.connect(addressOf(one.radio), { onDisconnect: (r) => ended.push(r) }),
    );
    t.is(peer.mtu, 517);
    const found = await during(peer.discover(0x1828));
    const [dataIn, out, long] = found!.characteristics;
    for (const length of [0, 1, 20, 247, 248, 511, 512]) {
      const octets = new TestRandom(length).bytes(length);
      await during(peer.write(long!, octets));
      one.radio.gatt!.setValue(value, octets);
      t.deepEqual(await during(peer.read(long!)), octets);
    }
    const received: Uint8Array[] = [];
    await during(peer.subscribe(out!, (octets) => received.push(octets)));
    let sent = 0;
    while (one.radio.gatt!.notify(1, dataOut, Uint8Array.of(++sent, ...new Uint8Array(499))))
      await pass(0);
    await pass(1000);
    t.is(received.length, sent - 1);
    for (let i = 0; i < 8; i++) t.true(peer.writeWithoutResponse(dataIn!, Uint8Array.of(i)));
    await pass(500);
    t.deepEqual(
      written.map(([octet]) => octet),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    const mesh: string[] = [];
    two.radio.scan((octets) => mesh.push(toHex(octets)));
    one.radio.advertise(fromHex("032b0102"), 3, 20, () => undefined);
    await pass(300);
    t.true(mesh.includes("032b0102"), "advertising goes on beside the connection");
    t.true(mesh.includes("020106"), "connectable advertising as well: there are places");
    peer.disconnect();
    peer.disconnect();
    t.false(peer.connected);
    await pass(500);
    t.deepEqual(ended, [0x16]);
    t.deepEqual(
      log.filter((line) => !line.startsWith("room")),
      ["connect 1", "subscribe 1 true", "disconnect 1 19"],
    );
    t.deepEqual(faults, []);
    one.radio.close();
    two.radio.close();
    await clock.run(clock.now() + 20_000);
  });

test("a node of the air and a host: each connects to the other", async (t) => {
  const { air, during, host, pass } = hostRig();
  const gattAir = new GattAir(air);
  const station = air.attach({ name: "node" });
  const server = gattAir.server(station);
  const client = gattAir.client(station);
  const { radio } = await host("host");
  const { log, service } = proxyService();
  server.addService(service);
  server.advertise({ data, interval: 20 });
  const peer = await during(radio.gattClient!.connect(addressNumber(station.address) + 2 ** 48));
  t.is((await during(peer.discover(0x1828)))?.characteristics.length, 3);
  peer.disconnect();
  await pass(200);
  t.deepEqual(log, ["connect 1", "disconnect 1 19"]);
  const own = proxyService();
  radio.gatt!.addService(own.service);
  radio.gatt!.advertise({ data, interval: 20 });
  const other = await during(client.connect(addressOf(radio)));
  const found = await during(other.discover(0x1828));
  t.true(other.writeWithoutResponse(found!.characteristics[0]!, new Uint8Array(300)));
  await pass(200);
  t.is(own.written[0]?.length, 300);
  radio.gatt!.disconnect(1);
  await pass(200);
  t.false(other.connected);
  t.deepEqual(own.log, ["connect 1", "disconnect 1 22"]);
});

test("several clients at once: their places, their data, and advertising while there is one", async (t) => {
  const { during, host, pass } = hostRig();
  const server = (await host("server", { connections: 2 })).radio;
  const { service, written } = proxyService();
  server.gatt!.addService(service);
  server.gatt!.advertise({ data, interval: 20 });
  const clients = [(await host("a")).radio, (await host("b", { sets: 0 })).radio];
  const peers = [];
  for (const one of clients) peers.push(await during(one.gattClient!.connect(addressOf(server))));
  const third = (await host("c")).radio;
  await t.throwsAsync(during(third.gattClient!.connect(addressOf(server), { timeout: 1000 })), {
    instanceOf: GattDisconnectedError,
  });
  for (const [i, peer] of peers.entries()) {
    const found = await during(peer.discover(0x1828));
    t.true(peer.writeWithoutResponse(found!.characteristics[0]!, Uint8Array.of(i)));
  }
  await pass(200);
  t.deepEqual(written.map(([octet]) => octet).sort(), [0, 1]);
  peers[0]!.disconnect();
  await pass(200);
  t.true((await during(third.gattClient!.connect(addressOf(server)))).connected);
});

test("out of range a connection is lost by timeout at both sides, and one to nobody ends in its time", async (t) => {
  const { during, host, pass } = hostRig({ model: "kind" });
  const one = await host("one", { position: { x: 0, y: 0 } });
  const two = await host("two", { position: { x: 3, y: 0 } });
  const { log, service } = proxyService();
  one.radio.gatt!.addService(service);
  one.radio.gatt!.advertise({ data, interval: 20 });
  const ended: number[] = [];
  const address = addressOf(one.radio);
  await during(two.radio.gattClient!.connect(address, { onDisconnect: (r) => ended.push(r) }));
  one.station.moveTo({ x: 10_000, y: 0 });
  await pass(7000);
  t.deepEqual(ended, [0x08]);
  t.deepEqual(log, ["connect 1", "disconnect 1 8"]);
  const error = await t.throwsAsync(
    during(two.radio.gattClient!.connect(address, { timeout: 2000 })),
    { instanceOf: GattDisconnectedError },
  );
  t.is(error.reason, 0x08);
  one.station.moveTo({ x: 1, y: 0 });
  t.true((await during(two.radio.gattClient!.connect(address))).connected);
});

test("a controller that is reset, and a host that goes, lose the connection at the other side by timeout", async (t) => {
  const { during, host, pass } = hostRig();
  const one = await host("one");
  const two = await host("two");
  const { log, service } = proxyService();
  one.radio.gatt!.addService(service);
  one.radio.gatt!.advertise({ data, interval: 20 });
  await during(two.radio.gattClient!.connect(addressOf(one.radio)));
  await pass(50);
  two.transport.controller.command({ opcode: 0x0c03, parameters: new Uint8Array(0) });
  await pass(6000);
  t.deepEqual(log, ["connect 1", "disconnect 1 8"]);
});

/** Throughput of notifications of 244 octets at an interval of 15 ms: octets in a second. */
test("several PDUs fit into an event, longer ones carry more, and losses cost time", async (t) => {
  const rate = async (lossRate: number, length: number): Promise<number> => {
    const { during, host, pass } = hostRig({ lossRate });
    const one = (await host("one")).radio;
    const two = (await host("two")).radio;
    const { dataOut, service } = proxyService();
    let connection = 0;
    const send = (): void => {
      while (one.gatt!.notify(connection, dataOut, new Uint8Array(length)));
    };
    one.gatt!.addService({
      ...service,
      onConnect: (which) => (connection = which),
      onRoom: send,
    });
    one.gatt!.advertise({ data, interval: 20 });
    const peer = await during(two.gattClient!.connect(addressOf(one)));
    const found = await during(peer.discover(0x1828));
    let octets = 0;
    await during(peer.subscribe(found!.characteristics[1]!, (value) => (octets += value.length)));
    send();
    await pass(5000);
    return octets / 5;
  };
  const [free, short, lossy] = [await rate(0, 244), await rate(0, 20), await rate(0.3, 244)];
  t.true(free > 40_000 && free < 100_000, `${free}`);
  t.true(short < free / 3, `${short}`);
  t.true(lossy < free * 0.8 && lossy > free / 20, `${lossy}`);
});

/** Commands for connections, of a host without one: status in hexadecimal digits. */
const refusals: readonly (readonly [
  title: string,
  opcode: number,
  parameters: string,
  status: string,
])[] = [
  ["Disconnect, no connection", 0x0406, "010013", "02"],
  ["Disconnect, a short command", 0x0406, "0100", "12"],
  ["LE Connection Update, no connection", 0x2013, "0100" + "06000600000064000000" + "0000", "02"],
  ["LE Read Remote Features, no connection", 0x2016, "0100", "02"],
  ["LE Create Connection Cancel, no attempt", 0x200e, "", "0c"],
  [
    "LE Create Connection, a window above the interval",
    0x200d,
    "30003100" + "0001" + "010203040506" + "00" + "0600060000006400" + "00000000",
    "12",
  ],
  [
    "LE Create Connection, an interval of 5 units",
    0x200d,
    "30003000" + "0001" + "010203040506" + "00" + "0500060000006400" + "00000000",
    "12",
  ],
  [
    "LE Create Connection, a timeout too short for the interval",
    0x200d,
    "30003000" + "0001" + "010203040506" + "00" + "800c800c00000a00" + "00000000",
    "12",
  ],
  [
    "LE Create Connection, a random address that was not set",
    0x200d,
    "30003000" + "0001" + "010203040506" + "01" + "0600060000006400" + "00000000",
    "12",
  ],
  ["LE Set Data Length, no connection", 0x2022, "0100fb004808", "02"],
  ["LE Write Suggested Default Data Length, 252 octets", 0x2024, "fc004808", "12"],
  ["LE Read Maximum Data Length", 0x202f, "", "00fb004808fb004808"],
];

for (const [title, opcode, parameters, expected] of refusals)
  test(`a controller answers: ${title}`, (t) => {
    const { events, one } = setUp();
    events.length = 0;
    one.command({ opcode, parameters: fromHex(parameters) });
    const [answer] = events.map(toHex);
    const isStatus = answer!.startsWith("040f");
    t.is(isStatus ? answer!.slice(6, 8) : answer!.slice(12), expected);
  });

test("an attempt is cancelled: first the answer, then the event of its end", (t) => {
  const rig = setUp();
  unmaskAll(rig);
  const create = "30003000" + "0001" + "010203040506" + "00" + "0600060000006400" + "00000000";
  rig.one.command({ opcode: 0x200d, parameters: fromHex(create) });
  rig.events.length = 0;
  rig.one.command({ opcode: 0x200d, parameters: fromHex(create) });
  t.is(toHex(rig.events[0]!), "040f04" + "0c" + "01" + "0d20", "one at a time");
  rig.events.length = 0;
  rig.one.command({ opcode: 0x200e, parameters: new Uint8Array(0) });
  rig.until(rig.clock.now() + 1);
  t.is(toHex(rig.events[0]!), "040e04" + "01" + "0e20" + "00");
  t.regex(toHex(rig.events[1]!), /^043e1f0a02/);
});

test("the filter accept list decides whom an attempt connects to, and what a scan reports", (t) => {
  const rig = setUp(0);
  unmaskAll(rig);
  const { ask, controller, events, send, until, clock } = rig;
  const others = [1, 2].map((number) => {
    const one = controller(`other-${number}`, 0x020000000010 + number, () => undefined);
    const commands = [
      [0x2006, "20002000000000000000000000" + "07" + "00"],
      [0x2008, "03020106".padEnd(64, "0")],
      [0x200a, "01"],
    ] as const;
    for (const [opcode, parameters] of commands)
      one.command({ opcode, parameters: fromHex(parameters) });
    return one;
  });
  t.is(others.length, 2);
  t.is(ask(0x200f), "0008");
  for (let i = 0; i < 8; i++) t.is(send(0x2011, `000${i}0203040506`), 0);
  t.is(send(0x2011, "00990203040506"), 0x07);
  t.is(send(0x2012, "00000203040506"), 0);
  t.is(send(0x2011, "01" + "120000000002"), 0);
  t.is(send(0x200b, "00300030000001"), 0);
  t.is(send(0x200c, "0100"), 0);
  t.is(send(0x2010), 0x0c, "it is in use");
  events.length = 0;
  until(clock.now() + 500);
  const from = events.map((event) => toHex(event).slice(14, 26));
  t.true(from.length > 3 && from.every((address) => address === "120000000002"), from.join());
  t.is(send(0x200c, "0000"), 0);
  events.length = 0;
  const create = "30003000" + "01" + "00000000000000" + "00" + "0600060000006400" + "00000000";
  rig.one.command({ opcode: 0x200d, parameters: fromHex(create) });
  until(clock.now() + 200);
  const complete = events.map(toHex).find((event) => event.startsWith("043e1f0a00"));
  t.is(complete?.slice(18, 30), "120000000002");
  t.is(send(0x2010), 0);
});
