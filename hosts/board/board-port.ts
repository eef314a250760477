import { SeededRandom } from "../node/seeded-random.js";
import { randomFillSync } from "node:crypto";
import { type Creation, type HostHandler, HostOperation } from "../xs/port.js";
import { RunnerPort } from "../xs/runner.js";
import { startBoard } from "./emulator.js";

/** What the board counts beside a machine's heap. */
export interface BoardFigures {
  /** Instructions that making the machine took, before `boot`. */
  readonly creation: number;
  /** Instructions of P-256 key pairs and shared secrets, and how many there were. */
  readonly ecdhInstructions: number;
  readonly ecdhOperations: number;
  /** Bytes of C stack that were ever in use. */
  readonly cStack: number;
  /** Bytes of RAM taken by the machine with its heap, keys in C, and the harness's own buffers. */
  readonly ram: number;
  /** Bytes of the frozen root with the slots it has free. */
  readonly image: number;
  /** Of the frozen root: slots, bytes of chunks, bytes of byte code. */
  readonly rootSlots: number;
  readonly rootChunks: number;
  readonly byteCode: number;
}

/** A function of JavaScript: the address of its byte code, or of its C; and the number of its name. */
export interface CodePlace {
  readonly code: number;
  readonly name: number;
}

/** A sample of where the board was: in C, and in which functions of JavaScript, innermost first. */
export interface Sample {
  readonly pc: number;
  readonly functions: readonly CodePlace[];
}

/** Marks a request for random octets that is the chip's own, in the place of a machine's (native-platform.c). */
const chip = 1;

export interface BoardPortOptions {
  readonly program: string;
  readonly image: string;
  readonly creation: Creation;
  readonly handler: HostHandler;
  readonly exchange: Uint8Array;
  /** The chip's source of noise; undefined: the system's. */
  readonly seed: string | undefined;
}

/** Plays the chip's source of noise, beside the machine's host. */
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

  /** Samples are taken from now on; the watchdog is off. */
  startProfile(): void {
    this.query("G");
  }

  /** Ends the profile. */
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

  /** Name of a function of a sample, and the line of the bundle where it begins, 0 where unknown. */
  functionName({ code, name: id }: CodePlace): { readonly name: string; readonly line: number } {
    const octets = Buffer.alloc(8);
    octets.writeUInt32LE(code);
    octets.writeUInt32LE(id, 4);
    const [, name, line] = /^(.*):(\d+)$/s.exec(this.query("Y", octets).toString())!;
    return { name: name!, line: Number(line) };
  }
}
