// HTTP on Moddable's server. Runs inside XS as well.
import test from "ava";
import { asciiBytes } from "../../../modules/base/bytes.js";
import {
  boundedListener,
  type ListenerClass,
  longestRequest,
  type TcpCallbacks,
  type TcpSocket,
} from "../../../hosts/moddable/bounded-socket.js";
import { type HttpServerClass, ModdableHttpServer } from "../../../hosts/moddable/http-server.js";
import type { HttpRequest, HttpRespond } from "../../../modules/host/http.js";
import { TestClock } from "../../support/test-clock.js";

type ServerOptions = ConstructorParameters<HttpServerClass>[0];
type Connection = Parameters<ServerOptions["onConnect"]>[0];
type Handlers = Parameters<Connection["accept"]>[0];

/** A connection as Moddable's server hands it over. */
class FakeConnection implements Connection {
  handlers!: Handlers;
  closed = false;
  sent: number[] = [];
  head: { status: number; headers: Map<string, string | number> } | undefined;
  #body: Uint8Array[] = [];

  accept(handlers: Handlers): void {
    this.handlers = handlers;
  }

  read(count: number): ArrayBuffer | undefined {
    return this.#body.shift()?.slice(0, count).buffer;
  }

  write(data: Uint8Array): number {
    for (const octet of data) this.sent.push(octet);
    return 1460;
  }

  respond(response: NonNullable<FakeConnection["head"]>): void {
    this.head = response;
  }

  close(): void {
    this.closed = true;
  }

  /** A whole request: the server reads it, then wants the response. */
  request(path: string, parts: readonly Uint8Array[], headers: Record<string, string> = {}): this {
    const { handlers } = this;
    handlers.onRequest({ method: "POST", path, headers: new Map(Object.entries(headers)) });
    for (const part of parts) {
      this.#body.push(part);
      handlers.onReadable(part.length);
    }
    handlers.onResponse({ status: 200, headers: new Map() });
    return this;
  }
}

