// The firmware that runs a file of tests: hosts/xs/main.ts starts it.
import "preloaded";
import type { Firmware } from "../../modules/firmware/start.js";
import type { Host } from "../../modules/host/host.js";
import { tests } from "./ava.js";
import { Assertions } from "./assertions.js";
import { setTestHost } from "./host.js";
import { provideTimers } from "./timers.js";

/**
 * Bundled by esbuild. What is required, and what it imports beside modules/, is
 * evaluated at this call and not in the frozen root: tests may keep state at the
 * top level of a file.
 */
declare function require(path: string): unknown;

export interface InnerResult {
  readonly done: boolean;
  readonly error?: { readonly name: string; readonly message: string; readonly stack: string };
}

export function start(host: Host): Firmware {
  let result: InnerResult = { done: true };
  setTestHost(host);
  provideTimers();
  require("suite");

  function finish(assertions: Assertions, error?: unknown): void {
    if (error === undefined)
      result =
        assertions.count > 0
          ? { done: true }
          : { done: true, error: { name: "Error", message: "no assertion was made", stack: "" } };
    else if (error instanceof Error)
      result = {
        done: true,
        error: { name: error.name, message: error.message, stack: error.stack ?? "" },
      };
    else
      result = {
        done: true,
        error: { name: "Error", message: "something was thrown that is no error", stack: "" },
      };
  }

  /** As a promise's job, with nothing above it on the stack: what is tested needs all there is. */
  function run(index: number): void {
    const assertions = new Assertions();
    result = { done: false };
    Promise.resolve()
      .then(() => tests()[index]!.implementation(assertions))
      .then(
        () => finish(assertions),
        (error: unknown) => finish(assertions, error ?? new Error("undefined was thrown")),
      );
  }

  return {
    close: () => undefined,
    call(name, argument) {
      switch (name) {
        case "titles":
          return tests().map(({ title }) => title);
        case "run":
          run(argument as number);
          return undefined;
        case "result":
          return result;
        default:
          throw new RangeError(name);
      }
    },
  };
}
