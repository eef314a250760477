import { SingleBar } from "cli-progress";
import { constants } from "node:os";
import type { Progress } from "../simulate/options.js";

/** Progress for a person, on standard error: a bar on a terminal, a line a phase elsewhere. */
export class ConsoleProgress implements Progress {
  readonly #bar: SingleBar | undefined;
  #running = false;

  constructor() {
    if (process.stderr.isTTY)
      this.#bar = new SingleBar({
        format: "{phase} {bar} {value}/{total}",
        stream: process.stderr,
        hideCursor: true,
        clearOnComplete: true,
      });
  }

  phase(name: string, total = 0): void {
    this.end();
    if (!this.#bar || total === 0) {
      process.stderr.write(`${name} ...\n`);
      return;
    }
    this.#bar.start(total, 0, { phase: name });
    this.#running = true;
  }

  step(): void {
    if (this.#running) this.#bar?.increment();
  }

  warn(message: string): void {
    process.stderr.write(`${message}\n`);
  }

  end(): void {
    if (this.#running) this.#bar?.stop();
    this.#running = false;
  }
}

/**
 * From now on a signal ends the program as one that has an end: the terminal gets its
 * cursor back, and what is to be done at exit is done.
 */
export function endOnSignals(progress: Progress): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      progress.end();
      process.exit(128 + constants.signals[signal]);
    });
}

/** Says nothing but warnings, which a script's user wants to read too. */
export const silentProgress: Progress = {
  phase: () => undefined,
  step: () => undefined,
  warn: (message) => void process.stderr.write(`${message}\n`),
  end: () => undefined,
};
