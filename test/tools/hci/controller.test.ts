import test, { type ExecutionContext } from "ava";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { PacketKind } from "../../../modules/host/radio.js";
import { PUBLIC, type Rig, setUp } from "./rig.js";
import { extendedStartUps, startUps, type Step } from "./start-up.js";

/** Lets advertising reports through. */
function unmask({ send }: Rig): void {
  send(0x0c01, "0000000000000020");
  send(0x2001, "0200000000000000");
}

function run(t: ExecutionContext, steps: readonly Step[], sets: number): void {
  const { one, events } = setUp(sets);
  for (const [opcode, parameters, expected] of steps) {
    events.length = 0;
    one.command({ opcode, parameters: fromHex(parameters) });
    const name = opcode.toString(16).padStart(4, "0");
    t.is(events.length, 1, name);
    const [, code, length, credits, low, high] = events[0]!;
    t.deepEqual([code, credits], [0x0e, 1], name);
    t.is(low! + 256 * high!, opcode);
    const answer = events[0]!.subarray(6);
    t.is(length, 3 + answer.length, name);
    if (typeof expected === "string") t.is(toHex(answer), expected, name);
    else t.deepEqual([answer[0], answer.length], [0, expected], name);
  }
}

for (const [host, steps] of Object.entries(startUps))
  test(`the start of a host: ${host}`, (t) => run(t, steps, 0));
for (const [host, steps] of Object.entries(extendedStartUps))
  test(`the start of a host with advertising sets: ${host}`, (t) => run(t, steps, 5));
for (const [host, steps] of Object.entries(startUps))
  test(`a host that knows legacy advertising alone is served beside sets as well: ${host}`, (t) => {
    const told = steps.map(([opcode, parameters, answer]): Step => {
      const features = "00" + "2210000000000000";
      return [opcode, parameters, opcode === 0x2003 ? features : answer];
    });
    run(t, told, 5);
  });

test("supported are the commands it knows; states are not asked for", (t) => {
  const { one, events } = setUp();
  one.command({ opcode: 0x1002, parameters: new Uint8Array(0) });
  const commands = events[0]!.subarray(7);
  t.is(commands.length, 64);
  t.is(commands[25]! & 0x20, 0x20); // LE Set Advertising Parameters
  t.is(commands[27]! & 0x80, 0x80); // LE Rand
  t.is(commands[28]! & 0x08, 0); // LE Read Supported States
  t.is(commands[36]! & 0x02, 0); // LE Set Advertising Set Random Address: not extended
});

test("with advertising sets the bits of extended advertising and scanning are set, and no others", (t) => {
  const bits = (sets: number) => fromHex(setUp(sets).ask(0x1002)).subarray(1);
  const [legacy, extended] = [bits(0), bits(5)];
  t.deepEqual([...legacy.subarray(36, 38)], [0, 0]);
  t.deepEqual([...extended.subarray(36, 38)], [0xfe, 0xe3]);
  extended.set([0, 0], 36);
  t.deepEqual(extended, legacy);
});

test("LE Rand gives other octets each time", (t) => {
  const { one, events } = setUp();
  for (let i = 0; i < 3; i++) one.command({ opcode: 0x2018, parameters: new Uint8Array(0) });
  t.is(new Set(events.map((event) => toHex(event))).size, 3);
});

const ON = ["200a", "01"] as const;
for (const [name, before, command, status] of [
  ["unknown", [], ["2042", "00"], 0x01],
  ["too short", [], ["2005", "0102030405"], 0x12],
  ["too long", [], ["0c03", "00"], 0x12],
  ["no such advertising enable", [], ["200a", "02"], 0x12],
  ["no such scan enable", [], ["200c", "0200"], 0x12],
  ["no such filter", [], ["200c", "0102"], 0x12],
  ["32 octets of data", [], ["2008", "20" + "00".repeat(31)], 0x12],
  ["32 octets of scan response", [], ["2009", "20" + "00".repeat(31)], 0x12],
  ["an interval too short", [], ["2006", "100010000300000000000000000700"], 0x12],
  ["directed advertising", [], ["2006", "200020000100000000000000000700"], 0x11],
  ["scanning by the accept list", [], ["200b", "00300030000001"], 0x00],
  [
    "advertising from a random address that was not set",
    [["2006", "200020000301000000000000000700"]],
    ON,
    0x12,
  ],
  [
    "scanning from a random address that was not set",
    [["200b", "00300030000100"]],
    ["200c", "0100"],
    0,
  ],
  ["a filter that there is none of, where scanning ends", [["200c", "0100"]], ["200c", "0002"], 0],
  ["parameters while advertising", [ON], ["2006", "200020000300000000000000000700"], 0x0c],
  ["an address while advertising", [ON], ["2005", "010203040506"], 0x0c],
  ["an address while scanning", [["200c", "0100"]], ["2005", "010203040506"], 0x0c],
  ["scan parameters while scanning", [["200c", "0100"]], ["200b", "00300030000000"], 0x0c],
  ["an address after a reset", [ON, ["200c", "0100"], ["0c03", ""]], ["2005", "010203040506"], 0],
  ["advertising twice", [ON], ON, 0],
] as const)
  test(`refused or not: ${name}`, (t) => {
    const { send } = setUp();
    for (const [opcode, parameters] of before) t.is(send(parseInt(opcode, 16), parameters), 0);
    t.is(send(parseInt(command[0], 16), command[1]), status);
  });

