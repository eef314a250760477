import type { HciCommand } from "./h4.js";
import { Status } from "./opcodes.js";

/**
 * The return parameters of a command: a status only, or those that follow the status success; or
 * the status of a command that is answered with Command Status, and by another event later.
 */
export type Answer = number | Uint8Array | { readonly commandStatus: number };

/** The answer to a command that an event answers later. */
export function withStatus(status: number): Answer {
  return { commandStatus: status };
}

/**
 * A supported command: the length of its parameters (undefined if it varies; then `run` checks
 * it), and the function that executes it.
 */
export type Command = readonly [
  octets: number | undefined,
  run: (parameters: Uint8Array) => Answer,
];

/** Commands by their opcodes. */
export type CommandTable = readonly (readonly [opcode: number, command: Command])[];

/**
 * Executes a command. For parameters of another length it returns Invalid HCI Command Parameters.
 */
export function runCommand([octets, run]: Command, { parameters }: HciCommand): Answer {
  if (octets !== undefined && octets !== parameters.length) return Status.invalidParameters;
  return run(parameters);
}
