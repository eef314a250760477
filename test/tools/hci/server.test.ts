import test from "ava";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { VirtualAir } from "../../../tools/air/air.js";
import { RealTime } from "../../../tools/air/real-time.js";
import { encodeCommand } from "../../../tools/hci/h4.js";
import { HciServer, type HciServerOptions } from "../../../tools/hci/server.js";
import { extendedStartUps } from "./start-up.js";

/** An air with a server on any port; what it tells is in `log`. */
async function setUp(options: Partial<HciServerOptions> = {}) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const log: string[] = [];
  const server = await HciServer.listen({
    air,
    port: 0,
    random: new SeededRandom("server"),
    position: (index) => ({ x: index, y: 0 }),
    events: {
      joined: (name) => log.push(`${name} joined`),
      left: (name, reason, unknown) => {
        const counts = unknown.map(({ count, opcode }) => ` ${opcode.toString(16)}: ${count}`);
        log.push(`${name} left: ${reason}${counts.join(",")}`);
      },
      unknownCommand: (name, opcode) => log.push(`${name} unknown ${opcode.toString(16)}`),
    },
    ...options,
  });
  return { clock, air, log, server };
}

/** A host: what it receives, and a wait for some of it. */
async function host(port: number) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let received = "";
  let changed = () => undefined as void;
  socket.on("data", (chunk: Buffer) => {
    received += toHex(chunk);
    changed();
  });
  const until = async (what: string) => {
    while (!received.includes(what))
      await new Promise<void>((resolve) => (changed = () => resolve()));
  };
  const send = (hex: string) => socket.write(fromHex(hex));
  return { socket, send, until, received: () => received };
}

async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await once(socket, "close");
}

test("two hosts over TCP: each hears what the other advertises", async (t) => {
  const { clock, air, log, server } = await setUp();
  const [a, b] = [await host(server.port), await host(server.port)];
  await new RealTime({ clock, scale: 20 }).during(async () => {
    // several commands in one piece, one command in several
    b.send("01030c00" + "01010c08" + "0000000000000020" + "01012008" + "0200000000000000");
    b.send("010c20");
    await b.until("040e0401012000");
    b.send("020100");
    await b.until("040e04010c2000");
    a.send("0106200f" + "200020000300000000000000000700");
    a.send("01082020" + "03022b07".padEnd(64, "0"));
    a.send("010a2001" + "01");
    await a.until("040e04010a2000");
    // a metre apart; the first connection has the first public address
    await b.until("043e0f020103" + "00" + "010000000002" + "03022b07" + "d8");
  });
  t.deepEqual(server.hosts, ["host-1", "host-2"]);
  t.deepEqual(log, ["host-1 joined", "host-2 joined"]);
  t.is(air.stations.length, 2);
  await server.close();
  await Promise.all([closed(a.socket), closed(b.socket)]);
  t.is(air.stations.length, 0);
  t.deepEqual(log.slice(2), ["host-1 left: the air ended", "host-2 left: the air ended"]);
});

test("a host that goes leaves the air; the next has another name", async (t) => {
  const { air, log, server } = await setUp();
  const a = await host(server.port);
  a.send("01030c00");
  await a.until("040e0401030c00");
  a.socket.end();
  await closed(a.socket);
  while (log.length < 2) await new Promise((resolve) => setImmediate(resolve));
  t.deepEqual(log, ["host-1 joined", "host-1 left: the host closed the connection"]);
  t.is(air.stations.length, 0);
  const b = await host(server.port);
  b.send("01030c00");
  await b.until("040e0401030c00");
  t.deepEqual(server.hosts, ["host-2"]);
  b.socket.destroy();
  await server.close();
});

test("garbage closes the connection, with what was wrong; other hosts stay", async (t) => {
  const { log, server } = await setUp();
  const [a, b] = [await host(server.port), await host(server.port)];
  a.send(toHex(new TextEncoder().encode("GET / HTTP/1.1\r\n")));
  await closed(a.socket);
  t.is(a.received(), "");
  t.regex(log.at(-1)!, /^host-1 left: octet 47 came where the type of an H4 packet was expected/);
  b.send("01030c00");
  await b.until("040e0401030c00");
  b.socket.destroy();
  await server.close();
});

