import { createSocket, type Socket } from "node:dgram";
import { EventQueue } from "../air/event-queue.js";
import type { Station } from "../air/station.js";
import { decodeDatagram, encodeDatagram, type Datagram } from "./datagram.js";

/** Real milliseconds between two attempts to ask. */
const ASK_EVERY = 100;
/** Looks for simulators that are gone in the time that one may be silent. */
const LOOKS = 7;

export interface SimulatorBridgeOptions {
  /** UDP port on 127.0.0.1; 0: any that is free. */
  readonly port: number;
  /** The station of a simulator that says its first hello; undefined: it is not let in. */
  readonly station: (name: string) => Station | undefined;
  /** Real milliseconds without a hello after which a simulator is gone. Default 3500: they come every second. */
  readonly silence?: number;
  /** A simulator has not been heard for so long. Its station is the caller's to close. */
  readonly onLost?: (name: string) => void;
}

interface Simulator {
  readonly name: string;
  readonly station: Station;
  readonly queue: EventQueue;
  port: number;
  /** Real milliseconds of its last hello. */
  lastHello: number;
}

interface Asking {
  readonly name: string;
  readonly answered: (json: string) => void;
}

/**
 * Makes desktop simulators stations of an air, whose clock must be driven in real
 * time: each event that one sends is one on the air, what its station hears goes to
 * it. A simulator is known by its name, and may come back under it.
 */
export class SimulatorBridge {
  readonly port: number;
  readonly #options: SimulatorBridgeOptions;
  readonly #socket: Socket;
  readonly #simulators = new Map<string, Simulator>();
  readonly #asking = new Set<Asking>();
  readonly #silence: number;
  readonly #watch: NodeJS.Timeout;
  #closed = false;

  private constructor(socket: Socket, options: SimulatorBridgeOptions) {
    this.#socket = socket;
    this.#options = options;
    this.port = socket.address().port;
    socket.on("message", (message, { port }) => this.#receive(message, port));
    socket.on("error", () => undefined); // one that is gone
    this.#silence = options.silence ?? 3500;
    this.#watch = setInterval(() => this.#look(), this.#silence / LOOKS);
  }

  /** Rejects when the port is taken, naming it. */
  static async open(options: SimulatorBridgeOptions): Promise<SimulatorBridge> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve, reject) => {
      socket.once("error", (error) =>
        reject(new Error(`no simulators on 127.0.0.1:${options.port}: ${error.message}`)),
      );
      socket.bind(options.port, "127.0.0.1", resolve);
    });
    return new SimulatorBridge(socket, options);
  }

  /** Names of the simulators that are there. */
  get simulators(): readonly string[] {
    return [...this.#simulators.keys()];
  }

  /**
   * Asks a simulator's firmware, as soon as it is there: "state", say. Rejects with
   * what the firmware throws, and after `timeout` real milliseconds.
   */
  ask(name: string, question: string, timeout: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        this.#asking.delete(asking);
        clearInterval(again);
        clearTimeout(limit);
      };
      const answered = (json: string) => {
        finish();
        const { value, error } = parsed(json);
        if (error === undefined) resolve(value);
        else reject(new Error(`${name}: ${error}`));
      };
      const asking = { name, answered };
      const send = () => {
        const simulator = this.#simulators.get(name);
        if (simulator) this.#send(simulator, { kind: "question", name: question });
      };
      const again = setInterval(send, ASK_EVERY);
      const limit = setTimeout(() => {
        finish();
        reject(new Error(`${name} did not answer within ${timeout} ms`));
      }, timeout);
      this.#asking.add(asking);
      send();
    });
  }

  /** Forgets a simulator that has ended; one that comes back under the name is let in again. */
  forget(name: string): void {
    const simulator = this.#simulators.get(name);
    if (!simulator) return;
    simulator.queue.clear();
    simulator.station.scan(undefined);
    this.#simulators.delete(name);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#watch);
    for (const name of this.simulators) this.forget(name);
    this.#socket.close();
  }

  #receive(message: Uint8Array, port: number): void {
    const datagram = decodeDatagram(message);
    if (!datagram) return;
    if (datagram.kind === "hello") {
      this.#hello(datagram.name, port);
      return;
    }
    for (const simulator of this.#simulators.values()) {
      if (simulator.port !== port) continue;
      if (datagram.kind === "packet") simulator.queue.push(datagram.data);
      else if (datagram.kind === "answer") this.#answered(simulator.name, datagram.json);
    }
  }

  #hello(name: string, port: number): void {
    const known = this.#simulators.get(name);
    if (known) {
      known.port = port;
      known.lastHello = performance.now();
      return;
    }
    const station = this.#options.station(name);
    if (!station) return;
    const queue = new EventQueue({ station });
    const simulator: Simulator = { name, station, queue, port, lastHello: performance.now() };
    this.#simulators.set(name, simulator);
    station.scan((data, rssi) => this.#send(simulator, { kind: "packet", rssi, data }));
  }

  #answered(name: string, json: string): void {
    for (const asking of [...this.#asking]) if (asking.name === name) asking.answered(json);
  }

  #look(): void {
    const oldest = performance.now() - this.#silence;
    for (const { name, lastHello } of [...this.#simulators.values()]) {
      if (lastHello > oldest) continue;
      this.forget(name);
      this.#options.onLost?.(name);
    }
  }

  #send(simulator: Simulator, datagram: Datagram): void {
    if (!this.#closed) this.#socket.send(encodeDatagram(datagram), simulator.port, "127.0.0.1");
  }
}

function parsed(json: string): { readonly value?: unknown; readonly error?: string } {
  try {
    return JSON.parse(json) as { value?: unknown; error?: string };
  } catch {
    return { error: `no JSON: ${json}` };
  }
}
