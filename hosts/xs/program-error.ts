import type { Failure } from "./port.js";

/** A firmware did not load: a syntax error, an exception at the top level, or a full heap. */
export class ProgramError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, mapStack: (stack: string) => string) {
    super(failure.message);
    this.failure = failure;
    if (failure.stack) this.stack = mapStack(failure.stack);
  }

  override get name(): string {
    return "ProgramError";
  }
}
