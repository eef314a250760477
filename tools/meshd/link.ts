import { createSocket, type Socket } from "node:dgram";
import { EventQueue } from "../air/event-queue.js";
import type { Station } from "../air/station.js";

/** AD types of mesh: PB-ADV, message, beacon. */
const MESH_TYPES = [0x29, 0x2a, 0x2b];

/** Octets of a time datagram: a zero, and the time as 64 bits, little-endian. */
const timeLength = 9;
/** Milliseconds by which the daemon's time advances with each call of `begin`. */
const beginning = 10;
/** Real milliseconds after which the time is sent again to a daemon that has not answered. */
const repeat = 500;

async function bound(): Promise<Socket> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, "127.0.0.1", resolve);
  });
  return socket;
}

/**
 * Transfers packets between the daemon's datagrams and a station on the air. Each datagram of the
 * daemon becomes one advertising event, since the daemon itself repeats its packets.
 */
export class Link {
  readonly daemonPort: number;
  readonly peerPort: number;
  readonly #socket: Socket;
  #queue: EventQueue | undefined;
  #station: Station | undefined;
  #closed = false;
  #answers = 0;
  /** Milliseconds of the daemon's time at the start of the air's time. */
  #began = 0;
  #answered: () => void = () => undefined;

  private constructor(socket: Socket, daemonPort: number) {
    this.#socket = socket;
    this.peerPort = socket.address().port;
    this.daemonPort = daemonPort;
    socket.on("message", (message) => this.#fromDaemon(message));
    // Errors have no consequence before the daemon binds its port, and after its end
    socket.on("error", () => undefined);
  }

  static async open(): Promise<Link> {
    const socket = await bound();
    // The daemon binds a port by its number: one that was free a moment before.
    const other = await bound();
    const { port } = other.address();
    await new Promise<void>((resolve) => other.close(() => resolve()));
    return new Link(socket, port);
  }

  /** Whether the daemon's radio has answered. */
  get answered(): boolean {
    return this.#answers > 0;
  }

  /** Packets of the daemon that were dropped because the queue was full. */
  get dropped(): number {
    return this.#queue?.dropped ?? 0;
  }

  /**
   * Advances the daemon's time before the air's starts, and requests an answer of its radio: its
   * start takes some time.
   */
  begin(): void {
    this.#began += beginning;
    this.#tell(0);
  }

  /** Sends the time to the daemon; its timers that are due by then run before it answers. */
  #tell(milliseconds: number): void {
    const time = this.#began + Math.floor(milliseconds);
    const datagram = new Uint8Array(timeLength);
    new DataView(datagram.buffer).setBigUint64(1, BigInt(time), true);
    this.#toDaemon(datagram);
  }

  /**
   * Sends the time (ms of the air's clock) to the daemon, and waits for its answer: then the
   * packets that it sent before are on the air.
   */
  async pass(time: number): Promise<void> {
    const before = this.#answers;
    this.#tell(time);
    // A datagram can be lost; the same time may be sent again.
    const again = setInterval(() => this.#tell(time), repeat);
    while (this.#answers === before && !this.#closed)
      await new Promise<void>((resolve) => (this.#answered = resolve));
    clearInterval(again);
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
    if (this.#closed) return;
    this.#closed = true;
    this.#answered();
    this.#queue?.clear();
    this.#station?.close();
    this.#station = undefined;
    this.#socket.close();
  }

  #toDaemon(packet: Uint8Array): void {
    if (!this.#closed) this.#socket.send(packet, this.daemonPort, "127.0.0.1");
  }

  #fromDaemon(message: Uint8Array): void {
    if (message[0] === 0) {
      this.#answers++;
      this.#answered();
      return;
    }
    if (message.length > 30 || message.length === 0) return;
    const data = new Uint8Array(1 + message.length);
    data[0] = message.length;
    data.set(message, 1);
    this.#queue?.push(data);
  }
}
