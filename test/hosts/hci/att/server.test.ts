import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { TestRandom } from "../../../support/test-random.js";
import { serverRig, TestChannel } from "./rig.js";

/** Requests at an ATT_MTU of 23, and the one response; none: nothing is sent. */
const table: readonly (readonly [title: string, request: string, response?: string])[] = [
  ["primary services", "100100ffff0028", "1106" + "010005000018" + "060009000118" + "0a000f002818"],
  [
    "a service of 128 bits comes in a response of its own",
    "101000ffff0028",
    "1114" + "10001600100f0e0d0c0b0a090807060504030201",
  ],
  ["services beyond the last", "101700ffff0028", "0110" + "1700" + "0a"],
  ["secondary services: none", "100100ffff0128", "0110" + "0100" + "0a"],
  ["groups of another type", "100100ffff0328", "0110" + "0100" + "10"],
  ["a range from 0", "100000ffff0028", "0110" + "0000" + "01"],
  ["a range that ends before it begins", "10050004000028", "0110" + "0500" + "01"],
  ["a service by its UUID", "060100ffff00282818", "07" + "0a000f00"],
  [
    "a service of 128 bits by its UUID",
    "060100ffff0028" + "100f0e0d0c0b0a090807060504030201",
    "07" + "10001600",
  ],
  ["a service that is not there", "060100ffff00282718", "0106" + "0100" + "0a"],
  ["characteristics of a service", "080a000f000328", "0907" + "0b00040c00dd2a" + "0d00100e00de2a"],
  ["the Device Name by its type", "080100ffff002a", "0906" + "0300" + "6c616d70"],
  ["the Appearance by its type", "080100ffff012a", "0904" + "0500" + "8005"],
  ["a type of 128 bits", "080100ffff" + "100f0e0d0c0b0a090807060504030201", "0902" + "1200"],
  ["a value that cannot be read, by its type", "080100ffffdd2a", "0108" + "0c00" + "02"],
  ["descriptors", "040f000f00", "0501" + "0f000229"],
  ["descriptors of both lengths come apart", "0411001300", "0501" + "11000328"],
  ["a descriptor of 128 bits", "0412001300", "0502" + "1200100f0e0d0c0b0a090807060504030201"],
  ["descriptors beyond the last", "04" + "1700ffff", "0104" + "1700" + "0a"],
  ["a constant value", "0a1400", "0b414243"],
  ["the rest of a value", "0c14000100", "0d4243"],
  ["an offset at the end of a value", "0c14000300", "0d"],
  ["an offset beyond it", "0c14000400", "010c" + "1400" + "07"],
  ["a handle that is not there", "0a9999", "010a" + "9999" + "01"],
  ["the handle 0", "0a0000", "010a" + "0000" + "01"],
  ["a value that cannot be read", "0a0c00", "010a" + "0c00" + "02"],
  ["a value that cannot be written", "12030041", "0112" + "0300" + "03"],
  ["a declaration cannot be written", "120a0041", "0112" + "0a00" + "03"],
  ["a configuration of one octet", "120f0001", "0112" + "0f00" + "0d"],
  ["a configuration of three octets", "120f00010000", "0112" + "0f00" + "0d"],
  ["indications of what has none", "120f000200", "0112" + "0f00" + "13"],
  ["reserved bits of a configuration", "120f000400", "0112" + "0f00" + "13"],
  ["both bits: those that it has", "120f000300", "13"],
  ["a configuration of 0", "120f000000", "13"],
  ["a write with a response to Data In", "120c00030005", "13"],
  ["a write in parts to Data In", "160c000000030005", "0116" + "0c00" + "03"],
  ["a part of a long value", "16120000000102", "171200" + "0000" + "0102"],
  ["an execution without parts", "1801", "19"],
  ["a cancellation without parts", "1800", "19"],
  ["an execution with reserved flags", "1802", "0118" + "0000" + "04"],
  ["the MTU", "020001", "030502"],
  ["an MTU below the least", "021600", "030502"],
  ["a short request for the MTU", "0217", "0102" + "0000" + "04"],
  ["a long request for the MTU", "02170000", "0102" + "0000" + "04"],
  ["a short read", "0a01", "010a" + "0000" + "04"],
  ["a read that is too long", "0a030000", "010a" + "0000" + "04"],
  ["an opcode alone", "10", "0110" + "0000" + "04"],
  ["a UUID of three octets", "100100ffff002800", "0110" + "0000" + "04"],
  ["a request that is longer than the MTU", "121200" + "00".repeat(21), "0112" + "0000" + "04"],
  ["Read Multiple", "0e03000500", "010e" + "0000" + "06"],
  ["Read Multiple Variable", "2003000500", "0120" + "0000" + "06"],
  ["an unknown request", "3f", "013f" + "0000" + "06"],
  ["the opcode 0", "00", "0100" + "0000" + "06"],
  ["an unknown command", "7f00"],
  ["a signed write", "d20c00" + "00".repeat(13)],
  ["a write without a response", "520c00030005"],
  ["one to a handle that is not there", "52999903"],
  ["one to what cannot be written", "52030041"],
  ["a short one", "520c"],
  ["a confirmation of nothing", "1e"],
  ["a response to nothing", "0b00"],
  ["an error to nothing", "010a030001"],
  ["a notification for a client", "1b0300aa"],
  ["an empty PDU", ""],
];

