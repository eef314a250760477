import { checkKind } from "../../modules/checks/kinds.js";
import type {
  HttpRequest,
  HttpRespond,
  HttpResponse,
  HttpServer,
} from "../../modules/host/http.js";
import {
  type ClientTransport,
  ProtocommRefusedError,
} from "../../modules/protocomm/client/transport.js";

/**
 * HTTP without a network: requests are passed within this process, within the limits of a server.
 */
export class LocalHttpServer implements HttpServer {
  #receiver: ((request: HttpRequest, respond: HttpRespond) => void) | undefined;
  #last = 0;

  /** Whether there is a receiver of requests. */
  get serves(): boolean {
    return this.#receiver !== undefined;
  }

  serve(receiver: ((request: HttpRequest, respond: HttpRespond) => void) | undefined): void {
    this.#receiver = receiver;
  }

  /** Sends a request over a new connection. Rejects if there is no receiver. */
  request(request: Omit<HttpRequest, "connection">): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      if (this.#receiver) this.#receiver({ connection: ++this.#last, ...request }, resolve);
      else reject(new Error("nobody listens"));
    });
  }
}

/** Protocomm over a LocalHttpServer, with the session's cookie. */
export class LocalHttpTransport implements ClientTransport {
  readonly scanPage = 16;
  readonly groupChannels = 5;
  readonly #server: LocalHttpServer;
  #cookie: string | undefined;

  constructor(server: LocalHttpServer) {
    checkKind("server", server, "object");
    this.#server = server;
  }

  async send(endpoint: string, body: Uint8Array): Promise<Uint8Array> {
    const response = await this.#server.request({
      method: "POST",
      path: `/${endpoint}`,
      body,
      ...(this.#cookie !== undefined && { cookie: this.#cookie }),
    });
    this.#cookie = response.cookie ?? this.#cookie;
    if (response.status === 200) return response.body;
    throw new ProtocommRefusedError(endpoint, `HTTP status ${response.status}`);
  }

  /** Does nothing, because there is no permanent connection. */
  close(): void {
    // Each request has its own connection.
  }
}
