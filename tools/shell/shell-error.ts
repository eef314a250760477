/** What a user can correct: a command, a word or a value that is wrong, or that does not fit now. */
export class ShellError extends Error {
  /** "ShellError". */
  override get name(): string {
    return "ShellError";
  }
}
