import type { ExecutionContext } from "ava";
import { readFileSync } from "node:fs";
import { commands } from "../../tools/shell/commands/index.js";
import { Interpreter } from "../../tools/shell/interpreter.js";
import {
  type OpenedNetwork,
  type OpenOptions,
  openNetwork,
} from "../../tools/shell/open-network.js";
import { jsonOutput, type Output, textOutput } from "../../tools/shell/output.js";
import { Session } from "../../tools/shell/session.js";
import { closeNetwork } from "../../tools/shell/shell-network.js";
import { schemaError } from "./json-schema.js";

const schema = JSON.parse(
  readFileSync(new URL("../../docs/shell.schema.json", import.meta.url), "utf8"),
) as unknown;

/** What a line printed. */
export interface Printed {
  readonly ok: boolean;
  readonly text: string;
  /** Its objects of JSON, each of which the schema allows. */
  readonly json: readonly Readonly<Record<string, unknown>>[];
}

interface Collected {
  readonly text: string[];
  readonly json: string[];
}

/** A session whose output is collected. */
export class ShellRig {
  readonly session: Session;
  readonly interpreter: Interpreter;
  readonly #t: ExecutionContext;
  readonly #printed: Collected;
  #closed = false;

  private constructor(t: ExecutionContext, session: Session, printed: Collected) {
    this.#t = t;
    this.session = session;
    this.interpreter = new Interpreter(session);
    this.#printed = printed;
  }

  static async open(t: ExecutionContext, options: Partial<OpenOptions> = {}): Promise<ShellRig> {
    const opened = await openNetwork({
      nodes: 3,
      airParameters: {},
      messages: [],
      seed: "shell",
      onLive: () => undefined,
      onFailure: (device, error) => t.fail(`${device}: ${error.message}`),
      ...options,
    });
    return ShellRig.on(t, opened);
  }

  /** A session on a network that was opened. */
  static async on(t: ExecutionContext, opened: OpenedNetwork): Promise<ShellRig> {
    const printed = { text: [] as string[], json: [] as string[] };
    const session = new Session(opened.network, both(printed), commands);
    await session.start(opened.names);
    const rig = new ShellRig(t, session, printed);
    t.teardown(() => rig.close());
    return rig;
  }

  /** Ends the session. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.session.close();
    await closeNetwork(this.session.network);
  }

  /** What the line that runs has printed so far. */
  get texts(): readonly string[] {
    return this.#printed.text;
  }

  /** Runs a line, which may fail. */
  async try(line: string): Promise<Printed> {
    const { json, text } = this.#printed;
    text.length = 0;
    json.length = 0;
    const ok = await this.interpreter.run(line);
    for (const one of json) {
      const error = schemaError(schema, JSON.parse(one));
      if (error !== undefined) this.#t.fail(`${line}: the schema refuses ${one}: ${error}`);
    }
    return {
      ok,
      text: text.join("\n"),
      json: json.map((one) => JSON.parse(one) as Record<string, unknown>),
    };
  }

  /** Runs a line, which must succeed. */
  async run(line: string): Promise<Printed> {
    const printed = await this.try(line);
    if (!printed.ok) this.#t.fail(`${line}: ${printed.text}`);
    return printed;
  }

  /** Runs lines, which must succeed. */
  async all(...lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.run(line);
  }
}

/** Collects both forms. */
function both(printed: Collected): Output {
  const text = textOutput(
    (line) => printed.text.push(line),
    (line) => printed.text.push(line),
    false,
  );
  const json = jsonOutput((line) => printed.json.push(line));
  return {
    result: (entered, result) => {
      text.result(entered, result);
      json.result(entered, result);
    },
    error: (entered, message) => {
      text.error(entered, message);
      json.error(entered, message);
    },
    event: (event) => {
      text.event(event);
      json.event(event);
    },
  };
}
