import { type LockStepProcess, PipeClosedError } from "./pipe.js";
import { HostOperation, PacketFate } from "./port.js";
import type { Creation, Failure, HeapFigures, HostHandler, Port } from "./port.js";
import { ServiceOperation } from "./services.js";

function integers(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => buffer.writeInt32LE(value | 0, 4 * i));
  return buffer;
}

function creationOctets(creation: Creation): Buffer {
  const { chunks, chunksIncrement, slots, slotsIncrement, stack, budget } = creation;
  return integers(chunks, chunksIncrement, slots, slotsIncrement, stack, budget);
}

/** The failure in a frame, or undefined. */
export function failureOf(payload: Buffer): Failure | undefined {
  const [kind = "other", message = "", stack = ""] = payload.toString("utf8", 1).split("\0");
  return kind === "none" ? undefined : { kind: kind as Failure["kind"], message, stack };
}

/** The root or the machine could not be made. */
export class RunnerError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export interface RunnerOptions {
  /** The process in which runner.c runs. */
  readonly process: LockStepProcess;
  readonly handler: HostHandler;
  readonly exchange: Uint8Array;
  readonly creation: Creation;
  /** The firmware, when the process does not have it yet. */
  readonly root?: { readonly source: string; readonly creation: Creation };
}

/** The octets of a frame that makes a root from a text or from byte code. */
export function rootFrame(creation: Creation, source: Uint8Array): readonly Uint8Array[] {
  return [creationOctets(creation), source];
}

/** A machine in a process of its own (runner.c). */
export class RunnerPort implements Port {
  readonly hostFilters: boolean = false;
  readonly #process: LockStepProcess;
  readonly #handler: HostHandler;
  readonly #exchange: Uint8Array;
  #lost: Failure | undefined;
  #busy = false;

  /** Throws RunnerError. */
  constructor({ process, handler, exchange, creation, root }: RunnerOptions) {
    this.#handler = handler;
    this.#exchange = exchange;
    this.#process = process;
    if (root) this.#make("R", ...rootFrame(root.creation, Buffer.from(root.source)));
    this.#make("M", creationOctets(creation));
  }

  boot(sets: number, flags: number, ecdhMilliseconds: number): boolean {
    return this.#enter("B", integers(sets, flags, ecdhMilliseconds)) !== undefined;
  }

  timer(timer: number): boolean {
    return this.#enter("T", integers(timer)) !== undefined;
  }

  sent(handle: number): boolean {
    return this.#enter("S", integers(handle)) !== undefined;
  }

  packet(data: Uint8Array, rssi: number, kind: number, address: number): number {
    if (data.length > 31) throw new RangeError("advertising data has 31 octets at most");
    const half = 2 ** 24;
    const head = integers(rssi, kind, Math.floor(address / half), address % half);
    return this.#enter("P", head, data)?.[1] ?? PacketFate.dead;
  }

  call(name: string, argument: string): string | undefined {
    return this.#enter("C", Buffer.from(`${name}\0${argument}`))?.toString("utf8", 1);
  }

  heap(collect: boolean, forgetStack: boolean): HeapFigures {
    const answer = this.#enter("H", integers(Number(collect), Number(forgetStack)));
    if (!answer) throw new PipeClosedError("the machine's process is gone");
    const at = (index: number): number => answer.readDoubleLE(1 + 8 * index);
    return {
      slots: at(0),
      slotsPeak: at(1),
      slotsSize: at(2),
      chunks: at(3),
      chunksPeak: at(4),
      chunksSize: at(5),
      stackPeak: at(6),
      stackSize: at(7),
      keys: at(8),
      aliases: at(9),
      instructions: at(10),
      slotBytes: at(11),
      holedArrays: at(12),
    };
  }

  failure(): Failure | undefined {
    if (this.#lost) return this.#lost;
    const answer = this.#exchangeFrames("F");
    return answer && failureOf(answer);
  }

  close(): boolean {
    return this.#enter("X") !== undefined;
  }

  free(): void {
    this.#process.close();
  }

  /** Sends a frame that does not enter the machine; its answer. Throws PipeClosedError. */
  protected query(type: string, ...parts: readonly Uint8Array[]): Buffer {
    const answer = this.#exchangeFrames(type, ...parts);
    if (!answer) throw new PipeClosedError("the machine's process is gone");
    return answer.subarray(1);
  }

  #make(type: string, ...parts: readonly Uint8Array[]): void {
    const answer = this.#exchangeFrames(type, ...parts);
    const failure = answer ? failureOf(answer) : this.#lost;
    if (!failure) return;
    this.#process.close();
    throw new RunnerError(failure);
  }

  /**
   * Sends a frame that enters the machine. Returns the answer, whose first octet says whether the
   * machine is alive; undefined when it is dead.
   */
  #enter(type: string, ...parts: readonly Uint8Array[]): Buffer | undefined {
    if (this.#busy)
      throw new Error("the machine is running: it cannot be entered from its own host call");
    const answer = this.#exchangeFrames(type, ...parts);
    return answer?.[0] ? answer : undefined;
  }

  /** Sends a frame and answers questions until its answer. Undefined when the process has ended. */
  #exchangeFrames(type: string, ...parts: readonly Uint8Array[]): Buffer | undefined {
    this.#busy = true;
    try {
      this.#process.write(type, ...parts);
      for (;;) {
        const frame = this.#process.read();
        if (frame.type === "D") return frame.payload;
        this.#answer(frame.payload);
      }
    } catch (error) {
      if (!(error instanceof PipeClosedError)) throw error;
      this.#lost = { kind: "process", message: "the machine's process is gone", stack: "" };
      return undefined;
    } finally {
      this.#busy = false;
    }
  }

  #answer(question: Buffer): void {
    const [operation, a, b, c] = [0, 8, 16, 24].map((offset) => question.readDoubleLE(offset));
    const octets = question.subarray(32);
    this.#exchange.set(octets);
    const answer = this.#handler(operation!, a!, b!, c!, octets.length);
    const number = Buffer.alloc(8);
    number.writeDoubleLE(answer);
    this.#process.write(
      "A",
      number,
      this.#exchange.subarray(0, this.#answerLength(operation!, a!, answer)),
    );
  }

  /** The number of octets of the exchange buffer that belong to an answer. */
  #answerLength(operation: number, a: number, answer: number): number {
    if (Number.isNaN(answer)) return 2 + (this.#exchange[0]! | (this.#exchange[1]! << 8));
    switch (operation) {
      case HostOperation.storeRead:
      case HostOperation.storeKeys:
      case HostOperation.trace:
      case ServiceOperation.event:
      case ServiceOperation.config:
      case ServiceOperation.wifiAddress:
        return Math.max(0, answer);
      case HostOperation.random:
        return a;
      default:
        return 0;
    }
  }
}
