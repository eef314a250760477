import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import { GattDisconnectedError, GattError } from "../../../../modules/base/gatt-errors.js";
import type { RemoteCharacteristic } from "../../../../modules/host/gatt-client.js";
import { TestRandom } from "../../../support/test-random.js";
import { clientRig, ownUuid, pairRig } from "./rig.js";

test("what a client sends for a service: its UUID, its characteristics, their descriptors, a subscription", async (t) => {
  const answers: Readonly<Record<string, string[]>> = {
    "024500": ["031700"],
    "060100ffff00282818": ["07" + "10001500"],
    "08100015000328": ["0907" + "1100041200dd2a" + "1300101400de2a"],
    "0413001500": ["0501" + "13000328" + "1400de2a" + "15000229"],
    "1215000100": ["1b1400aa", "13"],
  };
  const rig = await clientRig((request) => answers[request] ?? [], 69);
  const { during, peer, requests } = rig;
  t.is(peer.mtu, 23);
  const service = await during(peer.discover(0x1828));
  t.deepEqual(
    service?.characteristics.map(({ uuid, properties }) => [uuid, properties]),
    [
      [0x2add, 4],
      [0x2ade, 0x10],
    ],
  );
  const heard: string[] = [];
  await during(peer.subscribe(service!.characteristics[1]!, (value) => heard.push(toHex(value))));
  t.deepEqual(heard, ["aa"], "the listener is in place before the response");
  t.true(peer.writeWithoutResponse(service!.characteristics[0]!, Uint8Array.of(3, 0, 5)));
  t.deepEqual(requests, [
    "024500",
    "060100ffff00282818",
    "08100015000328",
    "0413001500",
    "1215000100",
    "521200030005",
  ]);
});

const at = (handle: number): RemoteCharacteristic =>
  ({ uuid: 1, properties: 0x3e, handle, descriptors: [] }) as RemoteCharacteristic;

/** Of a server that answers a read wrongly: how the read ends. */
const misbehaviour: readonly (readonly [title: string, answers: string[], end: number | string])[] =
  [
    ["another error code", ["010a010080"], 0x80],
    ["an error to another request is ignored", ["010c010001", "0b01"], "01"],
    ["a short error is ignored", ["010a01", "0b01"], "01"],
    ["a response to another request is ignored", ["0d02", "13", "0b01"], "01"],
    ["two responses: the first", ["0b01", "0b02"], "01"],
    ["an unknown request is answered, and the read goes on", ["3f", "0b01"], "01"],
    ["an unknown command is not", ["7f", "0b01"], "01"],
    ["a short notification", ["1b01", "0b01"], "01"],
    ["nothing", [], "closed"],
  ];

for (const [title, answers, end] of misbehaviour)
  test(`a server that answers a read with ${title}`, async (t) => {
    const { channel, clock, during, peer } = await clientRig((request) =>
      request === "0a0100" ? answers : [],
    );
    const reading = peer.read(at(1));
    if (end === "closed") {
      reading.catch(() => undefined);
      await clock.run(clock.now() + 29_999);
      t.is(channel.closes, 0);
      await clock.run(clock.now() + 2);
      t.is(channel.closes, 1, "after 30 s the bearer is dead");
      channel.receiver?.closed(0x16);
      await t.throwsAsync(during(reading), { instanceOf: GattDisconnectedError });
    } else if (typeof end === "number")
      t.is((await t.throwsAsync(during(reading), { instanceOf: GattError })).code, end);
    else t.is(toHex(await during(reading)), end);
  });

test("an indication is confirmed, whether or not it was subscribed to", async (t) => {
  const { channel, requests } = await clientRig(() => []);
  channel.receiver?.receive(Uint8Array.of(0x1d, 1, 0, 5));
  channel.receiver?.receive(Uint8Array.of(0x1d, 1));
  t.deepEqual(requests, ["1e"]);
});

/** One characteristic, 0x2add, with its declaration at 1. */
const declared = { "0801": ["0907" + "0100020200dd2a"] };

/** Lists that lead nowhere: they end in an error, not in requests without end. */
const lists: readonly (readonly [title: string, answers: Readonly<Record<string, string[]>>])[] = [
  ["handles do not rise", { "0801": ["0907" + "0200020300dd2a" + "0100020200dd2a"] }],
  ["a value is before its declaration", { "0801": ["0907" + "0200020100dd2a"] }],
  ["an entry has no length", { "0801": ["0900"] }],
  ["an entry is too short", { "0801": ["090501000202"] }],
  ["the list is empty", { "0801": ["0907"] }],
  ["the response has one octet", { "0801": ["09"] }],
  ["types of no length", { ...declared, "0403": ["0503"] }],
  ["types without end", { ...declared, "0403": ["0501" + "02000229"] }],
  ["types of none", { ...declared, "0403": ["0501"] }],
  [
    "a declaration comes again",
    { ...declared, "0403": ["0501" + "05000328"], "0805": ["0907" + "0100020200dd2a"] },
  ],
];

