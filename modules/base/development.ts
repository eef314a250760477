/**
 * Checks for which a chip's firmware has no room. `modules/checks/install.ts` installs them, in
 * simulations, in tests and in Moddable's simulator. On a chip the properties are absent.
 */
export interface DevelopmentChecks {
  /**
   * Checks the options of a class or function of this name. Throws TypeError or RangeError naming
   * the option that is wrong.
   */
  options?: (name: string, options: unknown) => void;
  /**
   * Checks the arguments of a function or constructor of this name. Throws TypeError or RangeError
   * naming the argument that is wrong.
   */
  args?: (name: string, args: readonly unknown[]) => void;
  /**
   * Checks that an object has the properties of an example, each of the same type. Throws TypeError
   * or RangeError naming the property that is wrong.
   */
  shape?: (name: string, value: unknown, example: object) => void;
  /** Checks the declaration of a message. Throws TypeError or RangeError. */
  message?: (name: unknown, opcode: unknown, fields: unknown, response: unknown) => void;
  /** Checks that values have the types of the fields. Throws FieldError. */
  values?: (name: string, fields: unknown, values: unknown) => void;
}

/** Not frozen: modules/checks/install.ts adds the checks. */
export const development: DevelopmentChecks = {};
