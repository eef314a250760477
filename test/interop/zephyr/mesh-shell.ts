// Zephyr's mesh shell (tests/bluetooth/mesh_shell) as a program of Linux, which native_sim makes of
// it: its Bluetooth controller is over TCP, its shell on standard input and output.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Peer } from "../../support/peer.js";

const program = process.env["ZEPHYR_MESH_SHELL"] || undefined;

export const meshShell: Peer = {
  name: "Zephyr's mesh shell",
  missing: program === undefined ? "ZEPHYR_MESH_SHELL is not set" : undefined,
  hint:
    "build tests/bluetooth/mesh_shell for native_sim with CONFIG_BT_MESH_PB_GATT_CLIENT, " +
    "CONFIG_BT_MESH_PROXY_CLIENT and CONFIG_SETTINGS=n, its console on standard input and output, " +
    "and set ZEPHYR_MESH_SHELL to zephyr.exe",
  optional: true,
};

/** Milliseconds until a command that is not answered fails the test. */
const patience = 60_000;

export class MeshShell {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended: Promise<void>;
  #output = "";
  #heard: () => void = () => undefined;

  /** Starts it on the controller at a port of this machine; `flash` is a file that it may write. */
  constructor(port: number, flash: string) {
    this.#process = spawn(program!, [`--bt-dev=127.0.0.1:${port}`, `--flash=${flash}`], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#process.stdin.on("error", () => undefined);
    this.#process.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
      this.#heard();
    });
    this.#ended = new Promise((resolve) => this.#process.once("close", () => resolve()));
  }

  /** All that it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Resolves with what `answer` matches in the output from `from` on. */
  async heard(answer: RegExp, from = 0): Promise<RegExpExecArray> {
    const late = AbortSignal.timeout(patience);
    for (;;) {
      const match = answer.exec(this.#output.slice(from));
      if (match) return match;
      await new Promise<void>((resolve, reject) => {
        this.#heard = resolve;
        late.onabort = () =>
          reject(new Error(`nothing like ${String(answer)} in\n${this.#output.slice(from)}`));
      });
    }
  }

  /** Gives it a command line, and resolves with what `answer` matches in the output after it. */
  command(line: string, answer: RegExp): Promise<RegExpExecArray> {
    const from = this.#output.length;
    this.#process.stdin.write(`${line}\n`);
    return this.heard(answer, from);
  }

  /** Starts its mesh with a UUID of the hexadecimal digits given, filled up with zeros. */
  async begin(uuid: string): Promise<void> {
    await this.heard(/Mesh initialized/);
    await this.command("mesh init", /Mesh shell initialized/);
    await this.command(`mesh prov uuid ${uuid}`, /Device UUID set/);
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
  }
}
