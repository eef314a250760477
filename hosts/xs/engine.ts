import { AddonPort, loadAddon } from "./addon.js";
import type { Addon, RootHandle } from "./addon.js";
import { bundle } from "./bundle.js";
import type { Bundle, BundleOptions } from "./bundle.js";
import { Machine } from "./machine.js";
import type { BootOptions } from "./machine.js";
import { defaultCreation, rootCreation } from "./port.js";
import type { Failure, RootFigures } from "./port.js";
import { ProgramError } from "./program-error.js";

export { ProgramError } from "./program-error.js";
export { MachineFailedError, Machine } from "./machine.js";
export type { BootOptions } from "./machine.js";
export { defaultCreation, esp32Creation } from "./port.js";
export type { Creation, Failure, HeapFigures, RootFigures } from "./port.js";

/** A firmware, loaded once: frozen in a root machine, from which machines are cloned. */
export class Program {
  readonly #addon: Addon;
  readonly #bundle: Bundle;
  readonly #machines = new Set<Machine>();
  #root: RootHandle | undefined;

  /** Used by Engine.load, which makes programs. */
  constructor(addon: Addon, bundled: Bundle) {
    this.#addon = addon;
    this.#bundle = bundled;
    try {
      this.#root = addon.root(bundled.source, rootCreation);
    } catch (error) {
      const { failure } = error as { failure?: Failure };
      throw failure ? new ProgramError(failure, (stack) => bundled.mapStack(stack)) : error;
    }
  }

  /** Sizes of the memory that the machines share. */
  get figures(): RootFigures {
    return this.#addon.figures(this.#open());
  }

  /** Maps lines of the bundle in an error stack of the firmware to places in the sources. */
  mapStack(stack: string): string {
    return this.#bundle.mapStack(stack);
  }

  /** Starts the firmware on a new machine. Throws when the heap is too small for an empty one. */
  boot(options: BootOptions): Machine {
    const root = this.#open();
    const creation = { ...defaultCreation, ...options.creation };
    const machine = new Machine(
      options,
      (handler, exchange) => new AddonPort(this.#addon, root, creation, handler, exchange),
      (stack) => this.#bundle.mapStack(stack),
      (closed) => this.#machines.delete(closed),
    );
    this.#machines.add(machine);
    return machine;
  }

  /** Closes all machines. */
  close(): void {
    for (const machine of [...this.#machines]) machine.close();
    this.#root = undefined;
  }

  #open(): RootHandle {
    if (!this.#root) throw new Error("the program is closed");
    return this.#root;
  }
}

/** The XS engine in this process. */
export const Engine = {
  /**
   * Bundles a firmware, builds the engine if that was not done before (about ten seconds), and
   * loads the firmware into a root machine. Throws MissingPrerequisite (build/build.ts) when
   * something needed for the build is not installed, ProgramError when the firmware does not load.
   */
  async load(options: BundleOptions): Promise<Program> {
    const bundled = await bundle(options);
    return new Program(await loadAddon(), bundled);
  },
};