const DATA = "022b07";
const setData = (hex: string) =>
  (hex.length / 2).toString(16).padStart(2, "0") + hex.padEnd(62, "0");

test("20 ms: an event every 20 to 30 ms until it is switched off", (t) => {
  const { clock, air, send } = setUp();
  const times: number[] = [];
  const kinds = new Set<string>();
  air.attach({ name: "listener" }).scan((data, _rssi, kind, address) => {
    times.push(clock.now());
    kinds.add(`${toHex(data)} ${kind} ${address.toString(16)}`);
  });
  send(0x2005, "060504030201");
  send(0x2006, "200020000301000000000000000700");
  send(0x2008, setData(DATA));
  send(0x200a, "01");
  clock.advanceTo(1000);
  t.is(send(0x200a, "00"), 0);
  clock.advanceTo(2000);
  t.true(times.length >= 33 && times.length <= 50, `${times.length} events`);
  for (let i = 1; i < times.length; i++) {
    const gap = times[i]! - times[i - 1]!;
    t.true(gap >= 20 && gap <= 30, `${gap} ms`);
  }
  t.true(times.at(-1)! <= 1000);
  t.deepEqual([...kinds], [`022b07 3 10203040506`]);
});

test("new data are sent from the next event on", (t) => {
  const { clock, air, send } = setUp();
  const heard: string[] = [];
  air.attach({ name: "listener" }).scan((data) => heard.push(toHex(data)));
  send(0x2006, "200020000300000000000000000700");
  send(0x2008, setData("020102"));
  send(0x200a, "01");
  clock.advanceTo(15);
  send(0x2008, setData("020103"));
  clock.advanceTo(30);
  t.deepEqual(heard, ["020102", "020103"]);
});

test("a packet heard is a report, with its strength, address and kind", (t) => {
  const it = setUp();
  const { clock, air, send, reports } = it;
  const light = air.attach({ name: "light", position: { x: 10, y: 0 } });
  const say = () => light.advertise(fromHex(DATA), 1, 20, () => undefined);
  t.is(send(0x200c, "0100"), 0);
  say();
  clock.advanceTo(100);
  t.deepEqual(reports(), [], "both masks hide it");
  unmask(it);
  say();
  clock.advanceTo(200);
  const [report] = reports();
  t.is(reports().length, 1);
  t.like(report, { kind: 3, random: true, rssi: -70, data: fromHex(DATA) });
  t.is(report!.address, parseInt(toHex(light.address), 16));
  t.is(send(0x200c, "0000"), 0);
  say();
  clock.advanceTo(300);
  t.is(reports().length, 0);
});

test("another controller's public address is one; what is connectable arrives as such", (t) => {
  const it = setUp();
  const { clock, one, send, reports, controller, events } = it;
  const two = controller("two", 0x020000000002, (event) => events.push(event));
  send(0x0c01, "0000000000000020", two);
  send(0x2001, "0200000000000000", two);
  send(0x200c, "0100", two);
  for (const [type, kind] of [
    ["00", PacketKind.connectable],
    ["02", PacketKind.scannable],
    ["03", PacketKind.nonConnectable],
  ] as const) {
    send(0x2006, `20002000${type}00000000000000` + "000700", one);
    send(0x2008, setData(DATA), one);
    send(0x2009, setData("0302aabb"), one);
    send(0x200a, "01", one);
    clock.advanceTo(clock.now() + 15);
    t.deepEqual(
      reports().map((report) => [report.kind, report.random, report.address]),
      [[kind, false, PUBLIC]],
      "passive: no scan response",
    );
    send(0x200a, "00", one);
    clock.advanceTo(clock.now() + 50);
  }
});

