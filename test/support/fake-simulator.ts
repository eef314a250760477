// A light that joins an air as Moddable's simulators do, on Node.js: what tests run in their place.
import { createSocket } from "node:dgram";
import { nodeHost } from "../../hosts/node/host.js";
import { FileStore } from "../../hosts/node/store.js";
import { start } from "../../modules/firmware/light/main.js";
import { BoardCall, callBoard } from "../../modules/firmware/board-call.js";
import { VirtualBoard } from "../../modules/firmware/virtual-board.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { PacketReceiver, Radio } from "../../modules/host/radio.js";

const port = Number(process.env["XS_MESH_AIR"]);
const name = process.env["XS_MESH_NAME"]!;
if (process.env["FAKE_SIMULATOR_FAILS"] === name) {
  process.stderr.write("out of lamps\n");
  process.exit(3);
}

const socket = createSocket("udp4");
const send = (kind: number, payload: Uint8Array) =>
  socket.send(Uint8Array.of(1, 2, 3, 4, kind, ...payload), port, "127.0.0.1");
const sendText = (kind: number, text: string) => send(kind, Buffer.from(text, "latin1"));

let receiver: PacketReceiver | undefined;
let timer: NodeJS.Timeout | undefined;
const radio: Radio = {
  sets: 1,
  advertise(data, events, interval, done) {
    const packet = Uint8Array.of(0, ...data);
    let remaining = events;
    const event = () => {
      if (remaining-- === 0) return done();
      send(1, packet);
      timer = setTimeout(event, interval + 10 * Math.random());
    };
    timer = setTimeout(event, 0);
    return 1;
  },
  stop: () => clearTimeout(timer),
  scan: (given) => (receiver = given),
  close: () => clearTimeout(timer),
};

const tell = (event: TraceEvent) => sendText(4, JSON.stringify(event));
const host = nodeHost({
  radio,
  store: new FileStore({ directory: "store" }),
  trace: (event) => {
    if (!/^(network\.|provisioning\.(send|receive))/.test(event.type)) tell(event);
  },
});
const board = new VirtualBoard(tell);
sendText(0, name);
tell({ type: "log", level: "info", text: `${name} starts` });
const firmware = start(host, board);
/** The latest question with an argument, and its answer. */
let [asked, answered] = ["", ""];
socket.on("message", (message) => {
  const payload = message.subarray(5);
  if (message[4] === 1) receiver?.(Uint8Array.from(payload.subarray(1)), payload.readInt8(0));
  if (message[4] !== 2) return;
  const question = payload.toString("latin1");
  const [, name = "", number, json] = /^(\S+)(?: (\d+) (.*))?$/.exec(question) ?? [];
  if (number === undefined || question !== asked) {
    const of = number === undefined ? {} : { number: Number(number) };
    try {
      const argument: unknown = JSON.parse(json ?? "null");
      const value = name.startsWith(BoardCall.prefix)
        ? callBoard(board, name, argument)
        : firmware.call(name);
      answered = JSON.stringify({ value, ...of });
    } catch (error) {
      answered = JSON.stringify({ error: String(error), ...of });
    }
    asked = question;
  }
  sendText(3, answered);
});
const hello = () => sendText(0, name);
setInterval(hello, 1000);
