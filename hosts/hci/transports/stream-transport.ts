import type { Duplex } from "node:stream";
import type { HciTransport } from "../transport.js";

/** A transport on a stream of Node.js that is open: a socket, for one. */
export class StreamTransport implements HciTransport {
  readonly name: string;
  onData: (chunk: Uint8Array) => void = () => undefined;
  onClose: (why: string) => void = () => undefined;
  readonly #stream: Duplex;
  readonly #release: () => void;
  #open = true;

  /** `release` is called once at the end, for what the stream does not close itself. */
  constructor(name: string, stream: Duplex, release: () => void = () => undefined) {
    this.name = name;
    this.#stream = stream;
    this.#release = release;
    stream.on("data", (chunk: Uint8Array) => {
      if (this.#open) this.onData(chunk);
    });
    stream.on("error", (error) => this.#ended(error.message));
    stream.on("close", () => this.#ended("the connection was closed"));
    stream.on("end", () => this.#ended("the other side closed the connection"));
  }

  write(packet: Uint8Array): void {
    if (this.#open) this.#stream.write(packet);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    // What was written before, such as a reset, is sent.
    this.#stream.end(() => this.#stream.destroy());
    this.#release();
  }

  #ended(why: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#stream.destroy();
    this.#release();
    this.onClose(why);
  }
}
