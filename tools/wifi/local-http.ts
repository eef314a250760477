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
 * An HTTP server without a network: requests are passed to it in this process, with the limits of
 * a real server.
 */
export class LocalHttpServer implements HttpServer {
  #receiver: ((request: HttpRequest, respond: HttpRespond) => void) | undefined;
  #last = 0;

  /** Whether a request handler is set. */
  get serves(): boolean {
    return this.#receiver !== undefined;
  }

  serve(receiver: ((request: HttpRequest, respond: HttpRespond) => void) | undefined): void {
    this.#receiver = receiver;
  }

  /** Sends a request over a connection of its own. Rejects if no handler is set. */
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

  /** Does nothing: each request has its own connection. */
  close(): void {
    // Each request has its own connection.
  }
}
