import { MeshError } from "../../modules/base/errors.js";
import { ConfigurationError } from "../../modules/foundation/configuration/request.js";
import { Status } from "../../modules/foundation/status.js";
import { Arguments } from "./command.js";
import { commandNamed } from "./commands/index.js";
import type { Session } from "./session.js";
import { ShellError } from "./shell-error.js";
import { CancelledError } from "./shell-time.js";
import { wordsOf } from "./words.js";

/** What to do about a refusal of a Configuration Server. */
const remedies: Readonly<Record<number, string>> = {
  [Status.invalidAppKeyIndex]: "the node does not have that AppKey; key add gives it one",
  [Status.invalidNetKeyIndex]:
    "the node does not have that NetKey; key add <node> net gives it one",
  [Status.keyIndexAlreadyStored]: "it has another key under that index",
  [Status.invalidPublishParameters]: "bind the model to the AppKey first",
};

/** The message of an error, in words of the shell. */
export function errorText(session: Session, error: unknown): string {
  const { message } = error as Error;
  if (error instanceof ConfigurationError) {
    const remedy = remedies[error.status];
    return remedy === undefined ? message : `${message}; ${remedy}`;
  }
  return error instanceof MeshError ? unansweredText(session, message) : message;
}

/** Of a request without an answer the reason, which of a device without power is known here. */
function unansweredText(session: Session, message: string): string {
  const [, name, request] = /^(\S+) did not answer ([^:]+)/.exec(message) ?? [];
  const device = name === undefined ? undefined : session.findDevice(name);
  const { unreachable } = session.network.proxies ?? {};
  if (name !== undefined && unreachable !== undefined) return `${message}: ${unreachable}`;
  if (!device || device.powered) return message;
  return `${name} did not answer ${request}: it has no power; power on ${device.name}`;
}

/** Commands that can be used while another one waits for the user. */
const meanwhile = ["press", "wait", "sensor", "lamps", "log", "power"];

/** The result of a command, whose changes are stored, also those of one that fails. */
async function kept<T>(session: Session, run: () => Promise<T> | T): Promise<T> {
  try {
    return await run();
  } finally {
    session.keep();
  }
}

/** Runs lines of commands, one after the other. */
export class Interpreter {
  readonly #session: Session;
  #line = 0;
  #abort: AbortController | undefined;

  constructor(session: Session) {
    this.#session = session;
    session.runMeanwhile = (line) => this.#runMeanwhile(line);
  }

  /** Number of lines so far. */
  get lines(): number {
    return this.#line;
  }

  /** Whether a command runs. */
  get running(): boolean {
    return this.#abort !== undefined;
  }

  /** Ends the command that runs: it fails with "cancelled". */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Counts a line that a command has read, such as an OOB value. */
  countLine(): void {
    this.#line++;
  }

  async #runMeanwhile(line: string): Promise<void> {
    const session = this.#session;
    const entered = { line: this.#line, command: "" };
    try {
      const [first = "", ...rest] = wordsOf(line);
      const command = commandNamed(first);
      entered.command = command.name;
      if (!meanwhile.includes(command.name))
        throw new ShellError(
          `only ${meanwhile.join(", ")} can be used now; an empty line ends this`,
        );
      const result = await command.run(session, new Arguments(command, rest));
      session.output.result({ ...entered, time: session.now }, result);
    } catch (error) {
      session.output.error({ ...entered, time: session.now }, errorText(session, error));
    }
  }

  /** Runs a line. False if it has failed; errors are printed and never thrown. */
  async run(line: string): Promise<boolean> {
    const session = this.#session;
    const number = ++this.#line;
    let name = "";
    const abort = new AbortController();
    try {
      const [first, ...rest] = wordsOf(line);
      if (first === undefined) return true;
      name = first;
      const command = commandNamed(first);
      ({ name } = command);
      this.#abort = abort;
      session.begin(abort.signal);
      const result = await kept(session, () => command.run(session, new Arguments(command, rest)));
      session.output.result({ line: number, command: name, time: session.now }, result);
      return true;
    } catch (error) {
      // What an aborted request rejects with says nothing more.
      const shown = abort.signal.aborted ? new CancelledError() : error;
      session.output.error(
        { line: number, command: name, time: session.now },
        errorText(session, shown),
      );
      return false;
    } finally {
      this.#abort = undefined;
    }
  }
}
