import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { installed, outputFolder, projectFolder } from "../../hosts/xs/build/folders.js";
import type { Progress } from "./options.js";

/** Errors of types in a firmware or a script. The message is the list of the compiler. */
export class TypesError extends Error {
  override get name(): string {
    return "TypesError";
  }
}

/**
 * Checks the types of modules with the TypeScript compiler of their project, or else with this
 * package's. `nodeTypes`: they run on Node.js and may use its modules; otherwise they have what a
 * chip has: ECMAScript, `console` and `trace`. Rejects with TypesError that has the errors with
 * their files and lines. Resolves to false if there is no compiler, and the types are not checked.
 */
export async function checkTypes(
  files: readonly string[],
  { nodeTypes = false } = {},
): Promise<boolean> {
  const checked = files.filter((file) => /\.[cm]?tsx?$/.test(file));
  if (checked.length === 0) return true;
  const compiler = compilerOf(checked[0]!);
  if (compiler === undefined) return false;
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-types-"));
  try {
    const globals = join(folder, "globals.d.ts");
    // A package that is installed without Node.js's types has at least those of a chip.
    const withNode = nodeTypes && typeRoots.some((root) => existsSync(join(root, "node")));
    writeFileSync(globals, withNode ? "" : chipGlobals);
    const config = join(folder, "tsconfig.json");
    writeFileSync(config, JSON.stringify(configuration([globals, ...checked], withNode)));
    const output = await compiled(compiler, config);
    const errors = output.split("\n").filter((line) => line.trim() !== "");
    if (errors.length > 0) throw new TypesError(errors.map(placed(folder)).join("\n"));
    return true;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Folders with the types of Node.js: of a checkout, or beside the installed package. */
const typeRoots = [join(projectFolder, "node_modules/@types"), join(projectFolder, "../@types")];

/** What a firmware has on a chip beside ECMAScript: `console`, which xs-mesh declares, and `trace`. */
const chipGlobals = `
import "xs-mesh";
declare global {
  function trace(...values: unknown[]): void;
}
`;

/** Checks the types of firmwares, or warns that they are not checked. Rejects with TypesError. */
export async function checkFirmwareTypes(
  files: readonly string[],
  progress: Progress,
  options: { readonly nodeTypes?: boolean } = {},
): Promise<void> {
  if (await checkTypes(files, options)) return;
  progress.warn(
    "types are not checked, as there is no compiler: npm install --save-dev typescript, or --no-types",
  );
}

function configuration(files: readonly string[], nodeTypes: boolean): object {
  const info = join(outputFolder, "types");
  mkdirSync(info, { recursive: true });
  const key = createHash("sha256").update(`${nodeTypes} ${files.slice(1).join("\n")}`);
  return {
    compilerOptions: {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: "es2022",
      lib: nodeTypes ? ["es2023", "esnext.disposable"] : ["es2021"],
      module: "esnext",
      moduleResolution: "bundler",
      allowImportingTsExtensions: true,
      customConditions: installed ? [] : ["xs-mesh-source"],
      types: nodeTypes ? ["node"] : [],
      typeRoots,
      paths: entryPaths(),
      incremental: true,
      tsBuildInfoFile: join(info, `${key.digest("hex").slice(0, 16)}.tsbuildinfo`),
    },
    files,
  };
}

/** The entry points of this package, wherever the importing module is. */
function entryPaths(): Record<string, string[]> {
  const { exports } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8")) as {
    readonly exports: Record<string, string | Record<string, string>>;
  };
  const paths: Record<string, string[]> = {};
  for (const [name, targets] of Object.entries(exports)) {
    if (typeof targets === "string") continue;
    const target = installed
      ? targets["default"]?.replace(/\.js$/, ".d.ts")
      : (targets["xs-mesh-source"] ?? targets["default"]);
    if (target) paths[name.replace(/^\./, "xs-mesh")] = [join(projectFolder, target)];
  }
  return paths;
}

/** In a checkout the compiler that takes a fifth of the time comes first. */
const compilers = installed ? ["typescript"] : ["typescript-7", "typescript"];

/** The compiler's program: of the project that the file is in, or of this package. */
function compilerOf(file: string): string | undefined {
  for (const from of [file, join(projectFolder, "package.json")])
    for (const name of compilers) {
      const program = compilerNamed(name, from);
      if (program !== undefined && existsSync(program)) return program;
    }
  return undefined;
}

/** The program of a compiler's package, as a file resolves it. */
function compilerNamed(name: string, from: string): string | undefined {
  try {
    const manifest = createRequire(from).resolve(`${name}/package.json`);
    const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as {
      readonly bin: { readonly tsc: string };
    };
    return join(dirname(manifest), bin.tsc);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    return undefined;
  }
}

function compiled(compiler: string, config: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, "-p", config, "--pretty", "false"],
      { cwd: process.cwd(), maxBuffer: 1 << 24 },
      (_, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}

/** Replaces the folder of the generated files. The compiler's other names are relative already. */
function placed(folder: string): (line: string) => string {
  const own = relative(process.cwd(), folder);
  return (line) => line.replace(own, "xs-mesh");
}
