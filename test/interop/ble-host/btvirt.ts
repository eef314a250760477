import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "../../../tools/find-program.js";
import type { Peer } from "../../support/peer.js";

const shim = fileURLToPath(new URL("btvirt-shim.c", import.meta.url));

export const btvirt: Peer = {
  name: "btvirt",
  missing: ["btvirt", "gcc"].every((program) => findProgram(program))
    ? undefined
    : "no btvirt or no gcc on PATH",
  hint: "apt-get install --no-install-recommends bluez-test-tools gcc libc6-dev",
};

/** BlueZ's emulated controllers, on UNIX sockets in a folder of their own. */
export class EmulatedControllers {
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, process: ChildProcess) {
    this.#folder = folder;
    this.#process = process;
  }

  static async start(): Promise<EmulatedControllers> {
    const folder = mkdtempSync(join(tmpdir(), "bt-"));
    const library = join(folder, "shim.so");
    const build = spawnSync("gcc", ["-shared", "-fPIC", "-o", library, shim, "-ldl"]);
    if (build.status !== 0) throw new Error(build.stderr.toString());
    const env = { ...process.env, LD_PRELOAD: library, BTVIRT_FOLDER: folder };
    const child = spawn("btvirt", ["-s"], { env, stdio: "ignore" });
    const controllers = new EmulatedControllers(folder, child);
    while (!existsSync(controllers.path("le"))) {
      if (child.exitCode !== null) throw new Error(`btvirt ended with status ${child.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return controllers;
  }

  /** A controller with legacy commands, or one with extended ones and BR/EDR, per connection. */
  path(kind: "le" | "bredrle"): string {
    return join(this.#folder, `bt-server-${kind}`);
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "close");
    this.#process.kill();
    await ended;
    rmSync(this.#folder, { recursive: true });
  }
}
