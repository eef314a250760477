import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { commands } from "./commands/index.js";
import { Interpreter } from "./interpreter.js";
import type { Output } from "./output.js";
import type { OpenedNetwork } from "./open-network.js";
import type { Repl } from "./repl.js";
import { Session } from "./session.js";
import { closeNetwork } from "./shell-network.js";

export interface RunOptions {
  readonly output: Output;
  /** Prints a line that belongs to no command: to people, not to programs. */
  readonly tell: (line: string) => void;
  /** Goes on after a command that failed. */
  readonly keepGoing: boolean;
  /** Called with each piped line before it is run. */
  readonly echo?: ((line: string) => void) | undefined;
}

/** What a session says at its end about changes that no file has. */
const unsaved = "not saved: the network ends with this session (save <file> keeps it)";

async function started({ names, network }: OpenedNetwork, output: Output): Promise<Session> {
  const session = new Session(network, output, commands);
  await session.start(names);
  session.unsaved = false;
  return session;
}

/** Runs the lines of a stream. Resolves with the exit status: 1 if a command has failed. */
export async function runLines(
  opened: OpenedNetwork,
  input: Readable,
  { echo, keepGoing, output, tell }: RunOptions,
): Promise<number> {
  const session = await started(opened, output);
  const interpreter = new Interpreter(session);
  const reader = createInterface({ input, terminal: false, crlfDelay: Infinity });
  const lines: AsyncIterator<string, undefined> = reader[Symbol.asyncIterator]();
  const next = async (): Promise<string | undefined> => (await lines.next()).value;
  session.ask = async () => {
    interpreter.countLine();
    return next();
  };
  const cancel = () => (interpreter.running ? interpreter.cancel() : reader.close());
  process.on("SIGINT", cancel);
  let failed = false;
  try {
    for (let line = await next(); line !== undefined; line = await next()) {
      echo?.(line);
      failed = !(await interpreter.run(line)) || failed;
      if (session.ended || (failed && !keepGoing)) break;
    }
    if (session.unsaved) tell(unsaved);
  } finally {
    process.off("SIGINT", cancel);
    reader.close();
    session.close();
    await closeNetwork(opened.network);
  }
  return failed ? 1 : 0;
}

/** Runs the commands that a user enters at a terminal. Resolves with the exit status. */
export async function runTerminal(
  opened: OpenedNetwork,
  repl: Repl,
  { output, tell }: RunOptions,
): Promise<number> {
  const session = await started(opened, output);
  try {
    tell(`${opened.title}. help lists the commands, Tab completes, Ctrl-D ends.`);
    await repl.run(session, new Interpreter(session));
    if (session.unsaved) tell(unsaved);
  } finally {
    session.close();
    await closeNetwork(opened.network);
  }
  return 0;
}
