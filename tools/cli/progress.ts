import { SingleBar } from "cli-progress";
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

/** Says nothing but warnings, which a script's user wants to read too. */
export const silentProgress: Progress = {
  phase: () => undefined,
  step: () => undefined,
  warn: (message) => void process.stderr.write(`${message}\n`),
  end: () => undefined,
};
