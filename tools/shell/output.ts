import type { Result } from "./command-help.js";

/** Something that happened while a command ran: a message, a line of a firmware, a notice. */
export interface ShellEvent {
  readonly type: "message" | "log" | "notice";
  /** Milliseconds since the start. */
  readonly time: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** The command that a result or an error belongs to. */
export interface Entered {
  /** Number of its line, from 1. */
  readonly line: number;
  readonly command: string;
  /** Milliseconds since the start, when it ended. */
  readonly time: number;
}

/** Receives what a session prints. */
export interface Output {
  result(entered: Entered, result: Result): void;
  error(entered: Entered, message: string): void;
  event(event: ShellEvent): void;
}

/** "   12.345  text", as events and logs are printed. */
export function timedText(time: number, text: string): string {
  return `${(time / 1000).toFixed(3).padStart(9)}  ${text}`;
}

/**
 * Text for people. `numbered`: errors name their line, as in commands that are piped in.
 * Errors go to `error`.
 */
export function textOutput(
  print: (line: string) => void,
  error: (line: string) => void,
  numbered: boolean,
): Output {
  return {
    result: (_, { text }) => text.forEach(print),
    error: ({ line }, message) => error(numbered ? `line ${line}: ${message}` : message),
    event: ({ text, time }) => print(timedText(time, text)),
  };
}

/** An object a line: docs/shell.schema.json. */
export function jsonOutput(print: (line: string) => void): Output {
  const put = (object: object) => print(JSON.stringify(object));
  const rounded = (time: number) => Math.round(time * 1000) / 1000;
  return {
    result: ({ command, line, time }, { values }) =>
      put({ type: "result", line, command, time: rounded(time), ...values }),
    error: ({ command, line, time }, message) =>
      put({ type: "error", line, command, time: rounded(time), message }),
    event: ({ time, type, values }) => put({ type, time: rounded(time), ...values }),
  };
}
