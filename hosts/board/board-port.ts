import { SeededRandom } from "../node/seeded-random.js";
import { randomFillSync } from "node:crypto";
import { type Creation, type HostHandler, HostOperation } from "../xs/port.js";
import { RunnerPort } from "../xs/runner.js";
import { startBoard } from "./emulator.js";

/** Figures that the board has in addition to those of a machine's heap. */
export interface BoardFigures {
  /** Instructions that making the machine took, before `boot`. */
  readonly creation: number;
  /** Instructions of all P-256 key pairs and shared secrets. */
  readonly ecdhInstructions: number;
  readonly ecdhOperations: number;
  /** Peak use of the C stack, in bytes. */
  readonly cStack: number;
  /** Bytes of RAM of the machine with its heap, of keys in C, and of the harness's buffers. */
  readonly ram: number;
  /** Bytes of the frozen root, including its free slots. */
  readonly image: number;
  /** Slots of the frozen root. */
  readonly rootSlots: number;
  readonly rootChunks: number;
  readonly byteCode: number;
}

/** A function of a sample: the address of its byte code or C code, and the number of its name. */
export interface CodePlace {
  readonly code: number;
  readonly name: number;
}

/** A sample: the address of the C code that ran, and the JavaScript functions, innermost first. */
export interface Sample {
  readonly pc: number;
  readonly functions: readonly CodePlace[];
}

/** Marks a request for random octets as one of the chip's random source (native-platform.c). */
const chip = 1;

export interface BoardPortOptions {
  readonly program: string;
  readonly image: string;
  readonly creation: Creation;
  readonly handler: HostHandler;
  readonly exchange: Uint8Array;
  /** Seed of the chip's random source; undefined: the system's random source is used. */
  readonly seed: string | undefined;
}

/** Adds the simulation of the chip's random source to the handler of the machine's host. */
function withNoise({ handler, exchange, seed }: BoardPortOptions): HostHandler {
  const random = seed === undefined ? undefined : new SeededRandom(seed);
  return (operation, a, b, c, length) => {
    if (operation !== HostOperation.random || b !== chip)
      return handler(operation, a, b, c, length);
    const octets = exchange.subarray(0, a);
    if (random) random.fill(octets);
    else randomFillSync(octets);
    return a;
  };
}

/** A machine on a board of its own. */
export class BoardPort extends RunnerPort {
  constructor(options: BoardPortOptions) {
    super({
      process: startBoard(options.program, options.image),
      handler: withNoise(options),
      exchange: options.exchange,
      creation: options.creation,
    });
  }

  figures(): BoardFigures {
    const answer = this.query("I");
    const at = (index: number): number => answer.readDoubleLE(8 * index);
    return {
      creation: at(0),
      ecdhInstructions: at(1),
      ecdhOperations: at(2),
      cStack: at(3),
      ram: at(4),
      image: at(5),
      rootSlots: at(6),
      rootChunks: at(7),
      byteCode: at(8),
    };
  }

  /** Starts a profile: samples are taken from now on. The watchdog is off meanwhile. */
  startProfile(): void {
    this.query("G");
  }

  /** Ends the profile and returns its samples. */
  takeProfile(): Sample[] {
    const answer = this.query("Z");
    const samples: Sample[] = [];
    for (let i = 0; i < answer.length;) {
      const pc = answer.readUInt32LE(i);
      const functions: CodePlace[] = [];
      for (i += 4; answer.readUInt32LE(i) !== 0; i += 8)
        functions.push({ code: answer.readUInt32LE(i), name: answer.readUInt32LE(i + 4) });
      i += 4;
      samples.push({ pc, functions });
    }
    return samples;
  }

  /** Name of a function of a sample, and its first line in the bundle, 0 when unknown. */
  functionName({ code, name: id }: CodePlace): { readonly name: string; readonly line: number } {
    const octets = Buffer.alloc(8);
    octets.writeUInt32LE(code);
    octets.writeUInt32LE(id, 4);
    const [, name, line] = /^(.*):(\d+)$/s.exec(this.query("Y", octets).toString())!;
    return { name: name!, line: Number(line) };
  }
}
