import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import {
  beyondHttpLimit,
  HttpLimit,
  type HttpRequest,
  type HttpRespond,
  type HttpResponse,
  type HttpServer,
} from "../../modules/host/http.js";

/** Octets of a refused body that are read and dropped, so that the client reads the response. */
const longestDrain = 1 << 20;
/** Octets of all headers of a request, at most. */
const longestHead = 8192;
/** Requests at a time that are passed to the receiver, at most. */
const mostRequests = 8;
const mostConnections = 32;
/** Milliseconds in which the headers of a request must be received. */
const headTime = 10_000;
const requestTime = 30_000;

type Receiver = (request: HttpRequest, respond: HttpRespond) => void;

/** An HTTP server on node:http. */
export class NodeHttpServer implements HttpServer {
  readonly #server: Server;
  readonly #connections = new WeakMap<Socket, number>();
  /** Responses of the requests that the receiver has not answered. */
  readonly #open = new Set<ServerResponse>();
  #receiver: Receiver | undefined;
  #last = 0;

  private constructor() {
    this.#server = createServer(
      {
        maxHeaderSize: longestHead,
        headersTimeout: headTime,
        requestTimeout: requestTime,
        connectionsCheckingInterval: headTime,
      },
      (request, response) => this.#take(request, response),
    );
    this.#server.maxConnections = mostConnections;
  }

  /** Listens at an address of this machine. Rejects if that is not possible. */
  static async listen(options: {
    readonly host: string;
    /** The TCP port to listen at; 0 for any that is free. */
    readonly port: number;
  }): Promise<NodeHttpServer> {
    const server = new NodeHttpServer();
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", reject);
      server.#server.listen(options.port, options.host, resolve);
    });
    return server;
  }

  /** The TCP port that it listens at. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  serve(receiver: Receiver | undefined): void {
    this.#receiver = receiver;
    if (receiver) return;
    for (const response of [...this.#open]) this.#end(response, refusal(503));
  }

  /** Stops listening, and drops all connections. */
  close(): Promise<void> {
    this.serve(undefined);
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= HttpLimit.body) chunks.push(chunk);
      else if (length > longestDrain) request.destroy();
    });
    request.on("end", () => this.#handle(request, response, chunks, length));
  }

  #handle(
    request: IncomingMessage,
    response: ServerResponse,
    chunks: readonly Buffer[],
    length: number,
  ): void {
    const { method = "", url = "", headers, socket } = request;
    const head = {
      method,
      path: url.split("?")[0]!,
      ...(headers.cookie !== undefined && { cookie: headers.cookie }),
      ...(headers.host !== undefined && { host: headers.host }),
      ...(headers.origin !== undefined && { origin: headers.origin }),
    };
    const busy = !this.#receiver || this.#open.size >= mostRequests;
    const status = beyondHttpLimit(head, length) ?? (busy ? 503 : undefined);
    this.#open.add(response);
    response.on("close", () => this.#open.delete(response));
    if (status !== undefined) {
      this.#end(response, refusal(status));
      return;
    }
    const body = new Uint8Array(Buffer.concat(chunks));
    const received = { ...head, connection: this.#connection(socket), body };
    this.#receiver!(received, (answer) => this.#end(response, answer));
  }

  #end(response: ServerResponse, { status, cookie, contentType, body }: HttpResponse): void {
    if (!this.#open.delete(response)) return;
    response.statusCode = status;
    if (cookie !== undefined) response.setHeader("Set-Cookie", cookie);
    if (contentType !== undefined) response.setHeader("Content-Type", contentType);
    response.setHeader("Content-Length", body.length);
    response.end(body);
  }

  #connection(socket: Socket): number {
    const known = this.#connections.get(socket);
    if (known !== undefined) return known;
    this.#connections.set(socket, ++this.#last);
    return this.#last;
  }
}

function refusal(status: number): HttpResponse {
  return { status, body: new Uint8Array(0) };
}
