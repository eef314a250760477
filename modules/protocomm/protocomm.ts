import { development } from "../base/development.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { DropReason } from "../host/drop-reason.js";
import { decode, encode } from "./codec.js";
import {
  readSessionData,
  type SessionData,
  type SessionDataInit,
  writeSessionData,
} from "./proto/session.js";
import { checkSecurities, proofOctets, type SecurityOptions } from "./security/options.js";
import { Security0Session } from "./security/security0.js";
import { Security1Session } from "./security/security1.js";
import { Security2Session } from "./security/security2.js";
import type { SecuritySession, SessionRefusal, SessionTools } from "./security/session.js";

/** Gets the answer to a request, once; undefined: the transport answers with an error. */
export type Answer = (response: Uint8Array | undefined) => void;

/** Answers the requests to an endpoint, in clear. */
export type EndpointHandler = (request: Uint8Array, answer: Answer) => void;

/** An event of a session. */
export type SessionEvent =
  | { readonly state: "established"; readonly version: 0 | 1 | 2 }
  | { readonly state: "refused"; readonly reason: "message" | "proof" }
  | { readonly state: "closed" };

/** Options of a Protocomm. */
export interface ProtocommOptions extends SessionTools {
  /** Timers of the delays after wrong proofs. */
  readonly clock: Clock;
  /** Counters and trace of dropped requests. */
  readonly diagnostics: Diagnostics;
  /** Security schemes that are offered, the default first. */
  readonly securities: readonly SecurityOptions[];
  /** The endpoint of sessions. Default "prov-session". */
  readonly sessionEndpoint?: string;
  /** Called for each event of a session. */
  readonly onSession?: (event: SessionEvent) => void;
}

/** Milliseconds from the first wrong proof to the next handshake; doubled with each further one. */
const firstPenalty = 1000;
/** The longest delay: over GATT a client waits ten seconds for an answer, and a chip computes for some of them. */
const longestPenalty = 4000;

/** How long handshakes wait after so many wrong proofs in a row, in milliseconds. */
export function proofPenalty(wrong: number): number {
  return wrong === 0 ? 0 : Math.min(longestPenalty, firstPenalty * 2 ** (wrong - 1));
}

/**
 * Endpoints by name, and one session at a time through which they are reached: what
 * ESP-IDF calls protocomm. Transports bring requests with the number of
 * their client. An established session ends when its client leaves or begins another, or
 * when another client has proven to know the secret: nothing less replaces it.
 */
export class Protocomm {
  /** Security schemes that are offered, the default first. */
  readonly securities: readonly SecurityOptions[];
  /** Name of the endpoint of sessions. */
  readonly sessionEndpoint: string;
  readonly #options: ProtocommOptions;
  readonly #handlers = new Map<string, EndpointHandler>();
  /** Endpoints that are answered in clear, without a session. */
  readonly #plain = new Set<string>();
  #observer: ((client: number | undefined) => void) | undefined;
  /** The client with the established session. */
  #client: number | undefined;
  #session: SecuritySession | undefined;
  /** The client whose handshake is in progress, its session and the pending answer. */
  #newClient: number | undefined;
  #newSession: SecuritySession | undefined;
  #pending: Answer | undefined;
  /** The latest message of the handshake, and its octets. */
  #message: SessionData | undefined;
  #request: Uint8Array | undefined;
  /** While it runs the message waits: to be processed with an empty stack, or longer after wrong proofs. */
  readonly #held: Timer<Protocomm>;
  /** Wrong proofs in a row, and the earliest instant of the next handshake. */
  #wrong = 0;
  #notBefore = -Infinity;

  /** Throws RangeError for securities out of range. */
  constructor(options: ProtocommOptions) {
    development.options?.("Protocomm", options);
    const { securities, sessionEndpoint = "prov-session" } = options;
    checkSecurities(securities);
    this.securities = securities;
    this.sessionEndpoint = sessionEndpoint;
    this.#options = options;
    this.#held = new Timer(options.clock, Protocomm.#handleMessage, this);
    this.#handlers.set(sessionEndpoint, () => undefined);
  }

