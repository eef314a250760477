import test from "ava";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { cachedBuild, locked } from "../../hosts/xs/build/cached-build.js";
import { projectFolder } from "../../hosts/xs/build/folders.js";

/** A program of C tests (c/scenarios.h). */
export interface CProgram {
  /** Tells it from others. */
  readonly name: string;
  /** Paths from the project's folder. */
  readonly sources: readonly string[];
  readonly flags?: readonly string[];
  readonly libraries?: readonly string[];
  /** What watches over it. */
  readonly sanitizer: "address,undefined" | "thread";
}

const scenariosFolder = fileURLToPath(new URL("c", import.meta.url));

/** Builds a program, or finds it built: its path. */
export async function buildProgram({
  name,
  sources,
  flags = [],
  libraries = [],
  sanitizer,
}: CProgram): Promise<string> {
  const folder = join(projectFolder, "build/test", name);
  const sanitize = `-fsanitize=${sanitizer}`;
  return locked(`${folder}.pid`, () =>
    cachedBuild({
      compiler: "gcc",
      units: sources.map((source) => ({
        source: join(projectFolder, source),
        flags: [
          ...["-std=gnu11", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-pthread"],
          ...[sanitize, "-fno-sanitize-recover=all", `-I${scenariosFolder}`, ...flags],
        ],
        headers: [
          ...new Set([
            scenariosFolder,
            ...sources.map((file) => join(projectFolder, dirname(file))),
          ]),
          ...flags.filter((flag) => flag.startsWith("-I")).map((flag) => flag.slice(2)),
        ],
      })),
      folder,
      extension: ".exe",
      missing: () => undefined,
      before: [sanitize, "-pthread"],
      after: libraries,
    }),
  );
}

/** Declares each scenario of the programs as a test, under its name and that of the program. Called once in a file. */
export async function scenarioTests(programs: readonly CProgram[]): Promise<void> {
  const built: { readonly name: string; readonly path: string; readonly scenarios: string[] }[] =
    [];
  for (const program of programs) {
    const path = await buildProgram(program);
    const { stdout, stderr } = spawnSync(path, [], { encoding: "utf8" });
    const scenarios = stdout.split("\n").filter((name) => name !== "");
    if (scenarios.length === 0) throw new Error(`${path} lists nothing: ${stderr}`);
    built.push({ name: program.name, path, scenarios });
  }
  for (const { name, path, scenarios } of built)
    for (const scenario of scenarios)
      test(`${name}: ${scenario}`, (t) => {
        const { status, signal, stdout, stderr } = spawnSync(path, [scenario], {
          encoding: "utf8",
        });
        t.is(status, 0, `${signal ?? ""}${stdout}${stderr}`);
      });
}
