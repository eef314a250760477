/** A TCP socket of ECMA-419, as Moddable's HTTP server uses it. */
export interface TcpSocket {
  format: string;
  /** Reads a number or an ArrayBuffer, depending on the socket's format. */
  read(count?: number): number | ArrayBuffer | undefined;
  /** Writes data. Returns how many more octets can be written. */
  write(data: number | ArrayBuffer | ArrayBufferView, options?: object): number | undefined;
  close(): void;
}

export interface TcpCallbacks {
  readonly onReadable: (count: number) => void;
  readonly onWritable: (count: number) => void;
  readonly onError: (error?: unknown) => void;
}

type SocketClass = new (options: TcpCallbacks & { readonly from: TcpSocket }) => TcpSocket;

/** A listening socket of ECMA-419. It is `this` in calls of `onReadable`. */
export interface TcpListener {
  read(): TcpSocket | undefined;
  close(): void;
}

export type ListenerClass = new (options: object) => TcpListener;

/** Octets of a request with headers and body, at most. Slightly more may be received. */
export const longestRequest = 8192;

/**
 * A socket that closes when more octets were read from it than a request may have: Moddable's
 * HTTP server collects lines and headers without a limit.
 */
export class BoundedSocket implements TcpSocket {
  readonly #socket: TcpSocket;
  #left = longestRequest;
  #closed = false;

  /** Wraps a socket; or takes over another bounded socket with new callbacks, as in ECMA-419. */
  constructor(options: TcpSocket | (TcpCallbacks & { readonly from: BoundedSocket })) {
    if (!("from" in options)) {
      this.#socket = options;
      return;
    }
    const { from, onReadable, onWritable, onError } = options;
    const inner = from.#socket;
    this.#socket = new (inner.constructor as SocketClass)({
      from: inner,
      onReadable: (count) => {
        if (this.#left > 0) onReadable(count);
        else this.#fail(onError, "too long");
      },
      onWritable: (count) => onWritable(count),
      onError: (error) => this.#fail(onError, error),
    });
  }

  get format(): string {
    return this.#socket.format;
  }

  set format(format: string) {
    this.#socket.format = format;
  }

  read(count?: number): number | ArrayBuffer | undefined {
    const octets = this.#socket.read(count);
    if (octets !== undefined) this.#left -= typeof octets === "number" ? 1 : octets.byteLength;
    return octets;
  }

  write(data: number | ArrayBuffer | ArrayBufferView, options?: object): number | undefined {
    return this.#socket.write(data, options);
  }

  close(): void {
    this.#closed = true;
    this.#socket.close();
  }

  /** Reports an error once, and not after `close` was called. */
  #fail(onError: TcpCallbacks["onError"], error: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    onError(error);
  }
}

/** A listener whose sockets are bounded. */
export function boundedListener(Listener: ListenerClass): ListenerClass {
  return class extends Listener {
    override read(): TcpSocket | undefined {
      const socket = super.read();
      return socket && new BoundedSocket(socket);
    }
  };
}
