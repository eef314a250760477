import type { Diagnostics } from "../base/diagnostics.js";
import type { DropReason } from "../host/drop-reason.js";
import { decode, encode } from "./codec.js";
import { readSessionData, type SessionData, writeSessionData } from "./proto/session.js";
import { checkSecurities, proofOctets, type SecurityOptions } from "./security/options.js";
import { Security0Session } from "./security/security0.js";
import { Security1Session } from "./security/security1.js";
import { Security2Session } from "./security/security2.js";
import type { SecuritySession, SessionTools } from "./security/session.js";

/** Takes the answer to a request, once; undefined where there is none: the transport tells the client of an error. */
export type Answer = (response: Uint8Array | undefined) => void;

/** Answers the requests to an endpoint, in clear. */
export type EndpointHandler = (request: Uint8Array, answer: Answer) => void;

/** What happens to sessions. */
export type SessionEvent =
  | { readonly state: "established"; readonly version: 0 | 1 | 2 }
  | { readonly state: "refused"; readonly reason: "message" | "proof" }
  | { readonly state: "closed" };

export interface ProtocommOptions extends SessionTools {
  readonly diagnostics: Diagnostics;
  /** What is offered, the default first. */
  readonly securities: readonly SecurityOptions[];
  /** The endpoint of sessions. Default "prov-session". */
  readonly sessionEndpoint?: string;
  readonly onSession?: (event: SessionEvent) => void;
}

/**
 * Endpoints by name, and one session at a time through which they are reached: what
 * ESP-IDF calls protocomm. Transports bring requests with the number of whoever
 * sends them; somebody new takes the place of who was there before.
 */
export class Protocomm {
  readonly securities: readonly SecurityOptions[];
  readonly sessionEndpoint: string;
  readonly #options: ProtocommOptions;
  readonly #handlers = new Map<string, EndpointHandler>();
  /** Endpoints that are answered in clear, without a session. */
  readonly #plain = new Set<string>();
  #client: number | undefined;
  #session: SecuritySession | undefined;

  /** Throws RangeError for securities out of range. */
  constructor(options: ProtocommOptions) {
    const { securities, sessionEndpoint = "prov-session" } = options;
    checkSecurities(securities);
    this.securities = securities;
    this.sessionEndpoint = sessionEndpoint;
    this.#options = options;
    this.#handlers.set(sessionEndpoint, (request, answer) => this.#exchange(request, answer));
  }

  /** The names of the endpoints, in the order in which they were added, that of sessions first. */
  get endpoints(): string[] {
    return [...this.#handlers.keys()];
  }

  /**
   * Adds an endpoint; `plain`: one that is answered without a session. Throws
   * RangeError for a name that is taken or has not 1..64 characters.
   */
  addEndpoint(
    name: string,
    handler: EndpointHandler,
    options: { readonly plain?: boolean } = {},
  ): void {
    if (name.length < 1 || name.length > 64) throw new RangeError("name: 1..64 characters");
    if (this.#handlers.has(name)) throw new RangeError(`name: "${name}" is taken`);
    this.#handlers.set(name, handler);
    if (options.plain) this.#plain.add(name);
  }

  /** Somebody connected: a session of somebody else ends. */
  open(client: number): void {
    if (this.#client === client) return;
    this.#end();
    this.#client = client;
  }

  /** Somebody left. */
  leave(client: number): void {
    if (this.#client !== client) return;
    this.#end();
    this.#client = undefined;
  }

  /** Answers a request to an endpoint. */
  handle(client: number, endpoint: string, request: Uint8Array, answer: Answer): void {
    this.open(client);
    const handler = this.#handlers.get(endpoint);
    if (!handler) this.#drop("protocomm.endpoint", request, answer);
    else if (endpoint === this.sessionEndpoint || this.#plain.has(endpoint))
      handler(request, answer);
    else this.#handleSecured(handler, request, answer);
  }

  /** Ends the session and forgets the endpoints. */
  close(): void {
    this.#end();
    this.#client = undefined;
    this.#handlers.clear();
  }

  #handleSecured(handler: EndpointHandler, request: Uint8Array, answer: Answer): void {
    const session = this.#session ?? this.#unsecured();
    if (!session || (this.#session && !session.established)) {
      this.#drop("protocomm.no-session", request, answer);
      return;
    }
    const clear = session.decrypt(request);
    if (!clear) {
      this.#drop("protocomm.decrypt", request, answer);
      return;
    }
    handler(clear, (response) => {
      if (session !== this.#session && this.#session) answer(undefined);
      else if (!response) this.#drop("protocomm.message", request, answer);
      else if (!session.established && session.version > 0) answer(undefined);
      else answer(session.encrypt(response));
    });
  }

  /** Security 0 needs no session. */
  #unsecured(): SecuritySession | undefined {
    return this.securities.some(({ version }) => version === 0)
      ? new Security0Session()
      : undefined;
  }

  #exchange(request: Uint8Array, answer: Answer): void {
    const message = decode(readSessionData, request);
    const session = message && this.#sessionFor(message);
    if (!session) {
      this.#drop("protocomm.message", request, answer);
      return;
    }
    session.handle(message, (reply) => {
      if (session !== this.#session) return;
      if (typeof reply === "object") {
        if (session.established)
          this.#options.onSession?.({ state: "established", version: session.version });
        answer(encode(writeSessionData, reply));
        return;
      }
      // what goes wrong ends the session: the next one begins afresh
      this.#options.onSession?.({ state: "refused", reason: reply });
      this.#end();
      this.#drop(reply === "proof" ? "protocomm.proof" : "protocomm.message", request, answer);
    });
  }

  /** The session that a message belongs to: for one that begins a session, a new one. */
  #sessionFor(message: SessionData): SecuritySession | undefined {
    const { sec0, sec1, sec2 } = message;
    const msg = [sec0, sec1, sec2][message.sec_ver]?.msg ?? 0;
    if (msg !== 0 && this.#session?.version === message.sec_ver) return this.#session;
    const offered = this.securities.find(({ version }) => version === message.sec_ver);
    if (!offered || msg !== 0) return undefined;
    this.#end();
    this.#session = this.#newSession(offered);
    return this.#session;
  }

  #newSession(security: SecurityOptions): SecuritySession {
    switch (security.version) {
      case 0:
        return new Security0Session();
      case 1:
        return new Security1Session(this.#options, proofOctets(security.proofOfPossession));
      case 2:
        return new Security2Session(this.#options, security);
    }
  }

  #end(): void {
    const session = this.#session;
    this.#session = undefined;
    if (!session) return;
    session.close();
    this.#options.onSession?.({ state: "closed" });
  }

  #drop(reason: DropReason, request: Uint8Array, answer: Answer): void {
    this.#options.diagnostics.drop(reason, request.length);
    answer(undefined);
  }
}
