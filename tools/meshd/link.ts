import { createSocket, type Socket } from "node:dgram";
import { EventQueue } from "../air/event-queue.js";
import type { Station } from "../air/station.js";

/** AD types of mesh: PB-ADV, message, beacon. */
const MESH_TYPES = [0x29, 0x2a, 0x2b];

async function bound(): Promise<Socket> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, "127.0.0.1", resolve);
  });
  return socket;
}

/**
 * Carries packets between the daemon's datagrams and a station on the air. Each
 * datagram of the daemon becomes one advertising event: it does its repeats.
 */
export class Link {
  readonly daemonPort: number;
  readonly peerPort: number;
  readonly #socket: Socket;
  #queue: EventQueue | undefined;
  #station: Station | undefined;
  #answered = false;

  private constructor(socket: Socket, daemonPort: number) {
    this.#socket = socket;
    this.peerPort = socket.address().port;
    this.daemonPort = daemonPort;
    socket.on("message", (message) => this.#fromDaemon(message));
    socket.on("error", () => undefined); // nobody listens yet, or any more
  }

  static async open(): Promise<Link> {
    const socket = await bound();
    // The daemon binds a port by number: one that was free just now.
    const other = await bound();
    const { port } = other.address();
    await new Promise<void>((resolve) => other.close(() => resolve()));
    return new Link(socket, port);
  }

  /** Whether the daemon's radio has answered `ping`. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Packets of the daemon that found the queue full. */
  get dropped(): number {
    return this.#queue?.dropped ?? 0;
  }

  /** Asks the daemon's radio for a sign of life. */
  ping(): void {
    this.#toDaemon(Uint8Array.of(0));
  }

  attach(station: Station): void {
    this.#station = station;
    this.#queue = new EventQueue({ station });
    station.scan((data) => {
      for (let at = 0; at < data.length;) {
        const end = at + 1 + data[at]!;
        if (data[at] === 0 || end > data.length) return;
        if (MESH_TYPES.includes(data[at + 1]!)) this.#toDaemon(data.slice(at, end));
        at = end;
      }
    });
  }

  close(): void {
    this.#queue?.clear();
    this.#station?.close();
    this.#station = undefined;
    this.#socket.close();
  }

  #toDaemon(packet: Uint8Array): void {
    this.#socket.send(packet, this.daemonPort, "127.0.0.1");
  }

  #fromDaemon(message: Uint8Array): void {
    if (message[0] === 0) {
      this.#answered = true;
      return;
    }
    if (message.length > 30 || message.length === 0) return;
    const data = new Uint8Array(1 + message.length);
    data[0] = message.length;
    data.set(message, 1);
    this.#queue?.push(data);
  }
}
