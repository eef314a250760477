import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { projectFolder } from "../../hosts/xs/build/folders.js";
import { pageScript } from "../page/bundle.js";

/**
 * Modules that only work in a checkout: they need a compiler, Moddable's SDK or a daemon. The
 * command line loads them on demand, and an installed package does not offer their options.
 */
const ofCheckouts = [
  "tools/meshd/meshd.js",
  "tools/simulate/board-lights.js",
  "tools/simulators/lights.js",
];

/**
 * Compiles the entry points of the package and their imports into `dist`: ES modules with source
 * maps and declarations. The previous content is replaced at the end, in one step. Throws Error
 * with the compiler's messages.
 */
export function buildDist(): void {
  // Next to dist, because source maps contain the relative path from a file to its source.
  const made = join(projectFolder, `dist.${process.pid}`);
  try {
    compile("tsconfig.json", made);
    compile("tsconfig.declarations.json", made);
    removeUnused(made, ".js", entryPoints("tsconfig.json"));
    removeUnused(made, ".d.ts", entryPoints("tsconfig.declarations.json"));
    declareTrace(made);
    addPages(made);
    replace(join(projectFolder, "dist"), made);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function compile(config: string, output: string): void {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      join(projectFolder, "node_modules/typescript-7/bin/tsc"),
      ...["-p", join(projectFolder, "tools/build", config), "--outDir", output],
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`tsc -p tools/build/${config} failed:\n${stdout}`);
}

/**
 * Declares the global `trace` for firmwares. The sources do not: Moddable's SDK, which compiles
 * them, has a declaration of its own, beside which there can be no other.
 */
function declareTrace(output: string): void {
  const file = join(output, "modules/host/console.d.ts");
  const declaration = `
declare global {
  /** Writes a text to the log of Moddable's runtime, and of a simulation on XS. */
  function trace(text: string): void;
}
`;
  writeFileSync(file, readFileSync(file, "utf8") + declaration);
}

/**
 * Removes the files with a suffix that the entry points do not import: the modules of checkouts and
 * what only they import, and declarations of modules that no declaration of an entry point names.
 */
function removeUnused(output: string, suffix: ".js" | ".d.ts", entries: readonly string[]): void {
  const left = new Set(ofCheckouts.map((path) => join(output, path)));
  const used = importedFrom(
    entries.map((path) => join(output, path.replace(/\.ts$/, suffix))),
    left,
  );
  for (const name of readdirSync(output, { recursive: true, encoding: "utf8" })) {
    const module = join(output, name.replace(/\.map$/, ""));
    if (module.endsWith(suffix) && !used.has(module)) rmSync(join(output, name));
  }
}

/**
 * The sources of the entry points: the exports of package.json and, without declarations, the
 * command line and the firmware that it runs in its process.
 */
function entryPoints(config: string): string[] {
  const folder = join(projectFolder, "tools/build");
  const { files } = JSON.parse(readFileSync(join(folder, config), "utf8")) as {
    readonly files: readonly string[];
  };
  return files.map((file) => relative(projectFolder, join(folder, file)));
}

/** The files that these import, directly or indirectly, and the files themselves. */
function importedFrom(entries: readonly string[], left: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const queue = [...entries];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file) || left.has(file)) continue;
    found.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles)
      if (fileName.startsWith(".")) {
        const suffix = file.endsWith(".d.ts") ? ".d.ts" : ".js";
        queue.push(join(dirname(file), fileName.replace(/\.js$/, suffix)));
      }
  }
  return found;
}

/** Folders with the script and the style sheets of a page. */
const pages = ["tools/report/page", "tools/simulate/fast/page"];
/** The folder with style sheets that the pages share. */
const sharedStyles = "tools/page/browser";

/** Adds what pages of HTML are made of: their bundled scripts and their style sheets. */
function addPages(output: string): void {
  for (const folder of [...pages, sharedStyles]) {
    const from = join(projectFolder, folder);
    const to = join(output, folder);
    mkdirSync(to, { recursive: true });
    if (folder !== sharedStyles)
      writeFileSync(join(to, "page.js"), pageScript(pathToFileURL(`${from}/`)));
    for (const name of readdirSync(from))
      if (name.endsWith(".css")) copyFileSync(join(from, name), join(to, name));
  }
}

function replace(folder: string, made: string): void {
  const old = `${made}-old`;
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(made, folder);
  rmSync(old, { recursive: true, force: true });
}
