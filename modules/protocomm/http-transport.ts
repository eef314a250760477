import { asciiBytes, getUint32BE } from "../base/bytes.js";
import type { Diagnostics } from "../base/diagnostics.js";
import type { HttpRequest, HttpRespond, HttpServer } from "../host/http.js";
import type { Random } from "../host/random.js";
import type { Protocomm } from "./protocomm.js";

/** Octets of a body at most, as in ESP-IDF. */
const longest = 4096;
const cookieName = "session=";

export interface HttpTransportOptions {
  readonly http: HttpServer;
  readonly protocomm: Protocomm;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
}

/**
 * Protocomm over HTTP, as in ESP-IDF's SoftAP mode: `POST /<endpoint>` with the
 * request as the body. Who sends it is told by a cookie, which comes with the first
 * answer, and as long as there is none by the connection.
 */
export class HttpTransport {
  readonly #options: HttpTransportOptions;
  /** Of the one session: 0 while there is none. */
  #session = 0;
  #connection: number | undefined;

  constructor(options: HttpTransportOptions) {
    this.#options = options;
    options.http.serve((request, respond) => this.#receive(request, respond));
  }

  close(): void {
    this.#options.http.serve(undefined);
  }

  #receive({ method, path, cookie, connection, body }: HttpRequest, respond: HttpRespond): void {
    const { protocomm, diagnostics } = this.#options;
    const endpoint = path.slice(1);
    const failure = (status: number, text: string): void => {
      respond({ status, contentType: "text/plain", body: asciiBytes(text) });
    };
    if (!protocomm.endpoints.includes(endpoint)) {
      diagnostics.drop("protocomm.endpoint", body.length);
      failure(404, "There is no such endpoint");
      return;
    }
    if (method !== "POST") {
      failure(405, "POST only");
      return;
    }
    if (body.length === 0 || body.length > longest) {
      diagnostics.drop("protocomm.length", body.length);
      failure(body.length === 0 ? 400 : 413, "A body of 1 to 4096 octets is needed");
      return;
    }
    const isNew = !this.#continues(cookie, connection);
    if (isNew) this.#begin(connection);
    const session = this.#session;
    protocomm.handle(session, endpoint, body, (response) => {
      if (!response) {
        failure(500, "The request failed");
        return;
      }
      const setCookie = isNew ? { cookie: `${cookieName}${session}` } : {};
      respond({ status: 200, contentType: "text/plain", body: response, ...setCookie });
    });
  }

  #continues(cookie: string | undefined, connection: number): boolean {
    if (this.#session === 0) return false;
    if (cookie === undefined) return connection === this.#connection;
    // a client that sends cookies is known by them alone, whichever connection it takes
    const ours = cookie === `${cookieName}${this.#session}`;
    if (ours) this.#connection = undefined;
    return ours;
  }

  #begin(connection: number): void {
    const octets = new Uint8Array(4);
    this.#options.random.fill(octets);
    // never 0, and never that of before
    const number = getUint32BE(octets, 0) || 1;
    this.#session = number === this.#session ? number + 1 : number;
    this.#connection = connection;
    this.#options.protocomm.open(this.#session);
  }
}
