import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram } from "../find-program.js";
import { buildShim } from "./shim.js";

const DAEMONS = [
  "/usr/libexec/bluetooth/bluetooth-meshd",
  "/usr/lib/bluetooth/bluetooth-meshd",
  "/usr/local/libexec/bluetooth/bluetooth-meshd",
];
const OPENSSL = ["/usr/include/openssl/evp.h", "/usr/local/include/openssl/evp.h"];

/** How to install the prerequisites. */
export const MESHD_HINT =
  "apt-get install --no-install-recommends bluez-meshd dbus gcc libc6-dev libssl-dev";

/** The missing prerequisites, or undefined. */
export function missingForMeshd(): string | undefined {
  if (!findDaemon()) return "no bluetooth-meshd";
  for (const program of ["dbus-daemon", "gcc"])
    if (!findProgram(program)) return `no ${program} on PATH`;
  if (!OPENSSL.some((header) => existsSync(header))) return "no headers of OpenSSL";
  return undefined;
}

function findDaemon(): string | undefined {
  return DAEMONS.find((path) => existsSync(path));
}

/** Configuration of a private message bus, which permits everything to its one user. */
const busConfiguration = (
  address: string,
) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** Number of latest lines of the daemon's output that are kept for error messages. */
const KEPT_LINES = 200;
/**
 * Real milliseconds after which a starting process counts as hanging. It is long, because a busy
 * computer is slow; a process that ends is detected at once.
 */
const START_MS = 120_000;
const STOP_MS = 2000;

export interface ProcessesOptions {
  readonly daemonPort: number;
  readonly peerPort: number;
}

/**
 * A private message bus with a bluetooth-meshd on it, and a directory that is removed with them.
 */
export class Processes {
  readonly busAddress: string;
  readonly storage: string;
  readonly #directory: string;
  readonly #children: ChildProcess[] = [];
  readonly #output: string[] = [];
  /** Ends the processes and removes their files when this program ends without `close`. */
  readonly #onExit = () => {
    for (const child of this.#children) child.kill("SIGKILL");
    rmSync(this.#directory, { recursive: true, force: true });
  };
  /** Rejects when a process ends before `close`; it may be left unhandled. */
  readonly lost: Promise<never>;
  #lose: (error: Error) => void = () => undefined;
  #closed = false;

  private constructor() {
    this.lost = new Promise((_, reject) => (this.#lose = reject));
    this.lost.catch(() => undefined);
    this.#directory = mkdtempSync(join(tmpdir(), "xs-mesh-meshd-"));
    this.busAddress = `unix:path=${join(this.#directory, "bus")}`;
    this.storage = join(this.#directory, "store");
    mkdirSync(this.storage);
    process.once("exit", this.#onExit);
  }

  static async start(options: ProcessesOptions): Promise<Processes> {
    const daemon = findDaemon();
    if (!daemon) throw new Error(`bluetooth-meshd is missing: ${MESHD_HINT}`);
    const shim = await buildShim();
    const processes = new Processes();
    try {
      await processes.#startBus();
      processes.#startDaemon(daemon, shim, options);
      return processes;
    } catch (error) {
      await processes.close();
      throw error;
    }
  }

  /** The latest lines of the processes' output. */
  get output(): readonly string[] {
    return this.#output;
  }

  /** The reason for which a process has ended; undefined if none has. */
  get failure(): string | undefined {
    const gone = this.#children.find(
      (child) => child.exitCode !== null || child.signalCode !== null,
    );
    if (!gone) return undefined;
    const how = gone.signalCode ?? `status ${gone.exitCode}`;
    return `${gone.spawnfile} ended with ${how}: ${this.#output.slice(-5).join(" / ")}`;
  }

  /** Waits until `ready` returns true; throws when a process has ended, or after two minutes. */
  async until(what: string, ready: () => boolean | Promise<boolean>): Promise<void> {
    const limit = performance.now() + START_MS;
    while (!(await ready())) {
      if (this.failure !== undefined) throw new Error(this.failure);
      if (performance.now() > limit) throw new Error(`${what} did not come in ${START_MS} ms`);
      await sleep(5);
    }
  }

  /** Waits for `work`, with the same errors as `until`. */
  async within<T>(what: string, work: Promise<T>): Promise<T> {
    let settled = false;
    const end = () => (settled = true);
    work.then(end, end);
    await this.until(what, () => settled);
    return work;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all(this.#children.map(end));
    process.off("exit", this.#onExit);
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #startBus(): Promise<void> {
    const configuration = join(this.#directory, "bus.conf");
    writeFileSync(configuration, busConfiguration(this.busAddress));
    const words = ["dbus-daemon", `--config-file=${configuration}`, "--nofork", "--nopidfile"];
    // setpriv makes a process end together with its parent; the mesh daemon itself asks the
    // kernel for that.
    if (findProgram("setpriv")) words.unshift("setpriv", "--pdeathsig", "TERM");
    const [program = "", ...rest] = words;
    this.#spawn(program, rest, process.env);
    await this.until("the message bus", () => listens(join(this.#directory, "bus")));
  }

  #startDaemon(daemon: string, shim: string, options: ProcessesOptions): void {
    const radio = `unit:${join(this.#directory, "radio")}`;
    const words = ["--io", radio, "--nodetach", "--debug", "--storage", this.storage];
    this.#spawn(daemon, words, {
      ...process.env,
      DBUS_SESSION_BUS_ADDRESS: this.busAddress,
      LD_PRELOAD: shim,
      MESHD_UDP: `${options.daemonPort}:${options.peerPort}`,
    });
  }

  #spawn(program: string, words: string[], env: NodeJS.ProcessEnv): void {
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], env });
    child.on("error", (error) => this.#keep(error.message));
    child.once("close", () => {
      if (!this.#closed) this.#lose(new Error(this.failure));
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        for (const line of text.split("\n")) if (line !== "") this.#keep(line);
      });
    this.#children.push(child);
  }

  #keep(line: string): void {
    this.#output.push(line);
    if (this.#output.length > KEPT_LINES) this.#output.shift();
  }
}

/** Whether a process listens on a socket; its file may exist a moment before. */
function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(force);
}
