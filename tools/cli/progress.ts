import { SingleBar } from "cli-progress";
import { constants } from "node:os";
import type { Progress } from "../simulate/options.js";

/**
 * Prints the progress on standard error: a bar on a terminal, elsewhere one line for each phase.
 */
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

  log(time: number, device: string, text: string): void {
    const head = `${(time / 1000).toFixed(3).padStart(9)} s  ${device}: `;
    this.#above(process.stdout, head + text.replaceAll("\n", `\n${" ".repeat(13)}`));
  }

  warn(message: string): void {
    this.#above(process.stderr, message);
  }

  /** Writes a line above the bar, if there is one. */
  #above(stream: NodeJS.WriteStream, line: string): void {
    if (this.#running) process.stderr.write("\r\u001b[K");
    stream.write(`${line}\n`);
    if (this.#running) this.#bar?.render();
  }

  end(): void {
    if (this.#running) this.#bar?.stop();
    this.#running = false;
  }
}

/** The progress that a signal ends; undefined before the first call of `endOnSignals`. */
let current: Progress | undefined;

/**
 * After this call SIGINT, SIGTERM and SIGHUP end the program through its exit handlers, and the
 * terminal shows its cursor again. A later call replaces the progress that is ended.
 */
export function endOnSignals(progress: Progress): void {
  const isFirst = current === undefined;
  current = progress;
  if (!isFirst) return;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      current?.end();
      process.exit(128 + constants.signals[signal]);
    });
}

/** Prints warnings only, for output that a script reads. */
export const silentProgress: Progress = {
  phase: () => undefined,
  step: () => undefined,
  log: () => undefined,
  warn: (message) => void process.stderr.write(`${message}\n`),
  end: () => undefined,
};
