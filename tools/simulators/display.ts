import { spawn, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { findProgram } from "../find-program.js";

/** How to get a display if there is none. */
export const DISPLAY_HINT =
  "set DISPLAY, or install Xvfb: apt-get install --no-install-recommends xvfb";

/** Most real milliseconds for the start of Xvfb; if it ends before, that is detected at once. */
const START = 120_000;

/** A display for windows: the user's, otherwise a virtual one of Xvfb. */
export class Display {
  /** The value of DISPLAY. */
  readonly name: string;
  readonly #server: ChildProcess | undefined;
  readonly #onExit = () => void this.#server?.kill("SIGKILL");

  private constructor(name: string, server?: ChildProcess) {
    this.name = name;
    this.#server = server;
    process.once("exit", this.#onExit);
  }

  /** `width`, `height`: pixels of a virtual display. Rejects if no display is available. */
  static async open(size: { readonly width: number; readonly height: number }): Promise<Display> {
    const own = process.env["DISPLAY"];
    if (own) return new Display(own);
    const xvfb = findProgram("Xvfb");
    if (!xvfb) throw new Error(`mcsim needs a display: ${DISPLAY_HINT}`);
    const screen = `${size.width}x${size.height}x24`;
    const words = ["-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp"];
    const server = spawn(xvfb, words, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
    try {
      return new Display(`:${await displayNumber(server)}`, server);
    } catch (error) {
      server.kill("SIGKILL");
      throw error;
    }
  }

  close(): void {
    process.off("exit", this.#onExit);
    this.#server?.kill("SIGTERM");
  }
}

/** The display number, which Xvfb writes when it is ready. */
function displayNumber(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`Xvfb did not begin in ${START} ms`)), START);
    server.once("error", reject);
    server.once("exit", () => reject(new Error("Xvfb ended as it began")));
    let text = "";
    (server.stdio[3] as Readable).setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (!text.includes("\n")) return;
      clearTimeout(limit);
      resolve(Number(text));
    });
  });
}