for (const [title, answers] of lists)
  test(`a server whose list of characteristics is wrong, ${title}: the discovery fails`, async (t) => {
    const { during, peer, requests } = await clientRig((request) =>
      request.startsWith("06")
        ? ["0701000900"]
        : (answers[request.slice(0, 4)] ?? [`01${request.slice(0, 2)}0100` + "0a"]),
    );
    await t.throwsAsync(during(peer.discover(0x1828)), { instanceOf: GattError });
    t.true(requests.length < 10);
  });

test("a service whose declarations do not fit into one response", async (t) => {
  // Three characteristics; the second one has a type of 128 bits, which a response has alone.
  const vendor = "0f0e0d0c0b0a09080706050403020100";
  const answers: Readonly<Record<string, string[]>> = {
    "060100ffff00282818": ["07" + "10001900"],
    "08100019000328": ["0907" + "1000021100dd2a"],
    "0412001900": ["0501" + "12000129" + "13000328"],
    "0414001900": ["0502" + "1400" + vendor],
    "0415001900": ["0501" + "15000229" + "16000328" + "1700de2a" + "18000229"],
    "0419001900": ["0104" + "1900" + "0a"],
    "08130019000328": ["0915" + "1300101400" + vendor],
    "08160019000328": ["0907" + "1600101700de2a"],
  };
  const { during, peer, requests } = await clientRig((request) => answers[request] ?? []);
  const service = (await during(peer.discover(0x1828)))!;
  t.deepEqual(service.characteristics, [
    { uuid: 0x2add, properties: 2, handle: 0x11, descriptors: [{ uuid: 0x2901, handle: 0x12 }] },
    {
      uuid: Uint8Array.from(vendor.match(/../g)!, (two) => parseInt(two, 16)).reverse(),
      properties: 0x10,
      handle: 0x14,
      descriptors: [{ uuid: 0x2902, handle: 0x15 }],
    },
    {
      uuid: 0x2ade,
      properties: 0x10,
      handle: 0x17,
      descriptors: [{ uuid: 0x2902, handle: 0x18 }],
    },
  ] as unknown as typeof service.characteristics);
  t.is(requests.length, 8);
});

test("requests wait for each other, and fail with the connection", async (t) => {
  const { channel, clock, ended, peer, requests } = await clientRig(() => []);
  const reads = [peer.read(at(1)), peer.read(at(2)), peer.write(at(3), new Uint8Array(1))];
  for (const read of reads) read.catch(() => undefined);
  await clock.run(clock.now() + 10);
  t.deepEqual(requests, ["0a0100"]);
  channel.receiver?.closed(0x08);
  for (const read of reads)
    t.is((await t.throwsAsync(read, { instanceOf: GattDisconnectedError })).reason, 8);
  t.deepEqual(ended, [8]);
  t.false(peer.connected);
  await t.throwsAsync(peer.read(at(1)), { instanceOf: GattDisconnectedError });
  t.false(peer.writeWithoutResponse(at(1), new Uint8Array(1)));
});

test("a server that does not answer the MTU: the attempt ends in its time", async (t) => {
  const rig = await clientRig(() => []);
  rig.channel.receiver?.closed(0x13);
  const { channel, client, clock } = rig;
  const connecting = client.connect(1, { mtu: 100, timeout: 2000, onDisconnect: () => t.fail() });
  connecting.catch(() => undefined);
  await clock.run(clock.now() + 2001);
  t.is(channel.closes, 1);
  channel.receiver?.closed(0x16);
  await t.throwsAsync(connecting, { instanceOf: GattDisconnectedError });
  t.is(client.connections, 1);
});

/** What a server answers to a late exchange, with the ATT_MTU that holds then. */
const lateAnswers: readonly (readonly [title: string, answers: string[], mtu: number])[] = [
  ["agrees", ["036400"], 100],
  ["has less", ["031e00"], 30],
  ["does not know the request", ["0102000006"], 23],
  ["does not answer", [], 23],
];

