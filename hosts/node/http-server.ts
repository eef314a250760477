import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type {
  HttpRequest,
  HttpRespond,
  HttpResponse,
  HttpServer,
} from "../../modules/host/http.js";

const longest = 4096;

type Receiver = (request: HttpRequest, respond: HttpRespond) => void;

/** An HTTP server on node:http. */
export class NodeHttpServer implements HttpServer {
  readonly #server: Server;
  readonly #connections = new WeakMap<Socket, number>();
  readonly #open = new Set<ServerResponse>();
  #receiver: Receiver | undefined;
  #last = 0;

  private constructor() {
    this.#server = createServer((request, response) => this.#take(request, response));
  }

  /** Listens at an address of this machine. Rejects where that cannot be. */
  static async listen(options: {
    readonly host: string;
    readonly port: number;
  }): Promise<NodeHttpServer> {
    const server = new NodeHttpServer();
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", reject);
      server.#server.listen(options.port, options.host, resolve);
    });
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  serve(receiver: Receiver | undefined): void {
    this.#receiver = receiver;
    if (receiver) return;
    for (const response of [...this.#open]) this.#end(response, unavailable());
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
    this.#open.add(response);
    response.on("close", () => this.#open.delete(response));
    request.on("data", (chunk: Buffer) => {
      // the rest is read and dropped, so that the answer can be read in turn
      if (length <= longest) chunks.push(chunk);
      length += chunk.length;
    });
    request.on("end", () => {
      if (!this.#receiver) {
        this.#end(response, unavailable());
        return;
      }
      const { method = "", url = "", headers, socket } = request;
      const body = Buffer.concat(chunks).subarray(0, longest + 1);
      const received: HttpRequest = {
        method,
        path: url.split("?")[0]!,
        connection: this.#connection(socket),
        body: new Uint8Array(body),
        ...(headers.cookie !== undefined && { cookie: headers.cookie }),
      };
      this.#receiver(received, (answer) => this.#end(response, answer));
    });
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

function unavailable(): HttpResponse {
  return { status: 503, body: new Uint8Array(0) };
}
