import { HostBridge, type OuterHost } from "./bridge.js";
import {
  BootFlag,
  type Creation,
  exchangeSize,
  fateMask,
  type Failure,
  type HeapFigures,
  type HostHandler,
  PacketFate,
  type Port,
} from "./port.js";

export interface BootOptions {
  /** Clock, radio, store, trace and (with `random: "host"`) random source of the machine. Crypto is C inside. */
  readonly host: OuterHost;
  /** Name of the machine in errors. */
  readonly name?: string;
  /** Sizes that differ from those of the default heap. */
  readonly creation?: Partial<Creation>;
  /** Where random octets come from: the system (the default), or `host.random`, so that a run repeats. */
  readonly random?: "system" | "host";
  /**
   * The events that `host.trace` gets: all (the default), or those of the firmware and its board
   * alone (`log`, `board.lamp`, `board.button`), which cost a node on XS nothing.
   */
  readonly events?: "all" | "firmware";
  /** The "config" of the firmware, which a chip's manifest would have; at most 16,000 octets of JSON. */
  readonly config?: object;
  /** Milliseconds that a P-256 multiplication takes on the host's clock: a whole number. Default 0. */
  readonly ecdhMilliseconds?: number;
  /** Called once, when the machine dies. Without it, the next call throws. */
  readonly onFailure?: (failure: Failure) => void;
}

/** A machine died; `failure` has the reason. */
export class MachineFailedError extends Error {
  readonly failure: Failure;

  constructor(name: string, failure: Failure) {
    super(`machine ${name}: ${failure.kind}: ${failure.message}`);
    this.failure = failure;
  }

  override get name(): string {
    return "MachineFailedError";
  }
}

/** Makes the port of a machine, which sends its requests to `handler`. */
export type Connect = (handler: HostHandler, exchange: Uint8Array) => Port;

/** A firmware that runs on its own XS machine. */
export class Machine {
  readonly name: string;
  readonly #port: Port;
  readonly #bridge: HostBridge;
  readonly #mapStack: (stack: string) => string;
  readonly #onFailure: ((failure: Failure) => void) | undefined;
  readonly #onClose: (machine: Machine) => void;
  #failure: Failure | undefined;
  #closed = false;

  /** Used by `boot` of programs (engine.ts), which makes machines. */
  constructor(
    options: BootOptions,
    connect: Connect,
    mapStack: (stack: string) => string,
    onClose: (machine: Machine) => void,
  ) {
    const { host, name = "unnamed", onFailure } = options;
    this.name = name;
    this.#onFailure = onFailure;
    this.#onClose = onClose;
    this.#mapStack = mapStack;
    this.#bridge = new HostBridge({
      host,
      config: options.config,
      exchange: new Uint8Array(exchangeSize),
      mapStack,
      layersTraced: options.events !== "firmware",
      events: {
        timer: (timer) => this.#entered(this.#failure ? true : this.#port.timer(timer)),
        sent: (handle) => this.#entered(this.#failure ? true : this.#port.sent(handle)),
        packet: (data, rssi, kind, address) => {
          if (this.#failure) return false;
          // It takes the host's time as on Node.js, where JavaScript drops it.
          if (this.#bridge.drops(data)) return true;
          return this.#received(this.#port.packet(data, rssi, kind, address));
        },
        threw: (message) => this.#threw(message),
      },
    });
    this.#port = connect(this.#bridge.handle, this.#bridge.exchange);
    this.#bridge.grouped = this.#port.grouped;
    this.#port.join?.({
      received: (result) => this.#failure === undefined && this.#received(result),
    });
    const traced = options.events === "firmware" ? BootFlag.firmwareTraced : BootFlag.traced;
    this.#entered(
      this.#port.boot(
        host.radio.sets,
        (host.trace ? traced : 0) |
          (options.random === "host" ? BootFlag.random : 0) |
          (host.radio.filter && this.#port.hostFilters ? BootFlag.filter : 0) |
          (options.config ? BootFlag.config : 0),
        options.ecdhMilliseconds ?? 0,
      ),
    );
  }

  /** Why the machine is dead; undefined while it lives. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /**
   * Calls the firmware (`call` of the result of its `start`), and throws what that throws. Throws
   * MachineFailedError when the machine is dead or dies in the call.
   */
  call(name: string, argument: unknown = null): unknown {
    this.#usable();
    const text = this.#port.call(name, JSON.stringify(argument));
    this.#entered(text !== undefined);
    if (text === undefined) throw new MachineFailedError(this.name, this.#failure!);
    const answer = JSON.parse(text) as {
      value?: unknown;
      error?: { name: string; message: string; stack: string };
    };
    if (!answer.error) return answer.value;
    const error = new Error(answer.error.message);
    error.name = answer.error.name;
    error.stack = this.#mapStack(answer.error.stack);
    throw error;
  }

  /**
   * Figures of the heap now, or after a garbage collection. `forgetStack`: the next `stackPeak` is
   * the peak since this call. A dead machine still has its figures.
   */
  heap({
    collect = false,
    forgetStack = false,
  }: { readonly collect?: boolean; readonly forgetStack?: boolean } = {}): HeapFigures {
    if (this.#closed) throw new Error(`machine ${this.name} is closed`);
    return this.#port.heap(collect, forgetStack);
  }

  /** Closes the firmware and frees the machine. */
  close(): void {
    if (this.#closed) return;
    if (!this.#failure) this.#entered(this.#port.close());
    this.#closed = true;
    this.#bridge.close();
    this.#port.free();
    this.#onClose(this);
  }

  #usable(): void {
    if (this.#closed) throw new Error(`machine ${this.name} is closed`);
    if (this.#failure) throw new MachineFailedError(this.name, this.#failure);
  }

  /** Takes the result of a packet; whether JavaScript ran, or what the node's layers do in C. */
  #received(result: number): boolean {
    const fate = result & fateMask;
    const told = result <= fateMask || this.#bridge.traceHeld(result);
    this.#entered(fate !== PacketFate.dead);
    if (told !== true) this.#threw(told);
    return fate === PacketFate.handled;
  }

  #entered(alive: boolean): void {
    if (alive) return;
    this.#fail(this.#port.failure() ?? { kind: "other", message: "unknown", stack: "" });
  }

  /** What the host's trace throws ends the machine. */
  #threw(message: string): void {
    this.#fail({ kind: "exception", message, stack: "" });
  }

  /** The first failure counts. */
  #fail(failure: Failure): void {
    if (this.#failure) return;
    this.#failure = { ...failure, stack: this.#mapStack(failure.stack) };
    this.#bridge.close();
    this.#onFailure?.(this.#failure);
  }
}