for (const [title, request, response] of table)
  test(`a server answers: ${title}`, (t) => {
    const { ask, channel } = serverRig();
    t.deepEqual(ask(request), response === undefined ? [] : [response]);
    t.is(channel.closes, 0);
  });

test("the application gets a write after its response was sent", (t) => {
  const { channel, dataIn, dataOut, ask, bearer, log, server } = serverRig();
  const order: string[] = [];
  channel.onSend = (pdu) => order.push(toHex(pdu));
  Object.assign(dataOut, { onSubscribe: () => server.notify(1, dataOut, fromHex("0102")) });
  Object.assign(dataIn, { onWrite: () => order.push("written") });
  bearer.receive(fromHex("120f000100"));
  bearer.receive(fromHex("120c0001"));
  t.deepEqual(order, ["13", "1b0e000102", "13", "written"]);
  t.deepEqual(ask("0a0f00").at(-1), "0b0100");
  t.deepEqual(log, []);
});

test("what is written: a command, a request, and prepared parts that are joined", (t) => {
  const { ask, log } = serverRig();
  ask("520c00030005");
  ask("120c000300");
  ask("161200" + "0000" + "01".repeat(18));
  ask("161200" + "1200" + "02".repeat(18));
  t.deepEqual(ask("1801"), ["19"]);
  t.deepEqual(log, ["write 1 030005", "write 1 0300", "long 1 36"]);
});

test("prepared parts that do not fit are refused at their execution, and nothing is written", (t) => {
  const { ask, log } = serverRig();
  ask("161200" + "0100" + "01");
  t.deepEqual(ask("1801"), ["0118" + "0000" + "07"]);
  ask("161200" + "0000" + "01");
  ask("161200" + "ff01" + "0102");
  t.deepEqual(ask("1801"), ["0118" + "0000" + "07"]);
  ask("161200" + "0000" + "01");
  t.deepEqual(ask("1800"), ["19"]);
  t.deepEqual(ask("1801"), ["19"]);
  for (let i = 0; i < 64; i++) t.is(ask("161200" + "0000" + "01").length, 1);
  t.deepEqual(ask("161200" + "0000" + "01"), ["0116" + "1200" + "09"]);
  t.deepEqual(log, []);
});

test("the MTU is exchanged once: a second offer does not change it", (t) => {
  const { ask, server } = serverRig();
  t.deepEqual(ask("02b900"), ["030502"]);
  t.is(server.mtu(1), 185);
  t.deepEqual(ask("024000"), ["030502"]);
  t.is(server.mtu(1), 185);
  const { ask: other, server: small } = serverRig();
  other("020a00");
  t.is(small.mtu(1), 23);
});

test("a read that waits for its answer lets the next requests wait, in order", (t) => {
  const { answering, ask, channel, clock, server } = serverRig();
  ask("12160001");
  t.deepEqual(ask("0a1600"), []);
  t.deepEqual(ask("0a1400"), []);
  server.setValue(answering, fromHex("aabb"));
  t.deepEqual(channel.take(), ["0baabb", "0b414243"]);
  ask("12160001");
  t.deepEqual(ask("080100ffff3d2a"), []);
  clock.advanceTo(clock.now() + 10_000);
  t.deepEqual(channel.take(), ["0108" + "1600" + "0e"]);
});

test("a flood of requests is answered as the channel has room, and ends the connection", (t) => {
  const { ask, channel, clock } = serverRig();
  channel.holds = true;
  for (let i = 0; i < 8; i++) t.is(ask("0a1400").length, 1);
  for (let i = 0; i < 32; i++) t.is(ask("0a1400").length, 0);
  t.is(channel.closes, 0);
  channel.release();
  t.is(channel.take().length, 8);
  for (let i = 0; i < 100; i++) ask("0a1400");
  t.true(channel.closes > 0);
  clock.advanceTo(100_000);
});

test("an indication is repeated for no one: without a confirmation in 30 s the connection ends", (t) => {
  const { ask, channel, clock, long, log, server } = serverRig();
  t.false(server.notify(1, long, fromHex("01")));
  ask("1213000200");
  t.true(server.notify(1, long, fromHex("01")));
  t.deepEqual(channel.take(), ["1d120001"]);
  t.false(server.notify(1, long, fromHex("02")));
  ask("1e");
  t.deepEqual(log, ["room 1"]);
  t.true(server.notify(1, long, fromHex("02")));
  clock.advanceTo(clock.now() + 29_999);
  t.is(channel.closes, 0);
  clock.advanceTo(clock.now() + 1);
  t.is(channel.closes, 1);
});