function rig() {
  const clock = new TestClock();
  const servers: (ServerOptions & { closed: boolean })[] = [];
  class FakeServer {
    readonly #options: ServerOptions & { closed: boolean };
    constructor(options: ServerOptions) {
      this.#options = { ...options, closed: false };
      servers.push(this.#options);
    }
    close(): void {
      this.#options.closed = true;
    }
  }
  const Listener = class {} as unknown as ListenerClass;
  const http = new ModdableHttpServer({ clock, Server: FakeServer, Listener });
  const requests: (HttpRequest & { readonly respond: HttpRespond })[] = [];
  http.serve((request, respond) => requests.push({ ...request, respond }));
  const connect = (): FakeConnection => {
    const connection = new FakeConnection();
    servers.at(-1)!.onConnect(connection);
    return connection;
  };
  return { clock, connect, http, requests, servers };
}

test("a request comes whole, and its answer goes whenever it is there", (t) => {
  const { clock, connect, requests, servers } = rig();
  t.is(servers[0]!.port, 80);
  const headers = { cookie: "session=1", host: "192.168.4.1", origin: "null", accept: "x" };
  const parts = [Uint8Array.of(1, 2), Uint8Array.of(3)];
  const connection = connect().request("/prov-session?a", parts, headers);
  t.like(requests[0], {
    method: "POST",
    path: "/prov-session",
    cookie: "session=1",
    host: "192.168.4.1",
    origin: "null",
    body: Uint8Array.of(1, 2, 3),
  });
  t.is(connection.head, undefined);
  const body = Uint8Array.from({ length: 2000 }, (_, i) => i);
  requests[0]!.respond({ status: 200, body, cookie: "session=2", contentType: "text/plain" });
  requests[0]!.respond({ status: 500, body: new Uint8Array(0) });
  t.is(connection.head!.status, 200);
  t.deepEqual(Array.from(connection.head!.headers), [
    ["content-type", "text/plain"],
    ["set-cookie", "session=2"],
    ["content-length", 2000],
    ["connection", "close"],
  ]);
  connection.handlers.onWritable(1460);
  connection.handlers.onWritable(1460);
  t.deepEqual(connection.sent, Array.from(body));
  connection.handlers.onDone();
  t.is(clock.pending, 0);
});

/** Path and the lengths of a body's parts, and the status. */
const bounds: readonly (readonly [string, readonly number[], number])[] = [
  ["/prov-session", [4096], 200],
  ["/prov-session", [4000, 97], 413],
  ["/prov-session", [4000, 97, 1000], 413],
  [`/${"p".repeat(128)}`, [1], 414],
];

test("what is too large does not reach the receiver", (t) => {
  for (const [path, lengths, status] of bounds) {
    const { connect, requests } = rig();
    const connection = connect().request(
      path,
      lengths.map((length) => new Uint8Array(length)),
    );
    for (const { respond } of requests) respond({ status: 200, body: new Uint8Array(0) });
    t.is(connection.head!.status, status, path);
  }
});

test("four connections at a time, each for half a minute", (t) => {
  const { clock, connect, requests } = rig();
  const four = [connect(), connect(), connect(), connect()];
  t.true(connect().closed);
  four[0]!.request("/a", [Uint8Array.of(1)]);
  four[1]!.handlers.onError();
  t.false(connect().closed, "one has ended");
  clock.advance(30_000);
  t.true(four[0]!.closed && four[2]!.closed && four[3]!.closed);
  requests[0]!.respond({ status: 200, body: new Uint8Array(0) });
  t.is(four[0]!.head, undefined, "who answers too late answers nobody");
  t.is(clock.pending, 0);
});

test("the end of the service ends what is under way", (t) => {
  const { clock, connect, http, requests, servers } = rig();
  const connection = connect().request("/a", [Uint8Array.of(1)]);
  http.serve(undefined);
  t.true(servers[0]!.closed);
  requests[0]!.respond({ status: 200, body: new Uint8Array(0) });
  t.is(connection.head, undefined);
  t.is(clock.pending, 0);
  http.serve(() => undefined);
  t.is(servers.length, 2);
});

/** A listener of sockets that hold what is put into them. */
class FakeSocket implements TcpSocket {
  static last: FakeSocket | undefined;
  format = "buffer";
  closed = false;
  readonly callbacks: TcpCallbacks | undefined;
  octets: number[] = [];

  constructor(options?: TcpCallbacks) {
    this.callbacks = options;
    FakeSocket.last = this;
  }

  read(count = this.octets.length): number | ArrayBuffer | undefined {
    if (this.format === "number") return this.octets.shift();
    return Uint8Array.from(this.octets.splice(0, count)).buffer;
  }

  write(): number {
    return 100;
  }

  close(): void {
    this.closed = true;
  }
}

test("a line or a header without end closes the socket, before it fills the heap", (t) => {
  class FakeListener {
    read(): TcpSocket {
      return new FakeSocket();
    }
    close(): void {
      // nothing is open
    }
  }
  const Bounded = boundedListener(FakeListener);
  const first = new Bounded({}).read()!;
  t.is(first.format, "buffer");
  const errors: unknown[] = [];
  let line = 0;
  const TakenOver = first.constructor as new (options: object) => TcpSocket;
  const socket = new TakenOver({
    from: first,
    // as Moddable's server: octet by octet
    onReadable: (count: number) => {
      socket.format = "number";
      for (let i = 0; i < count; i++) if (socket.read() !== undefined) line++;
      socket.format = "buffer";
    },
    onWritable: () => undefined,
    onError: (error: unknown) => errors.push(error),
  });
  const inner = FakeSocket.last!;
  for (let sent = 0; sent < 100_000; sent += 1000) {
    inner.octets = Array.from(asciiBytes("a".repeat(1000)));
    inner.callbacks!.onReadable(1000);
  }
  t.true(line <= longestRequest + 1000, String(line));
  t.deepEqual(errors, ["too long"]);
  t.is(socket.write(new Uint8Array(1)), 100);
  socket.close();
  t.true(inner.closed);
});
