import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../find-program.js";
import { makePrivateFolder } from "../private-file.js";

/** What a simulator is started with. */
export interface LaunchOptions {
  readonly name: string;
  /** Its own folder, with its store; made if there is none. */
  readonly folder: string;
  /** UDP port of its air. */
  readonly airPort: number;
  /** It ended, and not by `close`. */
  readonly onEnd: (error: Error) => void;
}

/** Pixels of mcsim's smallest window. */
export const window = { width: 640, height: 480 } as const;

/** Output that is kept to explain an end, in characters. */
const KEPT = 2000;

/** A simulator as a process. */
export class SimulatorProcess {
  readonly #child: ChildProcess;
  #output = "";
  #closed = false;
  readonly #onExit = () => void this.#child.kill("SIGKILL");

  constructor(words: readonly string[], env: NodeJS.ProcessEnv, options: LaunchOptions) {
    const { name, folder, airPort, onEnd } = options;
    // Its store is there, with its keys.
    makePrivateFolder(folder);
    // An end of this program that it does not see coming ends the simulators as well.
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

  /** Cuts its power. */
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

/** Starts a build for x-cli-lin, which runs until it is closed. */
export function launchExecutable(program: string, options: LaunchOptions): SimulatorProcess {
  return new SimulatorProcess([program, "0"], {}, options);
}

export interface McsimOptions extends LaunchOptions {
  /** The SDK's simulator, its whole path. */
  readonly mcsim: string;
  /** What DISPLAY is to be. */
  readonly display: string;
  /** Where its window goes, in pixels. */
  readonly position: { readonly x: number; readonly y: number };
}

/** Starts mcsim with a build for lin: one window, settings and a store of its own. */
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
    // Over a session's bus it would hand its file to an mcsim that runs already.
    DBUS_SESSION_BUS_ADDRESS: "disabled:",
  };
  return new SimulatorProcess([mcsim, library], env, options);
}