test("Service Changed: one indication at a time, with the range of all that has changed", (t) => {
  const { ask, channel, own, proxy, server } = serverRig();
  server.removeService(own);
  t.deepEqual(channel.take(), [], "the client has not subscribed");
  t.deepEqual(ask("1209000200"), ["13"]);
  t.deepEqual(channel.take(), []);
  server.removeService(proxy);
  t.deepEqual(channel.take(), ["1d0800" + "0a000f00"]);
  server.addService(own);
  server.addService(proxy);
  t.deepEqual(channel.take(), []);
  t.deepEqual(
    ask("1e"),
    ["1d0800" + "17002300"],
    "a handle of a removed service is not used again",
  );
  t.deepEqual(ask("1e"), []);
  t.deepEqual(ask("060100ffff00282818"), ["07" + "1e002300"]);
});

test("connections: callbacks come later, one per service, and the places are limited", (t) => {
  const { bearer, channel, clock, log, server } = serverRig();
  server.advertise({ data: fromHex("020106"), interval: 100 });
  const other = new TestChannel();
  const second = server.accept(other);
  other.attach(second);
  t.deepEqual(log.splice(0), ["advertise true", "advertise false"]);
  t.false(server.connectable);
  clock.advanceTo(clock.now() + 1);
  t.deepEqual(log.splice(0), ["connect 2"]);
  server.disconnect(1);
  t.is(channel.closes, 1);
  t.deepEqual(log, []);
  bearer.closed(0x16);
  bearer.closed(0x16);
  t.deepEqual(log.splice(0), ["advertise true", "disconnect 1 22"]);
  t.is(server.mtu(1), 0);
  server.disconnect(1);
  second.closed(0x08);
  t.deepEqual(log.splice(0), ["advertise true", "disconnect 2 8"]);
});

test("a connection that ends before it was reported is not reported", (t) => {
  const { clock, log, server } = serverRig();
  const channel = new TestChannel();
  const bearer = server.accept(channel);
  bearer.closed(0x3e);
  clock.advanceTo(clock.now() + 10);
  t.false(log.some((line) => line.includes("connect 2")));
});

test("what cannot be added is named", (t) => {
  const { own, server } = serverRig();
  const wrong = (message: RegExp) => ({ instanceOf: RangeError, message });
  t.throws(() => server.addService(own), wrong(/there already/));
  t.throws(() => server.addService({ uuid: 0x1_0000, characteristics: [] }), wrong(/uuid/));
  t.throws(
    () => server.addService({ uuid: new Uint8Array(4), characteristics: [] }),
    wrong(/4 octets/),
  );
  const descriptors = [{ uuid: 0x2901, value: new Uint8Array(513) }];
  t.throws(
    () => server.addService({ uuid: 1, characteristics: [{ uuid: 2, descriptors }] }),
    wrong(/descriptors: 0..512/),
  );
});

test("handles are used again when all were given away, and their end is reported", (t) => {
  const { own, proxy, server } = serverRig();
  server.removeService(own);
  for (let i = 0; i < 12_000; i++) {
    server.addService(own);
    server.removeService(own);
  }
  const many = Array.from({ length: 33_000 }, () => ({ uuid: 1, read: true }));
  t.throws(() => server.addService({ uuid: 2, characteristics: many }), { message: /no handles/ });
  server.addService(own);
  server.removeService(proxy);
  server.addService(proxy);
  t.pass();
});

test("random and cut requests: at most one response each, never an exception", (t) => {
  const random = new TestRandom(7);
  const { answering, ask, channel, server } = serverRig();
  const valid = table.map(([, request]) => fromHex(request)).filter(({ length }) => length > 0);
  for (let round = 0; round < 20_000; round++) {
    let pdu = random.bytes(random.below(30));
    if (round % 2 === 0) {
      pdu = valid[random.below(valid.length)]!.slice();
      pdu[random.below(pdu.length)] = random.below(256);
      pdu = pdu.subarray(0, 1 + random.below(pdu.length));
    }
    const sent = ask(toHex(pdu));
    const opcode = pdu[0] ?? 0x52;
    if ((opcode & 0x40) !== 0 || opcode === 0x1e) t.is(sent.length, 0);
    if (sent.length > 1) t.fail(`${toHex(pdu)}: ${sent.join()}`);
    for (const response of sent) if (response.length > 2 * 517) t.fail(response);
    // a read may wait for it
    server.setValue(answering, pdu);
    channel.take();
  }
  t.is(channel.closes, 0);
});