test("an active scanner is told the scan response as well", (t) => {
  const it = setUp();
  unmask(it);
  const { clock, air, send, reports } = it;
  t.is(send(0x200b, "01300030000000"), 0);
  t.is(send(0x200c, "0100"), 0);
  const other = air.attach({ name: "other" });
  const packet = { data: fromHex("020106"), address: 7, scanResponse: fromHex("0302aabb") };
  for (const [kind, expected] of [
    [PacketKind.connectable, ["0 020106", "4 0302aabb"]],
    [PacketKind.scannable, ["2 020106", "4 0302aabb"]],
    [PacketKind.nonConnectable, ["3 020106"]],
  ] as const) {
    it.events.length = 0;
    other.send({ ...packet, kind }, 1, 20, () => undefined);
    clock.advanceTo(clock.now() + 50);
    t.deepEqual(
      reports().map((report) => `${report.kind} ${toHex(report.data)}`),
      [...expected],
    );
  }
});

test("with the filter a sender is reported once for each kind, until the next scan", (t) => {
  const it = setUp();
  unmask(it);
  const { clock, air, send, reports } = it;
  const other = air.attach({ name: "other" });
  const say = (kind: number) => {
    other.send({ data: fromHex(DATA), kind, address: 7 }, 3, 20, () => undefined);
    clock.advanceTo(clock.now() + 200);
  };
  send(0x200c, "0101");
  say(PacketKind.nonConnectable);
  say(PacketKind.nonConnectable);
  say(PacketKind.connectable);
  t.deepEqual(
    reports().map(({ kind }) => kind),
    [3, 0],
  );
  send(0x200c, "0101");
  say(PacketKind.connectable);
  t.is(reports().length, 1);
  send(0x200c, "0100");
  say(PacketKind.connectable);
  t.is(reports().length, 3);
});

test("between two scan windows it is deaf", (t) => {
  const it = setUp();
  unmask(it);
  const { clock, air, send, reports } = it;
  send(0x200b, "00a00010000000"); // 10 of 100 ms
  send(0x200c, "0100");
  const start = clock.now();
  const other = air.attach({ name: "other" });
  const heard: number[] = [];
  for (let time = 0; time < 300; time += 50) {
    clock.advanceTo(start + time);
    const before = reports().length;
    other.advertise(fromHex(DATA), 1, 20, () => undefined);
    clock.advanceTo(start + time + 49);
    if (reports().length > before) heard.push(time);
  }
  t.deepEqual(heard, [0, 100, 200]);
});

for (const [name, sets, first] of [
  ["legacy", 0, "200c0000"],
  ["extended", 5, "203b"],
] as const)
  test(`random commands never throw, and each is answered once: ${name}`, (t) => {
    const { one, events, clock } = setUp(sets);
    const random = new SeededRandom("commands");
    const octets = new Uint8Array(60);
    const answered = new Set<number>();
    one.command({
      opcode: parseInt(first.slice(0, 4), 16),
      parameters: fromHex(first.slice(4)),
    });
    for (let i = 0; i < 10_000; i++) {
      random.fill(octets);
      const opcode = 0x2000 | (octets[0]! & 0x7f);
      // Values of most parameters are small.
      if (octets[3]! < 200) for (let at = 4; at < octets.length; at++) octets[at]! &= 0x03;
      const lengths = [0, 1, 2, 6, 7, 8, 15, 25, 32, octets[1]! % 56];
      const parameters = octets.slice(4, 4 + lengths[octets[2]! % lengths.length]!);
      clock.advanceTo(i);
      events.length = 0;
      one.command({ opcode, parameters });
      t.is(events.length, 1);
      if (events[0]![6] === 0) answered.add(opcode);
    }
    t.true(answered.size >= 10, "some of them made sense");
  });

test("closed, it is off the air", (t) => {
  const { clock, air, send, one } = setUp();
  send(0x200a, "01");
  send(0x200c, "0100");
  one.close();
  clock.advanceTo(500);
  t.deepEqual([air.stations.length, air.events], [0, 0]);
});
