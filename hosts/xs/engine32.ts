import { buildEngine } from "./build/build.js";
import { bundle } from "./bundle.js";
import type { Bundle, BundleOptions } from "./bundle.js";
import { Machine } from "./machine.js";
import type { BootOptions } from "./machine.js";
import { LockStepProcess } from "./pipe.js";
import { esp32Creation, rootCreation } from "./port.js";
import { ProgramError } from "./program-error.js";
import { RunnerError, RunnerPort } from "./runner.js";

/** A firmware for machines with words of 32 bits, each in a process of its own. */
export class Program32 {
  readonly #program: string;
  readonly #bundle: Bundle;
  readonly #machines = new Set<Machine>();

  /** Used by Engine32.load, which makes programs. */
  constructor(program: string, bundled: Bundle) {
    this.#program = program;
    this.#bundle = bundled;
  }

  /** Maps lines of the bundle in an error stack of the firmware to places in the sources. */
  mapStack(stack: string): string {
    return this.#bundle.mapStack(stack);
  }

  /**
   * Starts the firmware, with the heap that Moddable gives a machine on an ESP32
   * unless `creation` says otherwise. Throws ProgramError when the firmware does
   * not load.
   */
  boot(options: BootOptions): Machine {
    const root = { source: this.#bundle.source, creation: rootCreation };
    const creation = { ...esp32Creation, ...options.creation };
    try {
      const machine = new Machine(
        options,
        (handler, exchange) =>
          new RunnerPort({
            process: new LockStepProcess(this.#program),
            handler,
            exchange,
            creation,
            root,
          }),
        (stack) => this.#bundle.mapStack(stack),
        (closed) => this.#machines.delete(closed),
      );
      this.#machines.add(machine);
      return machine;
    } catch (error) {
      if (!(error instanceof RunnerError)) throw error;
      throw new ProgramError(error.failure, (stack) => this.#bundle.mapStack(stack));
    }
  }

  /** Closes all machines. */
  close(): void {
    for (const machine of [...this.#machines]) machine.close();
  }
}

/** The XS engine as a 32-bit executable, for memory figures: slots have 16 bytes as on the chip. */
export const Engine32 = {
  /**
   * Bundles a firmware, and builds the executable if that was not done yet.
   * Throws MissingPrerequisite (build/build.ts) naming the packages to install.
   */
  async load(options: BundleOptions): Promise<Program32> {
    const bundled = await bundle(options);
    return new Program32(await buildEngine("runner32"), bundled);
  },
};
