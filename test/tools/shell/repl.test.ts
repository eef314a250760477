import test, { type ExecutionContext } from "ava";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { openNetwork } from "../../../tools/shell/open-network.js";
import { textOutput } from "../../../tools/shell/output.js";
import { Repl } from "../../../tools/shell/repl.js";
import { runTerminal } from "../../../tools/shell/run-shell.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** A terminal at which keys are pressed. */
class Terminal {
  readonly #input = new PassThrough();
  readonly #output = new PassThrough();
  readonly status: Promise<number>;
  #shown = "";

  constructor(
    status: (repl: Repl, print: (line: string) => void) => Promise<number>,
    path: string,
  ) {
    this.#output.on("data", (data: Buffer) => (this.#shown += data.toString()));
    const repl = new Repl({
      input: this.#input as unknown as NodeJS.ReadStream,
      output: this.#output as unknown as NodeJS.WriteStream,
      history: path,
    });
    this.status = status(repl, (line) => repl.print(line));
  }

  static open(path: string, firmware?: string): Terminal {
    return new Terminal(async (repl, print) => {
      const opened = await openNetwork({
        nodes: 2,
        ...(firmware !== undefined && { firmware }),
        airParameters: {},
        messages: [],
        onLive: () => undefined,
        onFailure: (_, error) => print(error.message),
      });
      const output = textOutput(print, print, false);
      return runTerminal(opened, repl, { output, tell: print, keepGoing: false });
    }, path);
  }

  /** Waits until a text is shown, and forgets what was shown. */
  async until(text: RegExp): Promise<string> {
    while (!text.test(this.#shown)) await new Promise((resolve) => setTimeout(resolve, 5));
    const shown = this.#shown;
    this.#shown = "";
    return shown;
  }

  /** Presses keys, one after the other. */
  async keys(text: string): Promise<void> {
    for (const key of text.match(/\u001b\[\w|[^]/g) ?? []) {
      this.#input.write(key);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const outputOob = fileURLToPath(new URL("../../../examples/output-oob/main.ts", import.meta.url));
const prompt = /mesh> /;
const up = "\u001b[A";

async function atPrompt(
  t: ExecutionContext,
  firmware?: string,
): Promise<{ terminal: Terminal; path: string }> {
  const path = join(temporaryFolder(t), "xs-mesh", "history");
  const terminal = Terminal.open(path, firmware);
  t.regex(
    await terminal.until(prompt),
    /a new network: 2 devices on Node\.js, virtual time\. help/,
  );
  return { terminal, path };
}

test("words are completed by Tab, and lines are kept", async (t) => {
  const { path, terminal } = await atPrompt(t);
  await terminal.keys("prov\tli\t1\r");
  await terminal.until(/light-1 is node 0x0002: .*[^]*mesh> /);
  await terminal.keys("send light-1 config-def\tg\t\r");
  t.regex(
    await terminal.until(/Status, TTL 7\n[^]*mesh> /),
    /light-1: Config Default TTL Status, TTL 7/,
  );
  await terminal.keys(`${up}${up}\r`);
  await terminal.until(/light-1 is node 0x0002 already\n[^]*mesh> /);
  await terminal.keys("\u0004");
  t.is(await terminal.status, 0);
  t.is(statSync(path).mode & 0o777, 0o600);
  t.deepEqual(readFileSync(path, "utf8").trim().split("\n"), [
    "send light-1 config-default-ttl-get ",
    "provision light-1",
  ]);
});

test("Ctrl-C ends the command that runs, and deletes what was entered", async (t) => {
  const { terminal } = await atPrompt(t);
  await terminal.keys("wait 1000h\r");
  await new Promise((resolve) => setTimeout(resolve, 50));
  await terminal.keys("\u0003");
  await terminal.until(/cancelled\n[^]*mesh> /);
  await terminal.keys("nonsense\u0003");
  await terminal.until(prompt);
  await terminal.keys("time\r");
  t.regex(await terminal.until(/ s since the start, virtual time\n/), /\d+\.\d{3} s since/);
  await terminal.keys("exit\r");
  t.is(await terminal.status, 0);
});

test("a request that is cancelled leaves a session that works", async (t) => {
  const { terminal } = await atPrompt(t);
  await terminal.keys("provision all\r");
  await terminal.until(/light-2 is node .*\n[^]*mesh> /);
  await terminal.keys("wait 100h\rnodes\r");
  await new Promise((resolve) => setTimeout(resolve, 50));
  await terminal.keys("\u0003");
  // The line that was entered meanwhile is run then.
  await terminal.until(/cancelled\n[^]*light-2 {2}0x0003 [^]*mesh> /);
  await terminal.keys("ttl all\r");
  await terminal.until(/light-2: Default TTL 7\n/);
  await terminal.keys("exit\r");
  t.is(await terminal.status, 0);
});

test("the OOB value that the user enters is not kept, nor shown again by the arrow keys", async (t) => {
  const { path, terminal } = await atPrompt(t, outputOob);
  await terminal.keys("provision light-1 oob=output\r");
  await terminal.until(/What does the device show \(blink\)\? /);
  await terminal.keys("77777\r");
  await terminal.until(/enter it again[^]*What does the device show \(blink\)\? /);
  await terminal.keys("7\r");
  await terminal.until(/7[^]*mesh> /);
  await terminal.keys(`time\r`);
  await terminal.until(/ s since the start[^]*mesh> /);
  await terminal.keys(up + up);
  t.regex(await terminal.until(/oob=output/), /provision light-1 oob=output/);
  await terminal.keys("\u0003");
  await terminal.keys("exit\r");
  t.is(await terminal.status, 0);
  t.deepEqual(readFileSync(path, "utf8").trim().split("\n"), [
    "provision light-1 oob=output",
    "time",
    "exit",
  ]);
});
