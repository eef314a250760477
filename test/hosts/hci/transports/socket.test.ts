import test, { type ExecutionContext } from "ava";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { HciError } from "../../../../hosts/hci/errors.js";
import type { HciTransport } from "../../../../hosts/hci/transport.js";
import { openSerial } from "../../../../hosts/hci/transports/serial.js";
import { openTcp, openUnix } from "../../../../hosts/hci/transports/socket.js";
import { type HciSocket, openUserChannel } from "../../../../hosts/hci/transports/user-channel.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

async function listening(where: number | string): Promise<{ server: Server; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket));
  if (typeof where === "string") server.listen(where);
  else server.listen(where, "127.0.0.1");
  await once(server, "listening");
  return { server, sockets };
}

async function echoes(t: ExecutionContext, transport: HciTransport) {
  const received = new Promise<Uint8Array>((resolve) => (transport.onData = resolve));
  transport.write(Uint8Array.of(1, 3, 12, 0));
  t.deepEqual([...(await received)], [1, 3, 12, 0]);
}

test("TCP: octets go both ways; the end of the other side is reported once", async (t) => {
  const { server, sockets } = await listening(0);
  const { port } = server.address() as AddressInfo;
  server.on("connection", (socket: Socket) => socket.pipe(socket));
  const transport = await openTcp("127.0.0.1", port);
  t.is(transport.name, `tcp:127.0.0.1:${port}`);
  await echoes(t, transport);
  const ends: string[] = [];
  const ended = new Promise<void>((resolve) => {
    transport.onClose = (why) => {
      ends.push(why);
      resolve();
    };
  });
  sockets[0]!.destroy();
  await ended;
  transport.write(Uint8Array.of(1));
  transport.close();
  server.close();
  t.is(ends.length, 1);
});

test("TCP: what was written before the close is sent, and the close is not reported", async (t) => {
  const { server, sockets } = await listening(0);
  const { port } = server.address() as AddressInfo;
  const transport = await openTcp("127.0.0.1", port);
  transport.onClose = () => t.fail();
  while (sockets.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const chunks: Buffer[] = [];
  sockets[0]!.on("data", (chunk: Buffer) => chunks.push(chunk));
  transport.write(Uint8Array.of(1, 3, 12, 0));
  transport.close();
  await once(sockets[0]!, "end");
  t.deepEqual([...Buffer.concat(chunks)], [1, 3, 12, 0]);
  server.close();
});

test("TCP: nothing listens", async (t) => {
  const { server } = await listening(0);
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  await t.throwsAsync(openTcp("127.0.0.1", port), {
    instanceOf: HciError,
    message: `no controller at tcp:127.0.0.1:${port}: nothing listens there; start it first, for example with: xs-mesh air --hci ${port}`,
  });
});

test("a UNIX socket: octets go both ways; one that is not there, one that nothing listens at", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "controller");
  await t.throwsAsync(openUnix(path), {
    instanceOf: HciError,
    message: /there is no such socket; start the controller first/,
  });
  const { server } = await listening(path);
  server.on("connection", (socket: Socket) => socket.pipe(socket));
  const transport = await openUnix(path);
  await echoes(t, transport);
  transport.close();
  server.close();
});

test("a serial line: what is none, and what is not there", async (t) => {
  await t.throwsAsync(openSerial("/dev/null", 115_200), { message: /it is no serial line/ });
  await t.throwsAsync(openSerial("/dev/no-such-line", 115_200), {
    instanceOf: HciError,
    message: /no such device; list the serial lines with: ls -l \/dev\/serial\/by-id/,
  });
});

/** Numbers of errors of bind, and what is to be done. */
const bindErrors: readonly (readonly [errno: number, message: RegExp])[] = [
  [1, /sudo setcap cap_net_admin,cap_net_raw\+eip/],
  [16, /sudo hciconfig hci3 down/],
  [19, /there is no such device; list them with: hciconfig -a/],
  [97, /this kernel has no Bluetooth/],
  [132, /sudo rfkill unblock bluetooth/],
  [5, /input\/output error/],
];

class FakeSocket implements HciSocket {
  readonly written: number[][] = [];
  device: number | undefined;
  running = false;
  readonly listeners: Record<string, (value: never) => void> = {};
  on(event: string, listener: (value: never) => void): void {
    this.listeners[event] = listener;
  }
  bindUser(device: number): void {
    this.device = device;
  }
  start(): void {
    this.running = true;
  }
  stop(): void {
    this.running = false;
  }
  write(packet: Uint8Array): void {
    this.written.push([...packet]);
  }
}

for (const [errno, message] of bindErrors)
  test(`the user channel: error ${errno} of bind says ${message.source}`, async (t) => {
    const socket = new FakeSocket();
    socket.bindUser = () => {
      throw Object.assign(new Error("input/output error"), { errno });
    };
    await t.throwsAsync(
      openUserChannel(3, () => Promise.resolve(socket)),
      {
        instanceOf: HciError,
        message,
      },
    );
  });

test("the user channel: one packet for each write; its error ends it", async (t) => {
  const socket = new FakeSocket();
  const transport = await openUserChannel(3, () => Promise.resolve(socket));
  t.is(socket.device, 3);
  t.true(socket.running);
  const received: number[][] = [];
  transport.onData = (packet) => received.push([...packet]);
  socket.listeners["data"]!(Uint8Array.of(4, 0x0e, 0) as never);
  transport.write(Uint8Array.of(1, 3, 12, 0));
  t.deepEqual(received, [[4, 14, 0]]);
  t.deepEqual(socket.written, [[1, 3, 12, 0]]);
  const ends: string[] = [];
  transport.onClose = (why) => ends.push(why);
  socket.listeners["error"]!(new Error("Network is down") as never);
  socket.listeners["error"]!(new Error("Network is down") as never);
  transport.write(Uint8Array.of(1));
  t.deepEqual(ends, ["Network is down"]);
  t.false(socket.running);
  t.is(socket.written.length, 1);
});

test("the user channel: a package that is missing is named, with its command", async (t) => {
  const missing = () => Promise.reject(new Error("Cannot find package\nand more"));
  await t.throwsAsync(openUserChannel(0, missing), {
    instanceOf: HciError,
    message: /run: npm install @stoprocent\/bluetooth-hci-socket \(Cannot find package\)$/,
  });
});
