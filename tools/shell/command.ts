import { hint } from "../network/similar.js";
import { ShellError } from "./shell-error.js";
import type { CommandHelp, Result } from "./command-help.js";
import type { Session } from "./session.js";
import { durationOf, numberOf } from "./values.js";

/** A command of the shell. */
export interface Command extends CommandHelp {
  readonly run: (session: Session, words: Arguments) => Promise<Result> | Result;
}

/** The words after the name of a command. Each is taken once; `end` refuses those that are left. */
export class Arguments {
  readonly #command: Command;
  readonly #words: string[] = [];
  readonly #options = new Map<string, string>();

  /** `name=value` is an option if the command has one of that name. Throws ShellError for one given twice. */
  constructor(command: Command, words: readonly string[]) {
    this.#command = command;
    for (const word of words) {
      const [, name, value] = /^-{0,2}([a-z][a-z-]*)=(.*)$/is.exec(word) ?? [];
      if (name === undefined || !Object.hasOwn(command.options ?? {}, name)) this.#words.push(word);
      else if (this.#options.has(name)) throw new ShellError(`${name}= is given twice`);
      else this.#options.set(name, value!);
    }
  }

  /** Number of words that were not taken yet. */
  get left(): number {
    return this.#words.length;
  }

  /** The next word. Throws ShellError naming it if there is none. */
  take(what: string): string {
    const word = this.takeOptional();
    if (word === undefined) throw new ShellError(`${what} is missing${this.usage}`);
    return word;
  }

  /** The next word; undefined if there is none. */
  takeOptional(): string | undefined {
    const word = this.#words.shift();
    if (word !== undefined) this.#refuseOption(word);
    return word;
  }

  /** The next word, without taking it. */
  get next(): string | undefined {
    return this.#words[0];
  }

  /** All words that are left. Throws ShellError for an option that the command does not have. */
  takeAll(): string[] {
    const words = this.#words.splice(0);
    for (const word of words) this.#refuseOption(word);
    return words;
  }

  /** All words that are left, such as fields of a message as `name=value`. */
  takeFields(): string[] {
    return this.#words.splice(0);
  }

  /** The value of an option; undefined if it is not given. */
  option(name: string): string | undefined {
    const value = this.#options.get(name);
    this.#options.delete(name);
    return value;
  }

  /** A whole number. Throws ShellError for other values. */
  number(name: string, low: number, high: number): number | undefined {
    const text = this.option(name);
    return text === undefined ? undefined : numberOf(name, text, low, high);
  }

  /** Milliseconds. Throws ShellError for other values. */
  duration(name: string): number | undefined {
    const text = this.option(name);
    return text === undefined ? undefined : durationOf(text);
  }

  /** One of these words. Throws ShellError for others. */
  choice<T extends string>(what: string, choices: readonly T[]): T {
    const word = this.take(what);
    const found = choices.find((choice) => choice === word);
    if (found !== undefined) return found;
    throw new ShellError(`${what}: ${word} is not ${choices.join(" or ")}${this.usage}`);
  }

  /** Throws ShellError for words that were not taken. */
  end(): void {
    const [word] = this.#words;
    if (word === undefined) return;
    this.#refuseOption(word);
    throw new ShellError(`${word} is too much${this.usage}`);
  }

  #refuseOption(word: string): void {
    const [, name] = /^-{0,2}([a-z][a-z-]*)=/i.exec(word) ?? [];
    if (name === undefined) return;
    const options = Object.keys(this.#command.options ?? {});
    const known = hint(name, options, "it has");
    throw new ShellError(`${this.#command.name} has no option ${name}=${known}`);
  }

  get usage(): string {
    const { name, usage } = this.#command;
    return `; usage: ${`${name} ${usage}`.trim()}`;
  }
}