for (const [title, answers, mtu] of lateAnswers)
  test(`the ATT_MTU is exchanged late, the server ${title}: behind the first subscription`, async (t) => {
    const rig = await clientRig((request) =>
      request.startsWith("02") ? answers : request.startsWith("12") ? ["13"] : [],
    );
    rig.channel.receiver?.closed(0x13);
    const { client, clock, during, requests } = rig;
    requests.length = 0;
    const peer = await during(client.connect(1, { mtu: 100, mtuExchange: "late" }));
    t.is(peer.mtu, 23);
    const notifies = {
      ...at(1),
      properties: 0x10,
      descriptors: [{ uuid: 0x2902, handle: 2 }],
    } as RemoteCharacteristic;
    await during(peer.subscribe(notifies, () => undefined));
    t.true(peer.writeWithoutResponse(at(5), Uint8Array.of(9)), "beside the exchange");
    await clock.run(clock.now() + 10);
    t.is(peer.mtu, mtu);
    await during(peer.subscribe(notifies, undefined), 20).catch(() => undefined);
    const first = ["1202000100", "026400", "52050009"];
    t.deepEqual(requests, answers.length > 0 ? [...first, "1202000000"] : first);
    // A transaction that times out ends the connection.
    await clock.run(clock.now() + 31_000);
    t.is(rig.channel.closes, answers.length > 0 ? 0 : 1);
  });

test("arguments out of range are named", async (t) => {
  const { client, during, peer } = await clientRig(() => []);
  const wrong = (message: RegExp) => ({ instanceOf: RangeError, message });
  await t.throwsAsync(client.connect(1, { mtu: 22 }), wrong(/mtu: 23..517/));
  await t.throwsAsync(
    client.connect(1, { mtuExchange: "never" as "late" }),
    wrong(/mtuExchange: "first" or "late", not never/),
  );
  await t.throwsAsync(client.connect(1, { timeout: 0 }), wrong(/timeout/));
  await t.throwsAsync(client.connect(-1), wrong(/address/));
  await t.throwsAsync(client.connect(1), wrong(/connections: 1 are open/));
  t.throws(() => peer.writeWithoutResponse(at(1), new Uint8Array(21)), wrong(/0..20 octets/));
  t.throws(
    () => peer.writeWithoutResponse({ uuid: 1, properties: 0 }, new Uint8Array(1)),
    wrong(/discover/),
  );
  await t.throwsAsync(peer.write(at(1), new Uint8Array(513)), wrong(/0..512/));
  await t.throwsAsync(during(peer.subscribe(at(1), () => undefined)), wrong(/neither/));
});

test("a server and a client of ours: values of each length, at each MTU", async (t) => {
  for (const mtu of [23, 69, 185, 517]) {
    const { connect, during, log, long, server } = pairRig(mtu);
    const peer = await connect();
    t.is(peer.mtu, mtu);
    const service = await during(peer.discover(ownUuid));
    const [characteristic] = service!.characteristics;
    for (const length of [0, 1, mtu - 4, mtu - 3, mtu - 2, mtu - 1, mtu, 511, 512].filter(
      (one) => one <= 512,
    )) {
      const value = new TestRandom(length).bytes(length);
      log.length = 0;
      await during(peer.write(characteristic!, value));
      t.deepEqual(log, [`long 1 ${length}`]);
      server.setValue(long, value);
      t.deepEqual(await during(peer.read(characteristic!)), value);
    }
    t.is(await during(peer.discover(0x1827)), undefined);
  }
});

test("writes without a response: eight have room, then onRoom comes", async (t) => {
  const { clock, connect, during, log } = pairRig();
  const peer = await connect();
  const [dataIn] = (await during(peer.discover(0x1828)))!.characteristics;
  let rooms = 0;
  peer.onRoom = () => rooms++;
  let sent = 0;
  while (peer.writeWithoutResponse(dataIn!, Uint8Array.of(sent))) sent++;
  t.is(sent, 8);
  t.is(rooms, 0);
  await clock.run(clock.now() + 10);
  t.is(rooms, 1);
  t.is(log.filter((line) => line.startsWith("write")).length, 8);
});

test("on a connection that we established the other side sees the GAP and the GATT service alone", async (t) => {
  const { channel, peer } = await clientRig(() => []);
  t.true(peer.connected);
  channel.receiver?.receive(Uint8Array.of(0x10, 1, 0, 0xff, 0xff, 0, 0x28));
  t.is(toHex(channel.sent[0]!), "1106" + "010005000018" + "060009000118");
});

test("random PDUs of a server: never an exception", async (t) => {
  const random = new TestRandom(11);
  const { channel, peer } = await clientRig(() => []);
  for (let round = 0; round < 20_000; round++) {
    if (round % 100 === 0) peer.read(at(1)).catch(() => undefined);
    channel.receiver?.receive(random.bytes(random.below(30)));
  }
  t.pass();
});
