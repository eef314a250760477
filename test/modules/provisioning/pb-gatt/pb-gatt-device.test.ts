import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { claimConnection } from "../../../../modules/bearer/connectable-advertiser.js";
import type { ConnectableAdvertisement } from "../../../../modules/host/gatt.js";
import type { DropReason } from "../../../../modules/host/drop-reason.js";
import { gattProvisionerRig } from "../../../support/gatt-provisioner.js";
import { Rig } from "../../../support/provisioning.js";
import { TestGattClient, type TestGattServer } from "../../../support/test-gatt.js";
import { TestRandom } from "../../../support/test-random.js";

const bearer = "pb-gatt";
const invite = "030000";

test("PB-GATT device: its service has Data In and Data Out, and its advertisement UUID, OOB Information and name", async (t) => {
  const uuid = fromHex("00112233445566778899aabbccddeeff");
  const { server } = await gattProvisionerRig({ uuid, oobInformation: 0x1234, name: "lamp" });
  const [service] = server.services;
  t.is(server.services.length, 1);
  t.is(service!.uuid, 0x1827);
  const [dataIn, dataOut] = service!.characteristics;
  t.is(dataIn!.uuid, 0x2adb);
  t.true(dataIn!.writeWithoutResponse);
  t.is(dataOut!.uuid, 0x2adc);
  t.true(dataOut!.notify);
  for (const no of ["read", "write", "indicate"] as const)
    t.false(dataIn![no] === true || dataOut![no] === true, no);
  const { data, interval, scanResponse } = server.advertisement!;
  t.is(toHex(data), "02010603032718151627" + "1800112233445566778899aabbccddeeff3412");
  t.is(toHex(scanResponse!), "0a096c616d702d65656666"); // lamp-eeff
  t.true(interval >= 100 && interval <= 150);
});

test("PB-GATT device: it advertises often for a minute, then about once a second, and often again after a link", async (t) => {
  const { connect, rig, server } = await gattProvisionerRig();
  const often = () => server.advertisement!.interval <= 150;
  await rig.clock.run(59_000);
  t.true(often());
  await rig.clock.run(2000);
  t.true(server.advertisement!.interval >= 1000 && server.advertisement!.interval <= 1200);
  const client = await connect();
  await client.subscribe();
  t.is(server.advertisement, undefined, "a link is open");
  client.peer.disconnect();
  await rig.clock.run(100);
  t.true(often());
});

test("PB-GATT device: two devices that start together do not advertise at the same intervals", (t) => {
  const rig = new Rig({ gatt: {} });
  const intervals = [1, 2, 3, 4].map(
    () =>
      (rig.device().radio.gatt as unknown as { advertisement: ConnectableAdvertisement })
        .advertisement.interval,
  );
  t.true(new Set(intervals).size > 1);
});

test("PB-GATT device: the bearers are those of the options", (t) => {
  const rig = new Rig({ gatt: {} });
  const beacons = (radio: number) =>
    rig.air.log.filter(({ data, from }) => from === radio && data[1] === 0x2b).length;
  const adv = rig.device({ bearers: ["pb-adv"] });
  const gatt = rig.device({ bearers: ["pb-gatt"] });
  const both = rig.device();
  rig.clock.advance(5000);
  const services = [adv, gatt, both].map(
    ({ radio }) => (radio.gatt as unknown as { services: unknown[] }).services.length,
  );
  t.deepEqual(services, [0, 1, 1]);
  t.deepEqual(
    [adv, gatt, both].map(({ radio }) => beacons(radio.index) > 0),
    [true, false, true],
  );
});

test("PB-GATT device: options out of range are refused", (t) => {
  const rows = [
    [{ bearers: [] }, "bearers must name at least one of pb-adv and pb-gatt"],
    [{ bearers: ["gatt"] }, "bearers must be of pb-adv and pb-gatt, not gatt"],
    [{ name: "" }, "name: 0 octets of UTF-8 where 1..24 are possible"],
    [{ name: "ü".repeat(13) }, "name: 26 octets of UTF-8 where 1..24 are possible"],
  ] as const;
  for (const [options, message] of rows) {
    const rig = new Rig({ gatt: {} });
    t.throws(() => rig.device(options as object), { instanceOf: RangeError, message });
  }
  t.throws(() => new Rig().device({ bearers: ["pb-gatt"] }), {
    instanceOf: RangeError,
    message: "bearers: pb-gatt needs a radio with a GATT server, and radio.gatt is absent",
  });
  t.notThrows(() => new Rig({ gatt: {} }).device({ name: "ü".repeat(12) }));
});

