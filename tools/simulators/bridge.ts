import { createSocket, type Socket } from "node:dgram";
import { EventQueue } from "../air/event-queue.js";
import type { Station } from "../air/station.js";
import { Refusals } from "../refusals.js";
import { decodeDatagram, encodeDatagram, type Datagram } from "./datagram.js";

/** Real milliseconds between two attempts to ask. */
const ASK_EVERY = 100;
/** Simulators that are let in at a time: each is a station, whose packets all others hear. */
const MOST = 64;
/** What a name may be: printable, and short enough for a line. */
const NAME = /^[\x21-\x7e][\x20-\x7e]{0,31}$/;
/** Real milliseconds that a simulator may be silent: its hellos come every second. */
const SILENCE = 3500;
/** Looks for simulators that are gone in the time that one may be silent. */
const LOOKS = 7;

/**
 * Why a datagram is turned away. "form": it is none of these; "name": nobody may be called so;
 * "port": somebody else is there; "full": there are as many as are let in; "taken": the caller
 * has no station for it; "answer": nobody was asked, or it says nothing; "stranger": it comes
 * from nobody who said hello.
 */
export type Refusal = "form" | "name" | "port" | "full" | "taken" | "answer" | "stranger";

export interface SimulatorBridgeOptions {
  /** UDP port on 127.0.0.1; 0: any that is free. */
  readonly port: number;
  /** The station of a simulator that says its first hello; undefined: it is not let in. */
  readonly station: (name: string) => Station | undefined;
  /** Real milliseconds without a hello after which a simulator is gone. Default 3500. */
  readonly silence?: number;
  /** Simulators that are let in at a time. Default 64. */
  readonly most?: number;
  /** Number of datagrams that were refused; reported for the first, and whenever there are twice as many. */
  readonly onRefused?: (reason: Refusal, count: number) => void;
  /** A simulator has not been heard for so long. Its station is the caller's to close. */
  readonly onLost?: (name: string) => void;
}

interface Simulator {
  readonly name: string;
  readonly station: Station;
  readonly queue: EventQueue;
  port: number;
  /** Looks since its last hello. */
  silent: number;
}

interface Asking {
  readonly name: string;
  readonly answered: (answer: Answer) => void;
}

/** What a firmware says to a question; `unsound`: it is no answer at all. */
interface Answer {
  readonly value?: unknown;
  readonly error?: string;
  readonly unsound?: true;
}

/**
 * Makes desktop simulators stations of an air, whose clock must be driven in real
 * time: each event that one sends is one on the air, what its station hears goes to
 * it. A simulator is known by its name, and may come back under it. Any program of this
 * machine may send what it likes: what makes no sense is counted, and changes nothing.
 */
export class SimulatorBridge {
  readonly port: number;
  readonly #options: SimulatorBridgeOptions;
  readonly #socket: Socket;
  readonly #simulators = new Map<string, Simulator>();
  /** The same, by the port that each sends from. */
  readonly #byPort = new Map<number, Simulator>();
  readonly #refusals: Refusals<Refusal>;
  readonly #asking = new Set<Asking>();
  readonly #watch: NodeJS.Timeout;
  #closed = false;

  private constructor(socket: Socket, options: SimulatorBridgeOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#refusals = new Refusals(options.onRefused);
    this.port = socket.address().port;
    socket.on("message", (message, { port }) => this.#receive(message, port));
    socket.on("error", () => undefined); // one that is gone
    const { silence = SILENCE } = options;
    this.#watch = setInterval(() => this.#look(), silence / LOOKS);
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
      const answered = (answer: Answer) => {
        finish();
        if (answer.error !== undefined) reject(new Error(`${name}: ${answer.error}`));
        else resolve(answer.value);
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
    this.#byPort.delete(simulator.port);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#watch);
    for (const name of this.simulators) this.forget(name);
    this.#socket.close();
  }

  /** How many datagrams were turned away for this reason. */
  refused(reason: Refusal): number {
    return this.#refusals.of(reason);
  }

  #receive(message: Uint8Array, port: number): void {
    const datagram = decodeDatagram(message);
    if (!datagram) return this.#refusals.add("form");
    if (datagram.kind === "hello") return this.#hello(datagram.name, port);
    const simulator = this.#byPort.get(port);
    if (!simulator) return this.#refusals.add("stranger");
    if (datagram.kind === "packet") simulator.queue.push(datagram.data);
    else if (datagram.kind === "answer") this.#answered(simulator.name, datagram.json);
    else this.#refusals.add("form");
  }

  #hello(name: string, port: number): void {
    if (!NAME.test(name)) return this.#refusals.add("name");
    const known = this.#simulators.get(name);
    const there = this.#byPort.get(port);
    if (there && there !== known) return this.#refusals.add("port");
    if (known) {
      this.#byPort.delete(known.port);
      known.port = port;
      known.silent = 0;
      this.#byPort.set(port, known);
      return;
    }
    if (this.#simulators.size >= (this.#options.most ?? MOST)) return this.#refusals.add("full");
    const station = this.#options.station(name);
    if (!station) return this.#refusals.add("taken");
    const queue = new EventQueue({ station });
    const simulator: Simulator = { name, station, queue, port, silent: 0 };
    this.#simulators.set(name, simulator);
    this.#byPort.set(port, simulator);
    station.scan((data, rssi) => this.#send(simulator, { kind: "packet", rssi, data }));
  }

  /** Who is asked several times answers several times: what nobody waits for any more is counted alone. */
  #answered(name: string, json: string): void {
    const asking = [...this.#asking].filter((other) => other.name === name);
    const answer = answerOf(json);
    if (asking.length === 0 || answer.unsound) this.#refusals.add("answer");
    for (const { answered } of asking) answered(answer);
  }

  #look(): void {
    for (const simulator of [...this.#simulators.values()]) {
      const { name } = simulator;
      // By looks, not by the clock: where this program was held up so were the hellos.
      if (++simulator.silent <= LOOKS) continue;
      this.forget(name);
      this.#options.onLost?.(name);
    }
  }

  #send(simulator: Simulator, datagram: Datagram): void {
    if (!this.#closed) this.#socket.send(encodeDatagram(datagram), simulator.port, "127.0.0.1");
  }
}

/** What an answer says: it is JSON, an object with `value`, or with `error`, a text. */
function answerOf(json: string): Answer {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return { error: `no JSON: ${json}`, unsound: true };
  }
  const { error, value } = (content ?? {}) as {
    readonly error?: unknown;
    readonly value?: unknown;
  };
  if (typeof error === "string") return { error };
  // A firmware that answers nothing has no value in its JSON.
  if (typeof content === "object" && content !== null && error === undefined) return { value };
  return { error: `no answer: ${json}`, unsound: true };
}
