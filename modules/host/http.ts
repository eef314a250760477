/** A request to a small HTTP server. */
export interface HttpRequest {
  /** "POST". */
  readonly method: string;
  /** Without a query: "/prov-session". */
  readonly path: string;
  /** The value of the header Cookie. */
  readonly cookie?: string;
  /** Names the connection it came over. */
  readonly connection: number;
  readonly body: Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  /** The value of a header Set-Cookie. */
  readonly cookie?: string;
  readonly contentType?: string;
  readonly body: Uint8Array;
}

/** Answers a request, once. */
export type HttpRespond = (response: HttpResponse) => void;

/** An HTTP server, where the machine has one. Bodies of up to 4096 octets reach the receiver. */
export interface HttpServer {
  /** Takes requests from now on; undefined ends that, and those not yet answered are answered 503. */
  serve(receiver: ((request: HttpRequest, respond: HttpRespond) => void) | undefined): void;
}