test("PB-GATT device: a client that opens no link is disconnected after 60 s, unless another user of the server needs it", async (t) => {
  const { connect, rig, server } = await gattProvisionerRig();
  const [idle, used] = [await connect(), await connect()];
  const [, usedNumber] = [...server.peers.keys()];
  claimConnection(server, usedNumber!);
  await rig.clock.run(59_000);
  t.deepEqual(idle.heard, []);
  await rig.clock.run(2000);
  t.deepEqual(idle.heard, ["end 19"]);
  t.deepEqual(used.heard, []);
  await rig.clock.run(60_000);
  t.deepEqual(used.heard, []);
});

test("PB-GATT device: a client that opens a link and says nothing is disconnected after 60 s", async (t) => {
  const { connect, device, rig } = await gattProvisionerRig();
  const client = await connect();
  await client.subscribe();
  await rig.clock.run(59_000);
  t.deepEqual(client.heard, []);
  await rig.clock.run(2000);
  t.deepEqual(client.heard, ["end 19"]);
  t.deepEqual(device.events, ["open", "close 1 local"]);
});

test("PB-GATT device: one link at a time: a second client is disconnected when it subscribes, and what it writes is dropped", async (t) => {
  const { connect, device } = await gattProvisionerRig();
  const [first, second] = [await connect(), await connect()];
  await first.subscribe();
  await second.write(invite);
  t.is(device.diagnostics.dropped("pb-gatt.other-link"), 1);
  await second.subscribe().catch(() => undefined);
  await first.write(invite);
  t.deepEqual(second.heard, ["end 19"]);
  t.is(first.heard.length, 1);
  t.true(first.heard[0]!.startsWith("0301"), "Capabilities");
});

test("PB-GATT device: what is written before the subscription is dropped, and what is written right after it is not", async (t) => {
  const { connect, device, rig } = await gattProvisionerRig();
  const client = await connect();
  await client.write(invite);
  t.is(device.diagnostics.dropped("pb-gatt.other-link"), 1);
  t.deepEqual(client.heard, []);
  void client.subscribe();
  client.peer.writeWithoutResponse(client.dataIn, fromHex(invite));
  await rig.clock.run(200);
  t.is(client.heard.length, 1);
});

test("PB-GATT device: the end of the subscription ends the link, and a new one opens the next", async (t) => {
  const { connect, device, rig } = await gattProvisionerRig();
  const client = await connect();
  await client.subscribe();
  await client.write(invite);
  await client.subscribe(false);
  t.deepEqual(device.events, ["open", "attention 0", "close 2 peer"]);
  t.true(client.peer.connected);
  await client.subscribe();
  await client.write(invite);
  t.is(client.heard.length, 2);
  await client.subscribe(false);
  await rig.clock.run(61_000);
  t.is(client.heard.at(-1), "end 19", "without a link it is idle");
});

/** Writes behind the subscription: what is dropped, how the connection is after a second, and what the link does then. */
const strays: readonly (readonly [
  rule: string,
  pdus: readonly string[],
  drops: Partial<Record<DropReason, number>>,
  state: "open" | "ended",
])[] = [
  ["nothing at all", [""], { "proxy.length": 1 }, "open"],
  ["an empty message", ["03"], { "proxy.length": 1 }, "open"],
  ["a reserved type", ["04aa", "3faa"], { "proxy.type": 2 }, "open"],
  ["a network PDU", ["00" + "11".repeat(29)], { "proxy.type": 1 }, "open"],
  ["a beacon in segments", ["4101", "c102"], { "proxy.type": 1 }, "open"],
  ["a proxy configuration message", ["0200"], { "proxy.type": 1 }, "open"],
  ["a message that is too long", ["03" + "00".repeat(67)], { "proxy.length": 1 }, "open"],
  ["a continuation without a first segment", ["8300"], { "proxy.segment": 1 }, "ended"],
  ["a last segment without a first", ["c300"], { "proxy.segment": 1 }, "ended"],
  ["a first segment twice", ["4300", "4300"], { "proxy.segment": 1 }, "ended"],
  ["a complete message between segments", ["4300", "0300"], { "proxy.segment": 1 }, "ended"],
  ["segments of two types", ["4300", "c000"], { "proxy.segment": 1 }, "ended"],
];

