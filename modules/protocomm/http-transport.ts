import { development } from "../base/development.js";
import { asciiBytes, getUint32BE } from "../base/bytes.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { defer } from "../base/timer.js";
import { HttpLimit, type HttpRequest, type HttpRespond, type HttpServer } from "../host/http.js";
import type { Random } from "../host/random.js";
import { isOwnHost, isOwnOrigin } from "./http-origin.js";
import type { Answer, Protocomm } from "./protocomm.js";

const cookieName = "session=";

/** Clients in the table; a further one replaces the oldest. */
const mostClients = 4;

/** Options of an HttpTransport. */
export interface HttpTransportOptions {
  /** HTTP server of the host. */
  readonly http: HttpServer;
  /** Receives the requests. */
  readonly protocomm: Protocomm;
  /** Source of the numbers in cookies. */
  readonly random: Random;
  /** Counters and trace of dropped requests. */
  readonly diagnostics: Diagnostics;
}

/** A client that sends requests. */
interface HttpClient {
  /** In the cookie, never 0. */
  readonly session: number;
  /** Identifies the client until it sends a cookie. */
  connection: number | undefined;
}

/** Why a request is refused before it reaches its endpoint. */
interface Refusal {
  readonly status: number;
  readonly text: string;
}

/**
 * Protocomm over HTTP, as in ESP-IDF's SoftAP mode: `POST /<endpoint>` with the
 * request as the body. A client is identified by a cookie, which comes with the first
 * answer, and without one by its connection. Web pages are refused that
 * the device did not serve, and hosts that are not the device (http-origin.ts).
 */
export class HttpTransport {
  readonly #options: HttpTransportOptions;
  /** In the order of their first request. */
  #clients: HttpClient[] = [];

  constructor(options: HttpTransportOptions) {
    development.options?.("HttpTransport", options);
    this.#options = options;
    options.http.serve((request, respond) => this.#receive(request, respond));
  }

  /** Stops serving requests. */
  close(): void {
    this.#options.http.serve(undefined);
    this.#clients = [];
  }

  #receive(request: HttpRequest, respond: HttpRespond): void {
    const { protocomm, diagnostics } = this.#options;
    const { path, cookie, connection, body } = request;
    const fail = ({ status, text }: Refusal): void =>
      respond({ status, contentType: "text/plain", body: asciiBytes(text) });
    const refusal = this.#refusal(request);
    if (refusal) {
      fail(refusal);
      return;
    }
    const known = this.#known(cookie, connection);
    const { session } = known ?? this.#meet(connection);
    const answer: Answer = (response) => {
      if (response && response.length > HttpLimit.body) {
        diagnostics.drop("protocomm.length", response.length);
        fail({ status: 500, text: "The answer is too long" });
      } else if (!response) fail({ status: 500, text: "The request failed" });
      else
        respond({
          status: 200,
          contentType: "text/plain",
          body: response,
          ...(!known && { cookie: `${cookieName}${session}` }),
        });
    };
    defer(protocomm.clock, () => protocomm.handle(session, path.slice(1), body, answer));
  }

  #refusal({ method, path, host, origin, body }: HttpRequest): Refusal | undefined {
    const { protocomm, diagnostics } = this.#options;
    if (!isOwnHost(host) || !isOwnOrigin(origin, host)) {
      diagnostics.drop("protocomm.origin", body.length);
      return { status: 403, text: "Not for other hosts, nor for pages of others" };
    }
    if (!protocomm.endpoints.includes(path.slice(1))) {
      diagnostics.drop("protocomm.endpoint", body.length);
      return { status: 404, text: "There is no such endpoint" };
    }
    if (method !== "POST") return { status: 405, text: "POST only" };
    if (body.length >= 1 && body.length <= HttpLimit.body) return undefined;
    diagnostics.drop("protocomm.length", body.length);
    return {
      status: body.length === 0 ? 400 : 413,
      text: "A body of 1 to 4096 octets is needed",
    };
  }

  #known(cookie: string | undefined, connection: number): HttpClient | undefined {
    if (cookie === undefined)
      return this.#clients.find((client) => client.connection === connection);
    const client = this.#clients.find(({ session }) => cookie === `${cookieName}${session}`);
    // a client that sends cookies is identified by them alone, on any connection
    if (client) client.connection = undefined;
    return client;
  }

  #meet(connection: number): HttpClient {
    const { protocomm, random } = this.#options;
    const octets = new Uint8Array(4);
    random.fill(octets);
    // never 0, and never that of another
    let session = getUint32BE(octets, 0) || 1;
    while (this.#clients.some((client) => client.session === session))
      session = session === 0xffff_ffff ? 1 : session + 1;
    if (this.#clients.length === mostClients) {
      const oldest = this.#clients.findIndex((client) => client.session !== protocomm.client);
      const [forgotten] = this.#clients.splice(oldest, 1);
      protocomm.leave(forgotten!.session);
    }
    const client = { session, connection };
    this.#clients.push(client);
    return client;
  }
}
