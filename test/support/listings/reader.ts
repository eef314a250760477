import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { xsMeshArguments, wordsOf } from "./commands.js";

const project = fileURLToPath(new URL("../../..", import.meta.url));

/** Programs that a page's command runs besides xs-mesh, with their modules. */
const programs: Readonly<Record<string, readonly string[]>> = {
  "npx ava": [join(project, "node_modules/ava/entrypoints/cli.mjs")],
  "npx tsx": ["--import=tsx"],
  node: [],
};

/** Commands at the same time. */
const most = 2;

let running = 0;
const waiting: (() => void)[] = [];

async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await work();
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** The folder that a reader of pages works in, outside the project, with xs-mesh installed. */
export class Reader {
  readonly #root = mkdtempSync(join(tmpdir(), "xs-mesh-pages-"));
  #versions = 0;

  constructor() {
    const modules = join(this.#root, "node_modules");
    mkdirSync(modules);
    for (const name of readdirSync(join(project, "node_modules")))
      if (!name.startsWith("."))
        symlinkSync(join(project, "node_modules", name), join(modules, name));
    symlinkSync(project, join(modules, "xs-mesh"));
  }

  /** A new folder for the files of a page. */
  folder(name: string): string {
    const folder = join(this.#root, name.replace(/\W/g, "-"));
    mkdirSync(folder, { recursive: true });
    // As the set-up of the guide makes it.
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    return folder;
  }

  /** Writes a file; an earlier version is kept in a folder of its own, with the files beside it. */
  write(folder: string, name: string, text: string): void {
    const path = join(folder, name);
    if (existsSync(path)) {
      const version = join(this.#root, `version-${++this.#versions}`);
      cpSync(folder, version, { recursive: true, filter: (file) => !/\/build(\/|$)/.test(file) });
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${text}\n`);
  }

  /** All programs that were written, but those that show a mistake. */
  programs(): string[] {
    return readdirSync(this.#root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
      .flatMap(({ name }) =>
        readdirSync(join(this.#root, name))
          .filter((file) => file.endsWith(".ts") && !file.startsWith("wrong"))
          .map((file) => join(this.#root, name, file)),
      );
  }

  /** Whether the command is one that is run. */
  runs(command: string): boolean {
    return this.#argumentsOf(command) !== undefined;
  }

  /** Runs a command in a folder: its output and errors together. */
  async run(command: string, folder: string): Promise<{ status: number; output: string }> {
    const args = this.#argumentsOf(command)!;
    const isXsMesh = xsMeshArguments(command) !== undefined;
    // xs-mesh finds its own sources; other programs need the condition.
    const options = isXsMesh ? {} : { NODE_OPTIONS: "--conditions=xs-mesh-source" };
    const env = { ...process.env, ...options, FORCE_COLOR: "0", NODE_TEST_CONTEXT: "" };
    delete (env as NodeJS.ProcessEnv)["NODE_TEST_CONTEXT"];
    return oneOfFew(
      () =>
        new Promise((resolve) => {
          const child = execFile(
            "/bin/sh",
            ["-c", 'exec "$0" "$@" 2>&1', process.execPath, ...args],
            { cwd: folder, env, maxBuffer: 1 << 26 },
            (error, output) =>
              resolve({
                status: error ? Number(error.code ?? 1) : 0,
                output: output.replaceAll(`${folder}/`, ""),
              }),
          );
          child.stdin?.end();
        }),
    );
  }

  close(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** The arguments of Node.js for a command; undefined if it is none that is run. */
  #argumentsOf(command: string): string[] | undefined {
    const args = xsMeshArguments(command);
    if (args) {
      // All types are checked once, together.
      const typed = args[0] === "simulate" && !/\bwrong/.test(command);
      return [join(project, "tools/xs-mesh.mjs"), ...args, ...(typed ? ["--no-types"] : [])];
    }
    const words = wordsOf(command);
    const two = words.slice(0, 2).join(" ");
    if (programs[two] && !command.includes("test/")) return [...programs[two], ...words.slice(2)];
    if (programs[words[0]!]) return [...programs[words[0]!]!, ...words.slice(1)];
    return undefined;
  }
}