for (const [rule, pdus, drops, state] of strays)
  test(`PB-GATT device, written over a link: ${rule}`, async (t) => {
    const { connect, device, rig } = await gattProvisionerRig();
    const client = await connect();
    await client.subscribe();
    await client.write(...pdus);
    await rig.clock.run(1000);
    for (const [reason, count] of Object.entries(drops))
      t.is(device.diagnostics.dropped(reason as DropReason), count, reason);
    t.is(client.peer.connected, state === "open");
    if (state === "ended") t.deepEqual(device.events, ["open", "close 2 local"]);
    else {
      await client.write(invite);
      t.true(client.heard[0]?.startsWith("0301"), "the link goes on");
    }
    // A provisioning over either bearer is possible afterwards.
    client.peer.disconnect();
    for (const over of [bearer, "pb-adv"] as const) {
      const next = over === bearer ? device : rig.device();
      const result = await rig.outcome(rig.provision(next.uuid, { bearer: over }));
      if (result instanceof Error) throw result;
    }
    t.pass();
  });

test("PB-GATT device: a message without its last segment ends the connection 20 s after the latest one", async (t) => {
  const { connect, device, rig } = await gattProvisionerRig();
  const client = await connect();
  await client.subscribe();
  await client.write("4300");
  await rig.clock.run(18_000);
  await client.write("8300", "04aa");
  await rig.clock.run(19_500);
  t.deepEqual(client.heard, []);
  await rig.clock.run(600);
  t.deepEqual(client.heard, ["end 19"]);
  t.deepEqual(device.events, ["open", "close 1 local"]);
});

test("PB-GATT device: after Failed each further PDU is unexpected, and a new subscription begins again", async (t) => {
  const { connect, device } = await gattProvisionerRig();
  const client = await connect();
  await client.subscribe();
  await client.write("030e", invite, "0309");
  t.deepEqual(client.heard, ["030901", "030903", "030903"]);
  t.deepEqual(device.events, ["open", "failed 1"]);
  await client.subscribe(false);
  await client.subscribe();
  await client.write(invite);
  t.true(client.heard[3]!.startsWith("0301"));
});

test("PB-GATT device: a provisioner that stays connected after Complete is disconnected after 3 s", async (t) => {
  const { device, rig } = await gattProvisionerRig();
  const connection = () => rig.gatt!.connections[0]!;
  const promise = rig.provision(device.uuid, { bearer });
  // The provisioner's end of the connection does not get through.
  let complete = -1;
  rig.gatt!.onCarried = (direction, value) => {
    if (direction !== "out" || value[1] !== 8) return;
    complete = rig.clock.now();
    const close = connection().close.bind(connection());
    connection().close = (side) => (side === 1 ? close(1) : undefined);
  };
  if ((await rig.outcome(promise)) instanceof Error) return t.fail();
  await rig.clock.run(2900);
  t.is(device.results.length, 0);
  t.true(connection().open);
  await rig.clock.run(200);
  t.is(device.results.length, 1);
  t.false(connection().open);
  t.true(rig.clock.now() - complete < 3300);
  t.is(device.events.at(-1), "close 0 local");
});

