import { createSocket, type Socket } from "node:dgram";
import { EventQueue } from "../air/event-queue.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { Station } from "../air/station.js";
import { Refusals } from "../refusals.js";
import { decodeDatagram, encodeDatagram, type Datagram } from "./datagram.js";
import { toldEvent } from "./told-event.js";

/** Real milliseconds after which a question is sent again. */
const ASK_EVERY = 100;
/**
 * Default for the most simulators at a time. Each is a station whose packets all others receive.
 */
const MOST = 64;
/** A valid name: printable ASCII, at most 32 characters. */
const NAME = /^[\x21-\x7e][\x20-\x7e]{0,31}$/;
/**
 * Real milliseconds without a hello after which a simulator counts as ended; a hello is sent
 * every second.
 */
const SILENCE = 3500;
/** Number of checks for ended simulators in that time. */
const LOOKS = 7;

/**
 * The reason for which a datagram is refused. "form": it is malformed; "name": the name is
 * invalid; "port": another simulator uses the port; "full": the limit is reached; "taken":
 * the caller has no station for it; "answer": no question was sent, or the answer is invalid;
 * "stranger": the sender has not sent a hello.
 */
export type Refusal = "form" | "name" | "port" | "full" | "taken" | "answer" | "stranger";

export interface SimulatorBridgeOptions {
  /** UDP port on 127.0.0.1; 0: any free port. */
  readonly port: number;
  /** Returns the station for a simulator's first hello; undefined: the simulator is refused. */
  readonly station: (name: string) => Station | undefined;
  /** Real milliseconds without a hello after which a simulator counts as ended. Default 3500. */
  readonly silence?: number;
  /** Most simulators at a time. Default 64. */
  readonly most?: number;
  /**
   * Number of datagrams refused for a reason; called for the first one, and each time the number
   * has doubled.
   */
  readonly onRefused?: (reason: Refusal, count: number) => void;
  /** Called with what a firmware wrote, and with events of its board and of its node. */
  readonly onEvent?: (name: string, event: TraceEvent) => void;
  /** No hello of a simulator was received for this time. The caller must close its station. */
  readonly onLost?: (name: string) => void;
}

interface Simulator {
  readonly name: string;
  readonly station: Station;
  readonly queue: EventQueue;
  port: number;
  /** Number of checks since its last hello. */
  silent: number;
}

interface Asking {
  readonly name: string;
  /** Number of a question with an argument. */
  readonly number: number | undefined;
  readonly answered: (answer: Answer) => void;
  /** Ends the wait for the answer with this error. */
  readonly giveUp: (error: Error) => void;
}

/** A firmware's answer to a question; `unsound`: it is not a valid answer. */
interface Answer {
  readonly value?: unknown;
  readonly error?: string;
  readonly unsound?: true;
  /** Number of the question, if it had one. */
  readonly number?: number;
}

/**
 * Connects desktop simulators to an air whose clock runs in real time: an advertising event that
 * a simulator sends is sent on the air by its station, and packets that the station receives are
 * passed to it. A simulator is identified by its name, and may connect again with it. Any program
 * on this computer can send datagrams: invalid ones are counted and otherwise ignored.
 */
export class SimulatorBridge {
  readonly port: number;
  readonly #options: SimulatorBridgeOptions;
  readonly #socket: Socket;
  readonly #simulators = new Map<string, Simulator>();
  /** The simulators by the port from which each sends. */
  readonly #byPort = new Map<number, Simulator>();
  readonly #refusals: Refusals<Refusal>;
  readonly #asking = new Set<Asking>();
  /** Number of questions with an argument. */
  #questions = 0;
  readonly #watch: NodeJS.Timeout;
  #closed = false;

  private constructor(socket: Socket, options: SimulatorBridgeOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#refusals = new Refusals(options.onRefused);
    this.port = socket.address().port;
    socket.on("message", (message, { port }) => this.#receive(message, port));
    socket.on("error", () => undefined); // a simulator that has ended
    const { silence = SILENCE } = options;
    this.#watch = setInterval(() => this.#look(), silence / LOOKS);
  }

  /** Rejects with the port's number if the port is in use. */
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

  /** Names of the connected simulators. */
  get simulators(): readonly string[] {
    return [...this.#simulators.keys()];
  }

  /**
   * Sends a question such as "state" to a simulator's firmware as soon as it is connected. With
   * an `argument` it is carried out once, however often it has to be sent. Rejects with the
   * firmware's exception, or after `timeout` real milliseconds.
   */
  ask(name: string, question: string, timeout: number, argument?: unknown): Promise<unknown> {
    const number = argument === undefined ? undefined : ++this.#questions;
    const text =
      number === undefined
        ? question
        : `${question} ${number} ${asciiJson(JSON.stringify(argument))}`;
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
      const giveUp = (error: Error) => {
        finish();
        reject(error);
      };
      const asking = { name, number, answered, giveUp };
      const send = () => {
        const simulator = this.#simulators.get(name);
        if (simulator) this.#send(simulator, { kind: "question", name: text });
      };
      const again = setInterval(send, ASK_EVERY);
      const limit = setTimeout(
        () => giveUp(new Error(`${name} did not answer within ${timeout} ms`)),
        timeout,
      );
      this.#asking.add(asking);
      send();
    });
  }

  /** Removes a simulator that has ended; it may connect again with the same name. */
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
    for (const { giveUp, name } of this.#asking)
      giveUp(new Error(`${name} did not answer before the air was closed`));
    this.#socket.close();
  }

  /** Number of datagrams that were refused for this reason. */
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
    else if (datagram.kind === "event") this.#told(simulator.name, datagram.json);
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

  /**
   * Processes an answer. A question that was sent several times is answered several times; the
   * additional answers are only counted.
   */
  #answered(name: string, json: string): void {
    const answer = answerOf(json);
    const asking = [...this.#asking].filter(
      (other) => other.name === name && (answer.unsound || other.number === answer.number),
    );
    if (asking.length === 0 || answer.unsound) this.#refusals.add("answer");
    for (const { answered } of asking) answered(answer);
  }

  #told(name: string, json: string): void {
    const event = toldEvent(json);
    if (event) this.#options.onEvent?.(name, event);
    else this.#refusals.add("form");
  }

  #look(): void {
    for (const simulator of [...this.#simulators.values()]) {
      const { name } = simulator;
      // Counted in checks instead of time: if this program was delayed, the hellos were too.
      if (++simulator.silent <= LOOKS) continue;
      this.forget(name);
      this.#options.onLost?.(name);
    }
  }

  #send(simulator: Simulator, datagram: Datagram): void {
    if (!this.#closed) this.#socket.send(encodeDatagram(datagram), simulator.port, "127.0.0.1");
  }
}

/** JSON in ASCII alone: other characters as its escapes. */
function asciiJson(json: string): string {
  return json.replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Decodes an answer: a JSON object with `value`, or with `error`, a text. */
function answerOf(json: string): Answer {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return { error: `no JSON: ${json}`, unsound: true };
  }
  const { error, number, value } = (content ?? {}) as {
    readonly error?: unknown;
    readonly number?: unknown;
    readonly value?: unknown;
  };
  const of = typeof number === "number" ? { number } : {};
  if (typeof error === "string") return { error, ...of };
  // JSON.stringify omits `value` if the firmware returns undefined.
  if (typeof content === "object" && content !== null && error === undefined)
    return { value, ...of };
  return { error: `no answer: ${json}`, unsound: true };
}
