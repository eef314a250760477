import { spawnSync } from "node:child_process";
import { SdkError } from "./sdk.js";

/** Characters of the end of a program's output that an error quotes. */
const quoted = 4000;

/**
 * Runs a program that was built, and returns its standard output. Throws SdkError if it cannot be
 * started, exits with another code than 0, is ended by a signal, or runs for more than `timeout`
 * milliseconds; the message has which of these, and what the program printed.
 */
export function runProgram(name: string, program: string, timeout: number): string {
  const { error, signal, status, stdout, stderr } = spawnSync(program, {
    encoding: "utf8",
    timeout,
  });
  if (status === 0) return stdout;
  const printed = `${stderr ?? ""}${(stdout ?? "").slice(-quoted)}`;
  throw new SdkError(`${name}: ${reason()}\n${printed}`.trimEnd());

  function reason(): string {
    // A program that is ended at the limit has a signal as well.
    if ((error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT")
      return `${program} had not ended after ${timeout / 1000} s: it waits for something, or the computer is busy with other work`;
    if (error) return `${program} did not start: ${error.message}`;
    return signal === null ? `exit code ${status}` : `ended by ${signal}`;
  }
}
