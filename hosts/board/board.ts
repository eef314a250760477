import { join } from "node:path";
import { loadAddon } from "../xs/addon.js";
import { type Bundle, bundle, type BundleOptions } from "../xs/bundle.js";
import { type BootOptions, type Connect, Machine } from "../xs/machine.js";
import { type Creation, esp32Creation } from "../xs/port.js";
import { ProgramError } from "../xs/program-error.js";
import { RunnerError } from "../xs/runner.js";
import { type BoardFigures, BoardPort, type CodePlace, type Sample } from "./board-port.js";
import { buildBoard } from "./build/build.js";
import { boardSources } from "./build/folders.js";
import { xsFolder } from "../xs/build/folders.js";
import { rootImage } from "./image.js";

/**
 * The heap sizes that Moddable gives a machine on an ESP32 by default. An event may take as long
 * as the chip's task watchdog permits: five seconds at 160 MHz, with one instruction per cycle.
 */
export const boardCreation: Creation = { ...esp32Creation, budget: 800_000_000 };

/** A machine on its own board. `instructions` of its heap figures are those of the processor. */
export class BoardMachine extends Machine {
  readonly #board: BoardPort;

  /** Used by BoardProgram.boot, which makes machines. */
  constructor(
    options: BootOptions,
    connect: (...args: Parameters<Connect>) => BoardPort,
    mapStack: (stack: string) => string,
    onClose: (machine: Machine) => void,
  ) {
    let port: BoardPort | undefined;
    super(options, (...args) => (port = connect(...args)), mapStack, onClose);
    this.#board = port!;
  }

  /** Figures that the board has in addition to those of the heap. */
  figures(): BoardFigures {
    return this.#board.figures();
  }

  /** Starts a profile: samples are taken from now on. */
  startProfile(): void {
    this.#board.startProfile();
  }

  /** Ends the profile and returns its samples. */
  takeProfile(): Sample[] {
    return this.#board.takeProfile();
  }

  /** The name of a function of a sample, and its line of the bundle, 0 without line numbers. */
  functionName(place: CodePlace): { readonly name: string; readonly line: number } {
    return this.#board.functionName(place);
  }
}

/** A firmware frozen for the board. Each machine runs on its own board. */
export class BoardProgram {
  /** The ELF file that the board runs, with the linker's map beside it. */
  readonly program: string;
  readonly #image: string;
  readonly #bundle: Bundle;
  readonly #machines = new Set<Machine>();

  /** Used by Board.load, which makes programs. */
  constructor(program: string, image: string, bundled: Bundle) {
    this.program = program;
    this.#image = image;
    this.#bundle = bundled;
  }

  /** Maps the line numbers of an error stack of the firmware, if any, to places in the sources. */
  mapStack(stack: string): string {
    return this.#bundle.mapStack(stack);
  }

  /** Starts a board. Throws ProgramError when the heap is too small for an empty machine. */
  boot(options: BootOptions): BoardMachine {
    const seed = options.random === "host" ? `chip ${options.name}` : undefined;
    try {
      const machine = new BoardMachine(
        options,
        (handler, exchange) =>
          new BoardPort({
            program: this.program,
            image: this.#image,
            creation: { ...boardCreation, ...options.creation },
            handler,
            exchange,
            seed,
          }),
        (stack) => this.mapStack(stack),
        (closed) => this.#machines.delete(closed),
      );
      this.#machines.add(machine);
      return machine;
    } catch (error) {
      if (!(error instanceof RunnerError)) throw error;
      throw new ProgramError(error.failure, (stack) => this.mapStack(stack));
    }
  }

  /** Closes all machines. */
  close(): void {
    for (const machine of [...this.#machines]) machine.close();
  }
}

export interface BoardOptions extends BundleOptions {
  /**
   * Whether the byte code has line numbers, for stacks and profiles. Without them it equals the
   * byte code of a chip. Default false.
   */
  readonly lines?: boolean;
  /**
   * Whether the radio has a GATT server, that of the host's radio, which must have one. Default
   * false.
   */
  readonly gatt?: boolean;
}

/** Of the services of hosts/xs the board has GATT alone; the "config" of a firmware is another. */
const withoutConfig = { [join(xsFolder, "config")]: join(boardSources, "config.ts") };
const withGatt = { [join(xsFolder, "host")]: join(boardSources, "gatt-host.ts") };

/** XS on a bare 32-bit microcontroller, emulated instruction by instruction. */
export const Board = {
  /**
   * Bundles a firmware, compiles it to byte code in this process, and freezes it on the board.
   * Builds the board's program if that was not done before (half a minute). Throws
   * MissingPrerequisite (hosts/xs/build/build.ts), which names the package to install, or
   * ProgramError when the firmware does not load.
   */
  async load(options: BoardOptions): Promise<BoardProgram> {
    const replace = { ...withoutConfig, ...(options.gatt && withGatt), ...options.replace };
    const [addon, bundled, program] = await Promise.all([
      loadAddon(),
      bundle({ ...options, replace }),
      buildBoard(),
    ]);
    try {
      const byteCode = addon.compile(bundled.source, options.lines ?? false);
      return new BoardProgram(program, rootImage(program, byteCode), bundled);
    } catch (error) {
      const failure =
        error instanceof RunnerError
          ? error.failure
          : (error as { failure?: RunnerError["failure"] }).failure;
      throw failure ? new ProgramError(failure, (stack) => bundled.mapStack(stack)) : error;
    }
  },
};
