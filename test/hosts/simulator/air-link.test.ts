// The datagrams between a simulator and the air program, with stand-ins for the sockets.
import test from "ava";
import type * as AirLinkModule from "../../../hosts/simulator/air-link.js";
import { loadModdable } from "../../support/moddable-modules.js";
import { setNatives } from "../../support/native.js";

const timer = { poll: () => undefined as void };
const sent: string[] = [];
const waiting: Uint8Array[] = [];

setNatives({
  xs_air_open: () => undefined,
  xs_air_close: () => undefined,
  xs_air_name: () => "light-1",
  xs_air_send: (data: Uint8Array) => void sent.push(`${data[0]} ${textOf(data.subarray(1))}`),
  xs_air_receive(buffer: Uint8Array) {
    const data = waiting.shift();
    if (!data) return 0;
    buffer.set(data);
    return data.length;
  },
});

const loaded = loadModdable<typeof AirLinkModule>("hosts/simulator/air-link.ts", {
  timer: { repeat: (callback: () => void) => (timer.poll = callback), clear: () => undefined },
});

function textOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString("latin1");
}

async function make(onQuestion: (name: string, argument: unknown) => unknown) {
  const { AirLink } = await loaded;
  const link = new AirLink({ onPacket: () => undefined, onQuestion });
  sent.length = 0;
  const ask = (question: string): readonly string[] => {
    waiting.push(Uint8Array.of(2, ...Buffer.from(question, "latin1")));
    timer.poll();
    return sent.splice(0);
  };
  return { ask, link };
}

test.serial("a question is answered, with its number if it has one", async (t) => {
  const { ask } = await make((name, argument) => ({ name, argument }));
  t.deepEqual(ask("state"), ['3 {"value":{"name":"state","argument":null}}']);
  t.deepEqual(ask('board.press 7 {"name":"a b"}'), [
    '3 {"value":{"name":"board.press","argument":{"name":"a b"}},"number":7}',
  ]);
});

test.serial("a question with a number is carried out once, however often it comes", async (t) => {
  let count = 0;
  const { ask } = await make(() => ++count);
  for (let i = 0; i < 3; i++) t.deepEqual(ask("toggle 1 null"), ['3 {"value":1,"number":1}']);
  t.deepEqual(ask("toggle 2 null"), ['3 {"value":2,"number":2}']);
  t.deepEqual([ask("state"), ask("state")], [['3 {"value":3}'], ['3 {"value":4}']]);
});

test.serial(
  "what the firmware throws, and an argument that is no JSON, are the answer",
  async (t) => {
    const { ask } = await make((name) => {
      throw new RangeError(`no ${name}`);
    });
    t.deepEqual(ask("dance 3 null"), ['3 {"error":"RangeError: no dance","number":3}']);
    t.regex(ask("dance 4 {")[0]!, /^3 \{"error":"SyntaxError.*"number":4\}$/);
  },
);

test.serial("an event is told in ASCII; a line too long for a datagram is cut", async (t) => {
  const { link } = await make(() => undefined);
  link.tell({ type: "log", level: "log", text: "21 °C" });
  link.tell({ type: "log", level: "log", text: "°".repeat(2000) });
  link.tell({ type: "store.failure", key: "k", message: "x".repeat(2000) });
  t.deepEqual(sent, [
    '4 {"type":"log","level":"log","text":"21 \\u00b0C"}',
    `4 {"type":"log","level":"log","text":"${"\\u00b0".repeat(200)}\\u2026"}`,
  ]);
});

test.serial("events of the node are told, except PDUs; an error is its message", async (t) => {
  const { link } = await make(() => undefined);
  link.tell({ type: "network.receive", src: 1, dst: 2, seq: 3, ttl: 4, control: false });
  link.tell({ type: "provisioning.receive", pdu: 0, octets: 2 });
  link.tell({ type: "provisioning.link", state: "open", linkId: 7 });
  link.tell({
    type: "access.timeout",
    dst: 2,
    opcode: 0x8201,
    response: 0x8204,
    error: new Error("0002 did not answer"),
  });
  t.deepEqual(sent, [
    '4 {"type":"provisioning.link","state":"open","linkId":7}',
    '4 {"type":"access.timeout","dst":2,"opcode":33281,"response":33284,"error":"0002 did not answer"}',
  ]);
});

test.serial("a simulator says hello before its first event", async (t) => {
  const { AirLink } = await loaded;
  sent.length = 0;
  const link = new AirLink({ onPacket: () => undefined, onQuestion: () => undefined });
  link.tell({ type: "board.lamp", name: "lamp", on: true });
  t.deepEqual(sent, ["0 light-1", '4 {"type":"board.lamp","name":"lamp","on":true}']);
});
