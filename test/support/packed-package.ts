import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pack } from "../../tools/build/pack.js";

const run = promisify(execFile);

/** The package as npm publishes it, installed in a folder of its own outside the project. */
export interface InstalledPackage {
  /** The project that it is installed in, which is an ES module. */
  readonly folder: string;
  /** The packed file. */
  readonly archive: string;
  /** Runs a program there: what it prints. Rejects where it fails. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  /** As `run`, whatever the status. */
  outcome(
    program: string,
    ...args: readonly string[]
  ): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }>;
  /** Installs more packages: "name@version". */
  install(...packages: readonly string[]): Promise<void>;
  /** Writes a file. */
  write(name: string, text: string): string;
  /** Removes it all. */
  remove(): void;
}

/** Packs the package and installs it. Rejects with what npm says. */
export async function installedPackage(): Promise<InstalledPackage> {
  const outer = mkdtempSync(join(tmpdir(), "xs-mesh-packed-"));
  const folder = join(outer, "project");
  mkdirSync(folder);
  const options = { cwd: folder, maxBuffer: 2 ** 26 };
  const installed: InstalledPackage = {
    folder,
    archive: await pack(outer),
    run: async (program, ...args) => (await run(program, args, options)).stdout,
    outcome: async (program, ...args) => {
      try {
        return { status: 0, ...(await run(program, args, options)) };
      } catch (error) {
        const { code, stderr, stdout } = error as Error & {
          readonly code: number;
          readonly stdout: string;
          readonly stderr: string;
        };
        return { status: code, stdout, stderr };
      }
    },
    install: async (...packages) => {
      await run("npm", ["install", "--silent", "--prefer-offline", ...packages], options);
    },
    write: (name, text) => {
      const file = join(folder, name);
      writeFileSync(file, text);
      return file;
    },
    remove: () => rmSync(outer, { recursive: true, force: true }),
  };
  installed.write("package.json", JSON.stringify({ name: "user", type: "module" }));
  await installed.install(installed.archive);
  return installed;
}