test("PB-GATT device: while a link of PB-ADV is open it offers none over GATT, and the other way round", async (t) => {
  const { connect, device, rig, server } = await gattProvisionerRig({}, { ecdhMilliseconds: 500 });
  const early = await connect();
  const overAdv = rig.provision(device.uuid);
  await rig.clock.run(3000, () => device.device.linked);
  t.is(server.advertisement, undefined);
  await early.subscribe().catch(() => undefined);
  await rig.clock.run(100);
  t.deepEqual(early.heard, ["end 19"]);
  if ((await rig.outcome(overAdv)) instanceof Error) t.fail();
  await rig.clock.run(1000);
  t.is(device.results.length, 1);
  t.is(device.device.linkBearer, "pb-adv");

  const other = rig.device();
  const overGatt = rig.provision(other.uuid, { bearer });
  await rig.clock.run(3000, () => other.device.linked);
  const from = rig.air.log.length;
  const refused = rig.provision(other.uuid, { bearer: "pb-adv" });
  if ((await rig.outcome(overGatt)) instanceof Error) t.fail();
  const sent = rig.air.log.slice(from).filter(({ from: radio }) => radio === other.radio.index);
  t.deepEqual(sent, [], "neither a beacon nor a Link Ack");
  rig.role.close();
  t.true((await rig.outcome(refused)) instanceof Error);
  t.is(other.device.linkBearer, "pb-gatt");
});

test("PB-GATT device: at its close the service, the advertisement and the connections end", async (t) => {
  const { connect, device, rig, server } = await gattProvisionerRig();
  const [idle, linked] = [await connect(), await connect()];
  await linked.subscribe();
  device.device.close();
  await rig.clock.run(100);
  t.deepEqual(server.services, []);
  t.is(server.advertisement, undefined);
  t.deepEqual([idle.heard, linked.heard], [["end 19"], ["end 19"]]);
  t.deepEqual(device.events, ["open"]);
});

test("PB-GATT device: random octets never throw, and never provision", async (t) => {
  const random = new TestRandom(7);
  const { connect, device, rig } = await gattProvisionerRig();
  let client = await connect();
  await client.subscribe();
  for (let round = 0; round < 400; round++) {
    if (!client.peer.connected) {
      client = await connect();
      await client.subscribe();
    }
    const value = random.bytes(random.below(80));
    if (value.length > 0 && random.below(3) > 0) value[0] = (random.below(4) << 6) | 3;
    if (value.length > 1 && random.below(3) > 0) value[1] = random.below(10);
    client.peer.writeWithoutResponse(client.dataIn, value);
    await rig.clock.run(31);
  }
  t.deepEqual(device.results, []);
  t.true(device.events.some((event) => event.startsWith("failed")));
  t.true(device.diagnostics.dropped("proxy.segment") > 10);
  client.peer.disconnect();
  await rig.clock.run(200);
  t.false((await rig.outcome(rig.provision(device.uuid, { bearer }))) instanceof Error);
});

test("PB-GATT device: clients that connect as fast as they can for a minute do not stop provisioning over PB-ADV", async (t) => {
  const rig = new Rig({ gatt: {}, ecdhMilliseconds: 300 });
  const devices = Array.from({ length: 12 }, () => rig.device());
  const client = new TestGattClient(rig.gatt!);
  const end = rig.clock.now() + 60_000;
  let connections = 0;
  const attack = async ({ radio }: (typeof devices)[number]) => {
    const { address } = radio.gatt as TestGattServer;
    while (rig.clock.now() < end) {
      const peer = await client.connect(address, { timeout: 2000 }).catch(() => undefined);
      if (!peer) continue;
      connections++;
      // Every fourth one opens a link, and leaves.
      const service = connections % 4 === 0 ? await peer.discover(0x1827) : undefined;
      if (service) await peer.subscribe(service.characteristics[1]!, () => undefined);
      peer.disconnect();
    }
  };
  for (const device of devices) void attack(device).catch(() => undefined);
  let failures = 0;
  for (const device of devices) {
    let result: unknown;
    do {
      result = await rig.outcome(rig.provision(device.uuid));
      if (result instanceof Error) failures++;
    } while (result instanceof Error && rig.clock.now() < end);
    await rig.clock.run(500);
    t.is(device.results.length, 1);
    device.device.close();
  }
  t.true(rig.clock.now() < end, "all within the minute");
  t.true(connections > 100, `${connections}`);
  t.true(failures <= 2, `${failures}`);
});