test("of two hundred hosts as many get in as are let in; where one goes another comes", async (t) => {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1 });
  const refused: number[] = [];
  const server = await HciServer.listen({
    air,
    port: 0,
    most: 2,
    random: new SeededRandom("server"),
    events: { refused: (count) => refused.push(count) },
  });
  const there = [await host(server.port), await host(server.port)];
  for (const { send, until } of there) {
    send("01030c00");
    await until("040e0401030c00");
  }
  for (let i = 0; i < 198; i++) {
    const socket = connect({ port: server.port, host: "127.0.0.1" });
    socket.on("error", () => undefined);
    await closed(socket);
  }
  t.deepEqual(server.hosts, ["host-1", "host-2"]);
  t.is(air.stations.length, 2);
  t.deepEqual(refused, [1, 2, 4, 8, 16, 32, 64, 128]);
  there[0]!.socket.destroy();
  while (server.hosts.length === 2) await new Promise((resolve) => setImmediate(resolve));
  const next = await host(server.port);
  next.send("01030c00");
  await next.until("040e0401030c00");
  t.deepEqual(server.hosts, ["host-2", "host-3"]);
  await server.close();
});

test("a port that is taken is named", async (t) => {
  const { air, server } = await setUp();
  const { port } = server;
  const random = new SeededRandom(1);
  await t.throwsAsync(HciServer.listen({ air, port, random }), {
    message: new RegExp(`no HCI on 127\\.0\\.0\\.1:${port}: .*EADDRINUSE`),
  });
  await server.close();
});

/** What the hosts of `extendedStartUps` send, as one stream. */
const stream = Buffer.concat(
  Object.values(extendedStartUps)
    .flat()
    .map(([opcode, parameters]) => encodeCommand({ opcode, parameters: fromHex(parameters) })),
);

test("the start of hosts is answered alike, cut at each of its octets, and in one piece", async (t) => {
  // LE Rand is not among it: every answer is the same each time but for the address.
  const { server, log } = await setUp({ most: 1000 });
  const answers = async (pieces: readonly Uint8Array[]): Promise<string> => {
    const { socket, received, send } = await host(server.port);
    for (const piece of pieces) {
      send(toHex(piece));
      // A segment of its own: what was written before has been read.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const ended = once(socket, "close");
    socket.end();
    await ended;
    return received().replace(/040e0a01091000.{12}/g, "address");
  };
  const whole = await answers([stream]);
  t.true(whole.startsWith("040e0401030c00"));
  for (let at = 1; at < stream.length; at++)
    if ((await answers([stream.subarray(0, at), stream.subarray(at)])) !== whole)
      t.fail(`cut at octet ${at}`);
  const octets = [...stream].map((octet) => Uint8Array.of(octet));
  t.is(await answers(octets), whole);
  await server.close();
  t.false(log.some((line) => /middle|expected/.test(line)));
});

test("a host that goes in the middle of a packet leaves the air, and it is told", async (t) => {
  const { air, log, server } = await setUp();
  for (const [packet, missing] of [
    ["01", 3],
    ["010c", 2],
    ["010c2002", 2],
    ["010c200201", 1],
    ["02400003000102", 1],
  ] as const) {
    log.length = 0;
    const { socket, send } = await host(server.port);
    send(packet);
    socket.end();
    await closed(socket);
    while (log.length < 2) await new Promise((resolve) => setImmediate(resolve));
    const octets = `${missing} octets before its end`;
    t.regex(
      log[1]!,
      new RegExp(`the host closed the connection in the middle of a packet, ${octets}`),
    );
    t.is(air.stations.length, 0);
  }
  await server.close();
});

test("commands that the controller does not know are answered, told of once for each host, and counted", async (t) => {
  const { log, server } = await setUp({ advertisingSets: 0 });
  for (const name of ["host-1", "host-2"]) {
    log.length = 0;
    const { socket, send, until } = await host(server.port);
    send("0109fc00" + "01422006000000000000" + "0109fc00" + "0109fc00");
    await until("040e040109fc01" + "040e0401422001" + "040e040109fc01" + "040e040109fc01");
    socket.end();
    await closed(socket);
    while (log.length < 4) await new Promise((resolve) => setImmediate(resolve));
    t.deepEqual(log, [
      `${name} joined`,
      `${name} unknown fc09`,
      `${name} unknown 2042`,
      `${name} left: the host closed the connection fc09: 3, 2042: 1`,
    ]);
  }
  await server.close();
});

test("a host that reads nothing for a while loses no answer", async (t) => {
  const { server } = await setUp();
  const socket = connect({ port: server.port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  socket.pause();
  // Read Local Supported Commands: 4 octets ask for 71.
  const count = 100_000;
  let sent = false;
  socket.write(Buffer.alloc(4 * count, Buffer.from("01021000", "hex")), () => (sent = true));
  for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
  let received = 0;
  socket.on("data", (chunk: Buffer) => (received += chunk.length));
  socket.resume();
  while (received < 71 * count) await once(socket, "data");
  t.is(received, 71 * count);
  t.true(sent);
  socket.destroy();
  await server.close();
});
