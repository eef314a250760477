/** Receives what a firmware writes: on a chip the log, in a simulation the program that runs it. */
export interface FirmwareConsole {
  debug(...values: unknown[]): void;
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  /** An Error is written with its stack. */
  error(...values: unknown[]): void;
}

declare global {
  // With the names that the declarations of browsers and of Node.js have, which these merge with.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface Console extends FirmwareConsole {}
  var console: Console;
}
