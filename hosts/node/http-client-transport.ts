/**
 * Protocomm's client over HTTP, on Node.js.
 * @module xs-mesh/protocomm/http
 */
import { development } from "../../modules/base/development.js";
import { Agent, request } from "node:http";
import {
  type ClientTransport,
  ProtocommError,
  ProtocommRefusedError,
} from "../../modules/protocomm/client/transport.js";

/** Milliseconds to wait for a device's response: a scan takes long. */
const timeout = 60_000;

/** Protocomm over HTTP, with the session's cookie, on one connection that stays open. */
export class HttpClientTransport implements ClientTransport {
  readonly scanPage = 16;
  readonly groupChannels = 5;
  readonly #base: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #cookie: string | undefined;

  /** `address`: such as "127.0.0.1:8080", or a URL. Throws TypeError when it is invalid. */
  constructor(address: string) {
    development.args?.("HttpClientTransport", [address]);
    this.#base = new URL(/^https?:/.test(address) ? address : `http://${address}`);
  }

  send(endpoint: string, body: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        Accept: "text/plain",
        "Content-Length": body.length,
        ...(this.#cookie !== undefined && { Cookie: this.#cookie }),
      };
      const url = new URL(`/${endpoint}`, this.#base);
      const sent = request(url, { method: "POST", agent: this.#agent, headers, timeout });
      sent.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const [cookie] = response.headers["set-cookie"] ?? [];
          if (cookie !== undefined) this.#cookie = cookie.split(";")[0]!;
          const octets = new Uint8Array(Buffer.concat(chunks));
          if (response.statusCode === 200) resolve(octets);
          else reject(new ProtocommRefusedError(endpoint, `HTTP status ${response.statusCode}`));
        });
      });
      sent.on("timeout", () => sent.destroy(new ProtocommError("the device does not answer")));
      sent.on("error", (error) =>
        reject(
          error instanceof ProtocommError
            ? error
            : new ProtocommError(`${this.#base.host}: ${error.message}`, { cause: error }),
        ),
      );
      sent.end(body);
    });
  }

  /** Closes the connection. */
  close(): void {
    this.#agent.destroy();
  }
}
