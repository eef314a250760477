import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../find-program.js";
import { makePrivateFolder } from "../private-file.js";

/** Options of a simulator process. */
export interface LaunchOptions {
  readonly name: string;
  /** Its folder, which contains its store; created if it does not exist. */
  readonly folder: string;
  /** UDP port of the air. */
  readonly airPort: number;
  /** Called when it has ended without `close`. */
  readonly onEnd: (error: Error) => void;
}

/** Size in pixels of mcsim's smallest window. */
export const window = { width: 640, height: 480 } as const;

/** Number of characters of the latest output that are kept for error messages. */
const KEPT = 2000;

/** A simulator as a process. */
export class SimulatorProcess {
  readonly #child: ChildProcess;
  #output = "";
  #closed = false;
  readonly #onExit = () => void this.#child.kill("SIGKILL");

  constructor(words: readonly string[], env: NodeJS.ProcessEnv, options: LaunchOptions) {
    const { name, folder, airPort, onEnd } = options;
    // The folder contains its store with its keys.
    makePrivateFolder(folder);
    // setpriv makes the simulators end when this program is killed.
    const dying = findProgram("setpriv") ? ["setpriv", "--pdeathsig", "KILL", "--"] : [];
    const [program = "", ...rest] = [...dying, ...words];
    this.#child = spawn(program, rest, {
      cwd: folder,
      env: { ...process.env, ...env, XS_MESH_AIR: String(airPort), XS_MESH_NAME: name },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT);
      });
    this.#child.once("error", (error) => this.#ended(error, onEnd));
    this.#child.once("close", (status, signal) => {
      const how = signal ?? `status ${status}`;
      const error = new Error(`${name} ended with ${how}: ${this.#output.trimEnd()}`);
      this.#ended(error, onEnd);
    });
    process.once("exit", this.#onExit);
  }

  /** Ends the process at once, as a power cut does. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    process.off("exit", this.#onExit);
    this.#child.kill("SIGKILL");
  }

  #ended(error: Error, onEnd: (error: Error) => void): void {
    if (this.#closed) return;
    this.#closed = true;
    process.off("exit", this.#onExit);
    onEnd(error);
  }
}

/** Starts an executable for x-cli-lin, which runs until it is closed. */
export function launchExecutable(program: string, options: LaunchOptions): SimulatorProcess {
  return new SimulatorProcess([program, "0"], {}, options);
}

export interface McsimOptions extends LaunchOptions {
  /** Path of the SDK's simulator. */
  readonly mcsim: string;
  /** The value of DISPLAY. */
  readonly display: string;
  /** Position of its window, in pixels. */
  readonly position: { readonly x: number; readonly y: number };
}

/**
 * Starts mcsim with a library for lin: it has one window, and settings and a store of its own.
 */
export function launchMcsim(library: string, options: McsimOptions): SimulatorProcess {
  const { display, folder, mcsim, position } = options;
  const settings = join(folder, "config");
  makePrivateFolder(folder);
  mkdirSync(settings, { recursive: true });
  const { width, height } = window;
  const place = { fullscreen: false, maximized: false, ...position, width, height };
  const lines = Object.entries(place).map(([name, value]) => `${name}=${value}`);
  writeFileSync(join(settings, "tech.moddable.mcsim.ini"), `[window]\n${lines.join("\n")}\n`);
  writeFileSync(
    join(settings, "tech.moddable.mcsim.main.json"),
    JSON.stringify({ controlsStatus: false }),
  );
  const env = {
    DISPLAY: display,
    XDG_CONFIG_HOME: settings,
    // Over a session bus it would pass its file to an mcsim that is already running.
    DBUS_SESSION_BUS_ADDRESS: "disabled:",
  };
  return new SimulatorProcess([mcsim, library], env, options);
}
