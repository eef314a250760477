import type { HciCommand } from "./h4.js";
import { Status } from "./opcodes.js";

/** What a command is answered: a status alone, or success with return parameters. */
export type Answer = number | Uint8Array;

/** A command that a controller knows: octets of its parameters, undefined where they vary and `run` checks them, and what it does. */
export type Command = readonly [
  octets: number | undefined,
  run: (parameters: Uint8Array) => Answer,
];

/** Commands by their opcodes. */
export type CommandTable = readonly (readonly [opcode: number, command: Command])[];

/** Carries a command out; parameters of a wrong length are Invalid HCI Command Parameters. */
export function runCommand([octets, run]: Command, { parameters }: HciCommand): Answer {
  if (octets !== undefined && octets !== parameters.length) return Status.invalidParameters;
  return run(parameters);
}
