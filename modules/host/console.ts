/** Receives what a firmware writes: on a chip the log, in a simulation the program that runs it. */
export interface FirmwareConsole {
  /** Writes a line of level "debug". */
  debug(...values: unknown[]): void;
  /** Writes a line of level "log". */
  log(...values: unknown[]): void;
  /** Writes a line of level "info". */
  info(...values: unknown[]): void;
  /** Writes a line of level "warn". */
  warn(...values: unknown[]): void;
  /** Writes a line of level "error". An Error is written with its stack. */
  error(...values: unknown[]): void;
}

declare global {
  // With the names that the declarations of browsers and of Node.js have, which these merge with.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface Console extends FirmwareConsole {}
  var console: Console;
}
