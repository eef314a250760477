import { concatBytes } from "../../modules/base/bytes.js";
import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import {
  beyondHttpLimit,
  HttpLimit,
  type HttpRequest,
  type HttpRespond,
  type HttpResponse,
  type HttpServer,
} from "../../modules/host/http.js";
import { boundedListener, type ListenerClass } from "./bounded-socket.js";

/** Open connections at a time, at most. */
const mostConnections = 4;
/** Milliseconds that a connection may last: a request for a scan takes some seconds. */
const connectionTime = 30_000;

interface ResponseHead {
  status: number;
  readonly headers: Map<string, string | number>;
}

/** Callbacks of a connection; `this` is the connection. */
interface Handlers {
  onRequest(request: {
    readonly method: string;
    readonly path: string;
    readonly headers: ReadonlyMap<string, string>;
  }): void;
  onReadable(count: number): void;
  onResponse(response: ResponseHead): void;
  onWritable(count: number): void;
  onDone(): void;
  onError(error?: unknown): void;
}

/** A connection of Moddable's HTTP server: one request, one response. */
interface ServerConnection {
  accept(handlers: Handlers): void;
  read(count: number): ArrayBuffer | undefined;
  write(data: Uint8Array): number;
  respond(response: ResponseHead): void;
  close(): void;
}

/** The class of `embedded:network/http/server`. */
export type HttpServerClass = new (options: {
  readonly io: ListenerClass;
  readonly port: number;
  readonly onConnect: (connection: ServerConnection) => void;
}) => { close(): void };

export interface ModdableHttpServerOptions {
  readonly clock: Clock;
  /** Moddable's modules `embedded:network/http/server` and `embedded:io/socket/listener`. */
  readonly Server: HttpServerClass;
  readonly Listener: ListenerClass;
  /** Default 80. */
  readonly port?: number;
}

type Receiver = (request: HttpRequest, respond: HttpRespond) => void;

/** One request and its response. */
class Exchange implements Handlers {
  readonly #connection: ServerConnection;
  readonly #id: number;
  readonly #receiver: Receiver;
  readonly #ended: () => void;
  #head: Omit<HttpRequest, "connection" | "body"> | undefined;
  /** The octets of the body that were received; empty for a body that is too long. */
  #body: Uint8Array = new Uint8Array(0);
  #length = 0;
  #response: Uint8Array | undefined;
  #sent = 0;

  constructor(connection: ServerConnection, id: number, receiver: Receiver, ended: () => void) {
    this.#connection = connection;
    this.#id = id;
    this.#receiver = receiver;
    this.#ended = ended;
  }

  onRequest({ method, path, headers }: Parameters<Handlers["onRequest"]>[0]): void {
    const [cookie, host, origin] = ["cookie", "host", "origin"].map((name) => headers.get(name));
    this.#head = {
      method,
      path: path.split("?")[0]!,
      ...(cookie !== undefined && { cookie }),
      ...(host !== undefined && { host }),
      ...(origin !== undefined && { origin }),
    };
  }

  onReadable(count: number): void {
    const octets = this.#connection.read(count);
    if (!octets) return;
    this.#length += octets.byteLength;
    // a body that is too long is only counted, and refused after all of it was received
    const fits = this.#length <= HttpLimit.body;
    this.#body = fits ? concatBytes(this.#body, new Uint8Array(octets)) : new Uint8Array(0);
  }

  onResponse(head: ResponseHead): void {
    const request = this.#head!;
    const status = beyondHttpLimit(request, this.#length);
    const respond = (response: HttpResponse): void => this.#respond(head, response);
    if (status !== undefined) respond({ status, body: new Uint8Array(0) });
    else {
      this.#receiver({ ...request, connection: this.#id, body: this.#body }, respond);
    }
  }

  onWritable(count: number): void {
    const rest = this.#response!.subarray(this.#sent, this.#sent + count);
    if (rest.length === 0) return;
    this.#sent += rest.length;
    this.#connection.write(rest);
  }

  onDone(): void {
    this.#ended();
  }

  onError(): void {
    this.#ended();
  }

  #respond(head: ResponseHead, { status, cookie, contentType, body }: HttpResponse): void {
    if (this.#response) return;
    this.#response = body;
    head.status = status;
    if (contentType !== undefined) head.headers.set("content-type", contentType);
    if (cookie !== undefined) head.headers.set("set-cookie", cookie);
    head.headers.set("content-length", body.length);
    head.headers.set("connection", "close");
    this.#connection.respond(head);
  }
}

/**
 * HTTP on Moddable's server (ECMA-419), with one request per connection. The size and time of a
 * request and the number of connections are limited, because any station of the access point can
 * send requests.
 */
export class ModdableHttpServer implements HttpServer {
  readonly #options: ModdableHttpServerOptions;
  /** Open connections, each with the timer that ends it. */
  readonly #open = new Map<ServerConnection, TimerHandle>();
  #server: { close(): void } | undefined;
  #last = 0;

  constructor(options: ModdableHttpServerOptions) {
    this.#options = options;
  }

  serve(receiver: Receiver | undefined): void {
    const { clock, Server, Listener, port = 80 } = this.#options;
    for (const timer of this.#open.values()) clock.cancel(timer);
    this.#open.clear();
    this.#server?.close();
    this.#server =
      receiver &&
      new Server({
        io: boundedListener(Listener),
        port,
        onConnect: (connection) => this.#accept(connection, receiver),
      });
  }

  #accept(connection: ServerConnection, receiver: Receiver): void {
    const { clock } = this.#options;
    if (this.#open.size >= mostConnections) {
      connection.close();
      return;
    }
    const timer = clock.schedule(() => {
      this.#open.delete(connection);
      connection.close();
    }, connectionTime);
    this.#open.set(connection, timer);
    const exchange = new Exchange(
      connection,
      ++this.#last,
      // a response after the connection was closed is dropped
      (request, respond) =>
        receiver(request, (response) => {
          if (this.#open.has(connection)) respond(response);
        }),
      () => {
        clock.cancel(timer);
        this.#open.delete(connection);
      },
    );
    connection.accept(handlersOf(exchange));
  }
}

/** Callbacks that call the methods of `exchange`: the server sets `this` to the connection. */
function handlersOf(exchange: Exchange): Handlers {
  return {
    onRequest: (request) => exchange.onRequest(request),
    onReadable: (count) => exchange.onReadable(count),
    onResponse: (response) => exchange.onResponse(response),
    onWritable: (count) => exchange.onWritable(count),
    onDone: () => exchange.onDone(),
    onError: () => exchange.onError(),
  };
}
