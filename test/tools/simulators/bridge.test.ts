import test from "ava";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { TimeoutError } from "../../../modules/base/errors.js";
import { toldEvent } from "../../../tools/simulators/told-event.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { toHex } from "../../../modules/base/bytes.js";
import { VirtualAir } from "../../../tools/air/air.js";
import { RealTime } from "../../../tools/air/real-time.js";
import {
  type Refusal,
  SimulatorBridge,
  type SimulatorBridgeOptions,
} from "../../../tools/simulators/bridge.js";
import {
  encodeDatagram,
  decodeDatagram,
  type Datagram,
} from "../../../tools/simulators/datagram.js";

/** A simulator's socket: what it gets, and a wait for the next. */
async function simulator(port: number) {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const got: Datagram[] = [];
  let came = () => undefined as void;
  socket.on("message", (message) => {
    got.push(decodeDatagram(message)!);
    came();
  });
  const next = async (): Promise<Datagram> => {
    while (got.length === 0) await new Promise<void>((resolve) => (came = () => resolve()));
    return got.shift()!;
  };
  const send = (datagram: Datagram) => socket.send(encodeDatagram(datagram), port, "127.0.0.1");
  const raw = (octets: Uint8Array) => socket.send(octets, port, "127.0.0.1");
  return { send, raw, next, close: () => socket.close() };
}

async function setUp(options: Partial<SimulatorBridgeOptions> = {}) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const bridge = await SimulatorBridge.open({
    port: 0,
    ...options,
    station: (name) =>
      name.startsWith("light") ? air.attach({ name, spacing: [3, 7] }) : undefined,
  });
  const during = <T>(work: () => Promise<T>) => new RealTime({ clock, scale: 20 }).during(work);
  return { clock, air, bridge, during };
}

