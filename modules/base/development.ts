import { frozen } from "./frozen.js";

/**
 * Checks for which a chip's firmware has no room. `modules/checks/install.ts` installs them, in
 * simulations, in tests and in Moddable's simulator. On a chip they are undefined.
 */
export interface DevelopmentChecks {
  /**
   * Checks the options of a class or function of this name. Throws TypeError or RangeError naming
   * the option that is wrong.
   */
  readonly options: ((name: string, options: unknown) => void) | undefined;
  /**
   * Checks the arguments of a function or constructor of this name. Throws TypeError or RangeError
   * naming the argument that is wrong.
   */
  readonly args: ((name: string, args: readonly unknown[]) => void) | undefined;
  /**
   * Checks that an object has the properties of an example, each of the same type. Throws TypeError
   * or RangeError naming the property that is wrong.
   */
  readonly shape: ((name: string, value: unknown, example: object) => void) | undefined;
  /** Checks the declaration of a message. Throws TypeError or RangeError. */
  readonly message:
    ((name: unknown, opcode: unknown, fields: unknown, response: unknown) => void) | undefined;
  /** Checks that values have the types of the fields. Throws FieldError. */
  readonly values: ((name: string, fields: unknown, values: unknown) => void) | undefined;
}

interface Global {
  /** What modules/checks/install.ts has installed; absent on a chip. */
  xsMeshChecks?: DevelopmentChecks;
}

/**
 * The checks that are installed. They are a property of the global object: this module is
 * preloaded on a chip, where an object that may change needs memory.
 */
class InstalledChecks implements DevelopmentChecks {
  get options(): DevelopmentChecks["options"] {
    return (globalThis as Global).xsMeshChecks?.options;
  }

  get args(): DevelopmentChecks["args"] {
    return (globalThis as Global).xsMeshChecks?.args;
  }

  get shape(): DevelopmentChecks["shape"] {
    return (globalThis as Global).xsMeshChecks?.shape;
  }

  get message(): DevelopmentChecks["message"] {
    return (globalThis as Global).xsMeshChecks?.message;
  }

  get values(): DevelopmentChecks["values"] {
    return (globalThis as Global).xsMeshChecks?.values;
  }
}

export const development: DevelopmentChecks = frozen(new InstalledChecks());

/** Installs checks for all modules of this machine. */
export function installChecks(checks: DevelopmentChecks): void {
  (globalThis as Global).xsMeshChecks = frozen(checks);
}
