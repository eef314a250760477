import test from "ava";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { toHex } from "../../../modules/base/bytes.js";
import { VirtualAir } from "../../../tools/air/air.js";
import { RealTime } from "../../../tools/air/real-time.js";
import { SimulatorBridge } from "../../../tools/simulators/bridge.js";
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

async function setUp() {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const bridge = await SimulatorBridge.open({
    port: 0,
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
    const asked = bridge.ask("light-1", "state", 10_000);
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
  ] as const) {
    it.send({ kind: "hello", name: "light-1" });
    const asked = bridge.ask("light-1", "dance", 10_000);
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

test("a port that is taken is named", async (t) => {
  const { bridge } = await setUp();
  await t.throwsAsync(SimulatorBridge.open({ port: bridge.port, station: () => undefined }), {
    message: new RegExp(`no simulators on 127\\.0\\.0\\.1:${bridge.port}: .*EADDRINUSE`),
  });
  bridge.close();
});