test("two simulators hear each other over the air, with a strength", async (t) => {
  const { air, bridge, during } = await setUp();
  const [a, b] = [await simulator(bridge.port), await simulator(bridge.port)];
  const data = Uint8Array.of(2, 0x2b, 7);
  await during(async () => {
    a.send({ kind: "packet", rssi: 0, data }); // not let in yet
    a.raw(Uint8Array.of(1, 2, 3));
    for (const [name, it] of [
      ["light-1", a],
      ["light-2", b],
      ["stranger", a],
    ] as const)
      it.send({ kind: "hello", name });
    while (bridge.simulators.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    a.send({ kind: "packet", rssi: 0, data });
    const packet = await b.next();
    t.is(packet.kind, "packet");
    if (packet.kind !== "packet") return;
    t.is(toHex(packet.data), "022b07");
    t.is(packet.rssi, -40);
  });
  t.deepEqual(
    air.stations.map(({ name, counters }) => [name, counters.events]),
    [
      ["light-1", 1],
      ["light-2", 0],
    ],
  );
  bridge.close();
  a.close();
  b.close();
});

test("a simulator is asked once it is there, again under its name from elsewhere", async (t) => {
  const { bridge } = await setUp();
  for (const answer of ['{"value":1}', '{"value":2}']) {
    const it = await simulator(bridge.port);
    const asked = bridge.ask("light-1", "state", 60_000);
    it.send({ kind: "hello", name: "light-1" });
    t.deepEqual(await it.next(), { kind: "question", name: "state" });
    it.send({ kind: "answer", json: answer });
    t.is(await asked, (JSON.parse(answer) as { value: number }).value);
    it.close();
  }
  t.deepEqual(bridge.simulators, ["light-1"]);
  const it = await simulator(bridge.port);
  for (const [json, message] of [
    ['{"error":"RangeError: no"}', /light-1: RangeError: no/],
    ["no json", /light-1: no JSON: no json/],
    ["null", /light-1: no answer: null/],
    ["7", /light-1: no answer: 7/],
    ['"value"', /light-1: no answer: "value"/],
    ['{"error":null}', /light-1: no answer: \{"error":null\}/],
    ['{"error":{}}', /light-1: no answer: \{"error":\{\}\}/],
  ] as const) {
    it.send({ kind: "hello", name: "light-1" });
    const asked = bridge.ask("light-1", "dance", 60_000);
    const answered = t.throwsAsync(asked, { message });
    await it.next();
    it.send({ kind: "answer", json });
    await answered;
  }
  it.close();
  await t.throwsAsync(bridge.ask("light-9", "state", 5), {
    message: "light-9 did not answer within 5 ms",
  });
  bridge.close();
  bridge.close();
});

test("a question with an argument has a number, which its answer has too", async (t) => {
  const { bridge } = await setUp();
  const it = await simulator(bridge.port);
  it.send({ kind: "hello", name: "light-1" });
  await until(() => bridge.simulators.length === 1);
  const asked = bridge.ask("light-1", "board.press", 60_000, { name: "Küche" });
  t.deepEqual(await it.next(), { kind: "question", name: 'board.press 1 {"name":"K\\u00fcche"}' });
  for (const json of ['{"value":"late"}', '{"value":"of another","number":7}'])
    it.send({ kind: "answer", json });
  await until(() => bridge.refused("answer") === 2);
  it.send({ kind: "answer", json: '{"error":"RangeError: no button","number":1}' });
  await t.throwsAsync(asked, { message: "light-1: RangeError: no button" });
  const other = bridge.ask("light-1", "board.state", 60_000, null);
  let question = await it.next();
  // What is not answered at once is asked again.
  while (question.kind === "question" && question.name.startsWith("board.press"))
    question = await it.next();
  t.deepEqual(question, { kind: "question", name: "board.state 2 null" });
  it.send({ kind: "answer", json: '{"value":3,"number":2}' });
  t.is(await other, 3);
  bridge.close();
  it.close();
});

/** Events of simulators, and whether they are passed on. */
const events: readonly (readonly [json: string, passed: boolean])[] = [
  ['{"type":"log","level":"warn","text":"hot"}', true],
  ['{"type":"board.lamp","name":"left","on":true}', true],
  ['{"type":"board.button","name":"button","press":"long"}', true],
  ['{"type":"log","level":"warn"}', false],
  ['{"type":"board.lamp","name":"left"}', false],
  ['{"type":"board.button","press":"long"}', false],
  ['{"type":"node.reset"}', true],
  ['{"type":"node.provisioned","address":11}', true],
  ['{"type":"node.provisioned","address":"b"}', false],
  ['{"type":"drop","reason":"network.replay","octets":29}', true],
  ['{"type":"drop","octets":29}', false],
  ['{"type":"access.refused","reason":"access.not-bound","src":1,"dst":11,"element":0}', true],
  ['{"type":"network.send","src":1,"dst":2,"seq":3,"ttl":4,"control":false}', false],
  ['{"type":"toString"}', false],
  ["null", false],
  ["no json", false],
];

for (const [json, passed] of events)
  test(`an event of a simulator is ${passed ? "passed on" : "refused"}: ${json}`, async (t) => {
    const told: unknown[] = [];
    const { bridge } = await setUp({ onEvent: (name, event) => told.push([name, event]) });
    const it = await simulator(bridge.port);
    it.send({ kind: "hello", name: "light-1" });
    await until(() => bridge.simulators.length === 1);
    it.send({ kind: "event", json });
    await until(() => told.length + bridge.refused("form") === 1);
    t.deepEqual(told, passed ? [["light-1", JSON.parse(json)]] : []);
    bridge.close();
    it.close();
  });

test("the error of a simulator's unanswered request comes as an error", (t) => {
  const event = { type: "access.timeout", dst: 11, opcode: 0x8201, response: 0x8204 };
  const told = toldEvent(JSON.stringify({ ...event, error: "000b did not answer" }));
  t.like(told, event);
  t.true(told?.type === "access.timeout" && told.error instanceof TimeoutError);
  t.is((told as { error: Error }).error.message, "000b did not answer");
});

test("a question that is open when the air is closed is given up, and nothing waits for it", async (t) => {
  const { bridge } = await setUp();
  const asked = bridge.ask("light-1", "state", 600_000);
  bridge.close();
  await t.throwsAsync(asked, { message: "light-1 did not answer before the air was closed" });
});

test("a simulator that is silent is forgotten, and may come back", async (t) => {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const station = air.attach({ name: "light" });
  let joined = 0;
  let lost!: (name: string) => void;
  const bridge = await SimulatorBridge.open({
    port: 0,
    silence: 50,
    station: () => {
      joined++;
      return station;
    },
    onLost: (name) => lost(name),
  });
  const it = await simulator(bridge.port);
  for (let i = 1; i <= 2; i++) {
    const gone = new Promise<string>((resolve) => (lost = resolve));
    it.send({ kind: "hello", name: "light" });
    t.is(await gone, "light");
    t.is(joined, i);
    t.deepEqual(bridge.simulators, []);
  }
  bridge.close();
  it.close();
});

/** Datagrams that make no sense, by why they are turned away; `let in` is one that is there. */
const nonsense: readonly (readonly [reason: Refusal, from: "let in" | "new", octets: number[]])[] =
  [
    ["form", "new", []],
    ["form", "new", [1, 2, 3, 4]],
    ["form", "new", [1, 2, 3, 4, 0]],
    ["form", "let in", [1, 2, 3, 4, 9, 9]],
    ["form", "let in", [1, 2, 3, 4, 1, 0]],
    ["form", "let in", [1, 2, 3, 4, 1, ...new Array<number>(33).fill(0)]],
    ["form", "let in", [1, 2, 3, 4, 2, 0x61]],
    ["name", "new", [1, 2, 3, 4, 0, 0x0a]],
    ["name", "new", [1, 2, 3, 4, 0, ...new Array<number>(33).fill(0x61)]],
    ["name", "new", [1, 2, 3, 4, 0, 0x61, 0x1b]],
    ["port", "let in", [1, 2, 3, 4, 0, ...Buffer.from("light-2")]],
    ["taken", "new", [1, 2, 3, 4, 0, ...Buffer.from("stranger")]],
    ["answer", "let in", [1, 2, 3, 4, 3, ...Buffer.from('{"value":1}')]],
    ["answer", "let in", [1, 2, 3, 4, 3, ...Buffer.from("null")]],
    ["stranger", "new", [1, 2, 3, 4, 3, ...Buffer.from("null")]],
    ["stranger", "new", [1, 2, 3, 4, 1, 0, 2, 0x2b, 7]],
  ];

/** Until what was sent has arrived. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

for (const [reason, from, octets] of nonsense)
  test(`counted as "${reason}", and nothing more, from one that is ${from}: ${toHex(Uint8Array.from(octets))}`, async (t) => {
    const told: string[] = [];
    const { air, bridge } = await setUp({
      onRefused: (why, count) => told.push(`${why} ${count}`),
    });
    const [there, other] = [await simulator(bridge.port), await simulator(bridge.port)];
    there.send({ kind: "hello", name: "light-1" });
    await until(() => bridge.simulators.length === 1);
    (from === "let in" ? there : other).raw(Uint8Array.from(octets));
    await until(() => bridge.refused(reason) === 1);
    t.deepEqual(told, [`${reason} 1`]);
    t.deepEqual(bridge.simulators, ["light-1"]);
    t.is(air.stations.length, 1);
    bridge.close();
    there.close();
    other.close();
  });

test("two hundred made-up simulators do not get in: so many as are let in, and those that are there go on", async (t) => {
  const told: number[] = [];
  const { air, bridge } = await setUp({
    most: 3,
    onRefused: (reason, count) => reason === "full" && told.push(count),
  });
  const first = await simulator(bridge.port);
  first.send({ kind: "hello", name: "light-0" });
  await until(() => bridge.simulators.length === 1);
  const others = [];
  for (let i = 1; i <= 200; i++) {
    const it = await simulator(bridge.port);
    others.push(it);
    it.send({ kind: "hello", name: `light-${i}` });
    await until(() => bridge.simulators.length + bridge.refused("full") === i + 1);
  }
  t.is(bridge.simulators.length, 3);
  t.is(air.stations.length, 3);
  t.is(bridge.refused("full"), 198);
  t.deepEqual(told, [1, 2, 4, 8, 16, 32, 64, 128]);
  // One that is there is asked all the same, and where one goes another comes.
  const asked = bridge.ask("light-0", "state", 60_000);
  await first.next();
  first.send({ kind: "answer", json: '{"value":1}' });
  t.is(await asked, 1);
  bridge.forget("light-1");
  others[2]!.send({ kind: "hello", name: "light-3" });
  await until(() => bridge.simulators.length === 3);
  t.deepEqual(bridge.simulators, ["light-0", "light-2", "light-3"]);
  bridge.close();
  for (const it of [first, ...others]) it.close();
});

test("a port that is taken is named", async (t) => {
  const { bridge } = await setUp();
  await t.throwsAsync(SimulatorBridge.open({ port: bridge.port, station: () => undefined }), {
    message: new RegExp(`no simulators on 127\\.0\\.0\\.1:${bridge.port}: .*EADDRINUSE`),
  });
  bridge.close();
});
