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

/** How to get what the harness needs. */
export const MESHD_HINT =
  "apt-get install --no-install-recommends bluez-meshd dbus gcc libc6-dev libssl-dev";

/** What the harness lacks here, or undefined when it can run. */
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

/** Every bus of its own allows everything to its one user. */
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

/** Lines of the daemon's output that are kept to explain a failure. */
const KEPT_LINES = 200;
/** Until it is given up as one that hangs: one that ends is noticed at once, and a busy machine takes its time. */
const START_MS = 120_000;
const STOP_MS = 2000;

export interface ProcessesOptions {
  readonly daemonPort: number;
  readonly peerPort: number;
}

/** A private message bus and a bluetooth-meshd on it, with a directory that goes when they do. */
export class Processes {
  readonly busAddress: string;
  readonly storage: string;
  readonly #directory: string;
  readonly #children: ChildProcess[] = [];
  readonly #output: string[] = [];
  /** An end without `close` leaves nothing behind. */
  readonly #onExit = () => {
    for (const child of this.#children) child.kill("SIGKILL");
    rmSync(this.#directory, { recursive: true, force: true });
  };
  /** Rejects when a process ends before `close`; nobody has to listen. */
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

  /** The latest lines that the processes wrote. */
  get output(): readonly string[] {
    return this.#output;
  }

  /** Why one of the processes is gone, or undefined. */
  get failure(): string | undefined {
    const gone = this.#children.find(
      (child) => child.exitCode !== null || child.signalCode !== null,
    );
    if (!gone) return undefined;
    const how = gone.signalCode ?? `status ${gone.exitCode}`;
    return `${gone.spawnfile} ended with ${how}: ${this.#output.slice(-5).join(" / ")}`;
  }

  /** Waits until `ready` holds; throws when a process is gone or after two minutes. */
  async until(what: string, ready: () => boolean | Promise<boolean>): Promise<void> {
    const limit = performance.now() + START_MS;
    while (!(await ready())) {
      if (this.failure !== undefined) throw new Error(this.failure);
      if (performance.now() > limit) throw new Error(`${what} did not come in ${START_MS} ms`);
      await sleep(5);
    }
  }

  /** Waits for `work` as `until` does. */
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
    // The mesh daemon asks the kernel itself to end with its parent; for the bus this program does.
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

/** Whether somebody listens on a socket, which may be there a moment before. */
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
