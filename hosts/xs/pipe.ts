import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The other process has closed its end of a pipe. */
export class PipeClosedError extends Error {
  override get name(): string {
    return "PipeClosedError";
  }
}

/**
 * A child process that exchanges frames in lock-step: reads and writes block, so that a simulation
 * waits for it as for a function. The child has its pipes as descriptors 3 and 4, and must exit
 * when it reads the end of the file.
 */
export class LockStepProcess {
  readonly #in: number;
  readonly #out: number;
  readonly #head = Buffer.alloc(5);
  #open = true;

  constructor(program: string, args: readonly string[] = []) {
    const folder = mkdtempSync(join(tmpdir(), "xs-mesh-"));
    const [there, back] = [join(folder, "in"), join(folder, "out")];
    const made = spawnSync("mkfifo", [there, back], { encoding: "utf8" });
    if (made.status !== 0) {
      rmSync(folder, { recursive: true });
      throw new Error(`mkfifo failed: ${made.stderr ?? made.error?.message}`);
    }
    // opening an end of a pipe waits for the other end: these two keep both open meanwhile
    const holders = [openSync(there, "r+"), openSync(back, "r+")];
    const childs = [openSync(there, "r"), openSync(back, "w")];
    this.#out = openSync(there, "w");
    this.#in = openSync(back, "r");
    const child = spawn(program, args, {
      stdio: ["ignore", "ignore", "inherit", childs[0], childs[1]],
    });
    child.on("error", () => undefined); // the pipes close if the program does not start
    child.unref();
    for (const descriptor of [...holders, ...childs]) closeSync(descriptor);
    rmSync(folder, { recursive: true });
  }

  /** Sends a frame. Throws PipeClosedError. */
  write(type: string, ...parts: readonly Uint8Array[]): void {
    const length = parts.reduce((sum, part) => sum + part.length, 1);
    const frame = Buffer.concat([this.#head, ...parts]);
    frame.writeUInt32LE(length, 0);
    frame.write(type, 4, "latin1");
    for (let sent = 0; sent < frame.length;) sent += this.#write(frame, sent);
  }

  /** Waits for the next frame. Throws PipeClosedError. */
  read(): { readonly type: string; readonly payload: Buffer } {
    this.#fill(this.#head);
    const payload = Buffer.alloc(this.#head.readUInt32LE(0) - 1);
    const type = this.#head.toString("latin1", 4, 5);
    this.#fill(payload);
    return { type, payload };
  }

  /** Closes the pipes: the child reads the end of the file and exits. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#out);
    closeSync(this.#in);
  }

  #write(frame: Buffer, from: number): number {
    if (!this.#open) throw new PipeClosedError("closed");
    try {
      return writeSync(this.#out, frame, from);
    } catch (error) {
      throw new PipeClosedError("the process is gone", { cause: error });
    }
  }

  #fill(buffer: Buffer): void {
    if (!this.#open) throw new PipeClosedError("closed");
    for (let filled = 0; filled < buffer.length;) {
      const count = readSync(this.#in, buffer, filled, buffer.length - filled, null);
      if (count === 0) throw new PipeClosedError("the process is gone");
      filled += count;
    }
  }
}