  /** The names of the endpoints, in the order in which they were added, that of sessions first. */
  get endpoints(): string[] {
    return [...this.#handlers.keys()];
  }

  /** Transports pass requests on from its timers, so that a request and its answer are not on the stack at once. */
  get clock(): Clock {
    return this.#options.clock;
  }

  /** The client with the established session; undefined without one. */
  get client(): number | undefined {
    return this.#client;
  }

  /** Sets the callback of the transport: called with the new `client` when a session was established or has ended. */
  observe(observer: ((client: number | undefined) => void) | undefined): void {
    this.#observer = observer;
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

  /** A client disconnected: its handshake and its session end. */
  leave(client: number): void {
    if (this.#newClient === client) this.#abandon();
    if (this.#client === client) this.#end();
  }

  /** Answers a request to an endpoint, in any case: with undefined also where another handshake replaces it. */
  handle(client: number, endpoint: string, request: Uint8Array, answer: Answer): void {
    const handler = this.#handlers.get(endpoint);
    if (!handler) this.#drop("protocomm.endpoint", request, answer);
    else if (endpoint === this.sessionEndpoint) this.#exchange(client, request, answer);
    else if (this.#plain.has(endpoint)) handler(request, answer);
    else this.#handleSecured(client, handler, request, answer);
  }

  /** Ends the session and removes the endpoints. */
  close(): void {
    this.#observer = undefined;
    this.#abandon();
    this.#end();
    this.#handlers.clear();
  }

  #handleSecured(
    client: number,
    handler: EndpointHandler,
    request: Uint8Array,
    answer: Answer,
  ): void {
    const own = client === this.#client ? this.#session : undefined;
    const session = own ?? (client === this.#newClient ? undefined : this.#unsecured());
    if (!session) {
      this.#drop("protocomm.no-session", request, answer);
      return;
    }
    const clear = session.decrypt(request);
    if (!clear) {
      this.#drop("protocomm.decrypt", request, answer);
      return;
    }
    handler(clear, (response) => {
      if (session.version > 0 && !session.established) answer(undefined);
      else if (!response) this.#drop("protocomm.message", request, answer);
      else answer(session.encrypt(response));
    });
  }

  /** Security 0 needs no session. */
  #unsecured(): SecuritySession | undefined {
    return this.securities.some(({ version }) => version === 0)
      ? new Security0Session()
      : undefined;
  }

  #exchange(client: number, request: Uint8Array, answer: Answer): void {
    const message = decode(readSessionData, request);
    const msg = message && ([message.sec0, message.sec1, message.sec2][message.sec_ver]?.msg ?? 0);
    if (!message) this.#drop("protocomm.message", request, answer);
    else if (msg === 0) this.#begin(client, message, request, answer);
    else this.#goOn(client, message, request, answer);
  }

  /** The first message of a handshake, which replaces a handshake in progress. */
  #begin(client: number, message: SessionData, request: Uint8Array, answer: Answer): void {
    const offered = this.securities.find(({ version }) => version === message.sec_ver);
    if (!offered) {
      this.#drop("protocomm.message", request, answer);
      return;
    }
    this.#abandon();
    if (client === this.#client) this.#end();
    const session = this.#newSessionOf(offered);
    this.#newClient = client;
    this.#newSession = session;
    this.#pending = answer;
    const wait = offered.version === 0 ? 0 : this.#notBefore - this.#options.clock.now();
    this.#handshake(message, request, wait);
  }

  /** A further message of a handshake; one for an established session is an error, and ends it. */
  #goOn(client: number, message: SessionData, request: Uint8Array, answer: Answer): void {
    if (client === this.#newClient && this.#newSession?.version === message.sec_ver) {
      const before = this.#pending;
      this.#pending = answer;
      before?.(undefined);
      if (!this.#held.running) this.#handshake(message, request, 0);
      else this.#fail("message", request);
      return;
    }
    if (client === this.#client && this.#session?.version === message.sec_ver) {
      this.#options.onSession?.({ state: "refused", reason: "message" });
      this.#end();
    }
    this.#drop("protocomm.message", request, answer);
  }

  /** Processes the message after `wait` milliseconds, in any case from a timer: the computations of sessions need much of the stack. */
  #handshake(message: SessionData, request: Uint8Array, wait: number): void {
    this.#message = message;
    this.#request = request;
    this.#held.start(wait);
  }

  static #handleMessage(protocomm: Protocomm): void {
    const session = protocomm.#newSession!;
    const request = protocomm.#request!;
    session.handle(protocomm.#message!, (reply) => protocomm.#replied(session, reply, request));
  }

  #replied(
    session: SecuritySession,
    reply: SessionDataInit | SessionRefusal,
    request: Uint8Array,
  ): void {
    // another handshake has replaced it, and its client was answered
    if (session !== this.#newSession) return;
    if (typeof reply !== "object") {
      this.#fail(reply, request);
      return;
    }
    const answer = this.#pending;
    this.#pending = undefined;
    if (session.established) this.#establish(session);
    answer?.(encode(writeSessionData, reply));
  }

  /** Establishes the new session: its client has proven to know the secret. The session before ends. */
  #establish(session: SecuritySession): void {
    const client = this.#newClient;
    this.#newClient = undefined;
    this.#newSession = undefined;
    this.#end();
    this.#client = client;
    this.#session = session;
    this.#wrong = 0;
    this.#notBefore = -Infinity;
    this.#observer?.(client);
    this.#options.onSession?.({ state: "established", version: session.version });
  }

  /** Ends a failed handshake. After a wrong proof the next one is delayed. */
  #fail(reason: "message" | "proof", request: Uint8Array): void {
    const answer = this.#pending;
    this.#pending = undefined;
    this.#abandon();
    if (reason === "proof") {
      this.#wrong++;
      this.#notBefore = this.#options.clock.now() + proofPenalty(this.#wrong);
    }
    this.#options.onSession?.({ state: "refused", reason });
    const dropped = reason === "proof" ? "protocomm.proof" : "protocomm.message";
    this.#options.diagnostics.drop(dropped, request.length);
    answer?.(undefined);
  }

  #newSessionOf(security: SecurityOptions): SecuritySession {
    switch (security.version) {
      case 0:
        return new Security0Session();
      case 1:
        return new Security1Session(this.#options, proofOctets(security.proofOfPossession));
      case 2:
        return new Security2Session(this.#options, security);
    }
  }

  /** Ends the handshake in progress; a pending answer is undefined. */
  #abandon(): void {
    const session = this.#newSession;
    const answer = this.#pending;
    this.#held.stop();
    this.#newClient = undefined;
    this.#newSession = undefined;
    this.#pending = undefined;
    session?.close();
    answer?.(undefined);
  }

  /** Ends the established session. */
  #end(): void {
    const session = this.#session;
    this.#session = undefined;
    this.#client = undefined;
    if (!session) return;
    session.close();
    this.#observer?.(undefined);
    this.#options.onSession?.({ state: "closed" });
  }

  #drop(reason: DropReason, request: Uint8Array, answer: Answer): void {
    this.#options.diagnostics.drop(reason, request.length);
    answer(undefined);
  }
}
