import { createInterface, type Interface } from "node:readline";
import { complete } from "./complete.js";
import { historyPath, readHistory, writeHistory } from "./history.js";
import type { Interpreter } from "./interpreter.js";
import type { Session } from "./session.js";
import { CancelledError } from "./shell-time.js";

const prompt = "mesh> ";
/** Clears the line of a terminal. */
const clearLine = "\r\u001b[K";

export interface ReplOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Where lines are kept; undefined: nowhere. Default: `historyPath()`. */
  readonly history?: string | undefined;
}

/** A prompt at a terminal, with completion and history. */
export class Repl {
  readonly #options: ReplOptions;
  readonly #history: string | undefined;
  #reader: Interface | undefined;
  #prompting = false;
  /** Whether the line that is entered is an answer that the history must not have. */
  #isSecret = false;

  constructor(options: ReplOptions) {
    this.#options = options;
    this.#history = "history" in options ? options.history : historyPath();
  }

  /** Prints a line; the line that is being entered stays below it. */
  print(line: string): void {
    const { output } = this.#options;
    if (!this.#prompting) return void output.write(`${line}\n`);
    output.write(`${clearLine}${line}\n`);
    this.#reader?.prompt(true);
  }

  /** Runs until the user ends it, by `exit` or Ctrl-D. */
  async run(session: Session, interpreter: Interpreter): Promise<void> {
    const { input, output } = this.#options;
    const path = this.#history;
    const reader = createInterface({
      input,
      output,
      terminal: true,
      prompt,
      history: path === undefined ? [] : readHistory(path),
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string): [string[], string] => {
        const { word, words } = complete(session, line);
        return [[...words], word];
      },
    });
    this.#reader = reader;
    reader.on("history", (lines: string[]) => {
      if (this.#isSecret) lines.shift();
      if (path !== undefined) this.#keep(path, lines);
    });
    reader.on("SIGINT", () => this.#interrupt(interpreter));
    session.asksAgain = true;
    session.ask = (question, isSecret) => this.#ask(session, question, isSecret);
    try {
      await this.#lines(session, interpreter, reader);
    } finally {
      this.#prompting = false;
      this.#reader = undefined;
      reader.close();
    }
  }

  /** Runs each line when the one before is done. */
  #lines(session: Session, interpreter: Interpreter, reader: Interface): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: string[] = [];
      let busy = false;
      let closed = false;
      const next = () => {
        if (session.ended || (closed && waiting.length === 0 && !busy)) return resolve();
        const line = busy ? undefined : waiting.shift();
        if (line !== undefined) return run(line);
        if (busy || closed) return;
        this.#prompting = true;
        reader.prompt();
      };
      const run = (line: string) => {
        busy = true;
        this.#prompting = false;
        interpreter.run(line).then(() => {
          busy = false;
          next();
        }, reject);
      };
      reader.on("line", (line) => {
        waiting.push(line);
        if (!busy) next();
      });
      reader.on("close", () => {
        if (this.#prompting) this.#options.output.write("\n");
        closed = true;
        if (interpreter.running) interpreter.cancel();
        next();
      });
      next();
    });
  }

  #interrupt(interpreter: Interpreter): void {
    if (interpreter.running) return interpreter.cancel();
    this.#options.output.write("\n");
    // Ctrl-U: deletes what was entered.
    this.#reader?.write(null, { ctrl: true, name: "e" });
    this.#reader?.write(null, { ctrl: true, name: "u" });
    this.#reader?.prompt();
  }

  #ask(session: Session, question: string, isSecret: boolean): Promise<string | undefined> {
    const reader = this.#reader;
    if (!reader) return Promise.resolve(undefined);
    const { signal } = session;
    this.#isSecret = isSecret;
    return new Promise<string | undefined>((resolve, reject) => {
      const cancel = () => reject(new CancelledError());
      signal.addEventListener("abort", cancel, { once: true });
      reader.question(question, { signal }, resolve);
      reader.once("close", () => resolve(undefined));
    }).finally(() => (this.#isSecret = false));
  }

  #keep(path: string, lines: readonly string[]): void {
    try {
      writeHistory(path, lines);
    } catch {
      // A folder that cannot be written keeps no history; the session goes on.
    }
  }
}
