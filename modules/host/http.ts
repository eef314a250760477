/** Octets that reach the receiver of an HttpServer at most; the server itself answers larger requests, with the status below. */
export const HttpLimit = Object.freeze({
  /** Else 405. */
  method: 16,
  /** Else 414. */
  path: 128,
  /** Of each header that a request has here; else 431. */
  header: 256,
  /** Else 413. */
  body: 4096,
});

/** A request to a small HTTP server. */
export interface HttpRequest {
  /** "POST". */
  readonly method: string;
  /** Without a query: "/prov-session". */
  readonly path: string;
  /** The value of the header Cookie. */
  readonly cookie?: string;
  /** The value of the header Host: "192.168.4.1:80". */
  readonly host?: string;
  /** The value of the header Origin, which browsers send: "http://192.168.4.1". */
  readonly origin?: string;
  /** Number of the connection that it came over. */
  readonly connection: number;
  /** Octets of the body; empty if there is none. */
  readonly body: Uint8Array;
}

/** What a request is answered with. */
export interface HttpResponse {
  /** Status code, such as 200. */
  readonly status: number;
  /** The value of a header Set-Cookie. */
  readonly cookie?: string;
  /** The value of a header Content-Type. */
  readonly contentType?: string;
  /** Octets of the body. */
  readonly body: Uint8Array;
}

/** Answers a request, once. */
export type HttpRespond = (response: HttpResponse) => void;

/**
 * An HTTP server, where the machine has one. Requests within HttpLimit reach the
 * receiver, a few at a time; what comes while too many are unanswered is answered 503.
 */
export interface HttpServer {
  /** Passes requests to `receiver` from now on; undefined stops that, and requests without an answer yet get 503. */
  serve(receiver: ((request: HttpRequest, respond: HttpRespond) => void) | undefined): void;
}

/** The status of a refusal for what is beyond HttpLimit; undefined where all is within. */
export function beyondHttpLimit(
  { method, path, cookie, host, origin }: Omit<HttpRequest, "connection" | "body">,
  bodyLength: number,
): number | undefined {
  if (method.length > HttpLimit.method) return 405;
  if (path.length > HttpLimit.path) return 414;
  if (Math.max(cookie?.length ?? 0, host?.length ?? 0, origin?.length ?? 0) > HttpLimit.header)
    return 431;
  return bodyLength > HttpLimit.body ? 413 : undefined;
}
