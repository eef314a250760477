import type * as Esbuild from "esbuild";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { installed, projectFolder } from "../../hosts/xs/build/folders.js";
import { ownPackage } from "../../hosts/xs/own-package.js";
import { requirePeer } from "../../hosts/xs/build/peer.js";
import { unlessStopped } from "./standstill.js";
import type { Start } from "../../modules/firmware/start.js";

/**
 * The `start` function of a firmware, to run it in this process. Rejects as `loadModule` does, and
 * with Error if the firmware exports no `start`.
 */
export async function loadFirmware(entry: string): Promise<Start> {
  const { start } = (await loadModule(entry)) as { readonly start?: Start };
  if (!start) throw new Error(`${entry} exports no start: export function start(host, board)`);
  return start;
}

/**
 * The exports of a module in TypeScript or JavaScript, which may lie anywhere: its imports of
 * "xs-mesh" are the modules of this process. TypeScript is compiled, without a check of types.
 * Rejects with MissingPrerequisite if that requires esbuild and it is not installed, and with the
 * errors of the module.
 */
export function loadModule(entry: string): Promise<object> {
  return ownModule(entry) ?? bundled(entry);
}

/** The exports of a compiled module. Rejects if it never ends to load. */
function loaded(outfile: string, entry: string): Promise<object> {
  return unlessStopped(
    imported(outfile),
    `${entry}: an await outside of its functions waits for what never comes`,
  );
}

function imported(file: string): Promise<object> {
  return import(pathToFileURL(file).href) as Promise<object>;
}

/** A module of this package, which this process may have loaded already. */
function ownModule(entry: string): Promise<object> | undefined {
  const path = relative(projectFolder, entry);
  if (!path.startsWith("modules/")) return undefined;
  return imported(installed ? join(projectFolder, "dist", path.replace(/\.ts$/, ".js")) : entry);
}

/** Packages of the author stay imports, which Node.js resolves. */
const otherPackages: Esbuild.Plugin = {
  name: "packages",
  setup(build) {
    const filter = /^[^./]/;
    build.onResolve({ filter }, ({ kind, path, pluginData }) =>
      kind === "entry-point" || pluginData !== undefined ? undefined : { path, external: true },
    );
  },
};

async function bundled(entry: string): Promise<object> {
  const { build } = requirePeer<typeof Esbuild>("esbuild");
  const folder = temporaryFolder(dirname(entry));
  try {
    const outfile = join(folder, "module.mjs");
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      conditions: installed ? ["module"] : ["xs-mesh-source", "module"],
      plugins: [ownPackage({ external: true }), otherPackages],
      sourcemap: "inline",
      legalComments: "none",
      logLevel: "silent",
      tsconfigRaw: {
        compilerOptions: { useDefineForClassFields: false, verbatimModuleSyntax: true },
      },
    });
    // so that the stack of an error names the author's files and lines
    process.setSourceMapsEnabled(true);
    return await loaded(outfile, entry);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A folder next to the module, so that its packages are found; elsewhere if that is read-only. */
function temporaryFolder(beside: string): string {
  try {
    return mkdtempSync(join(beside, ".xs-mesh-"));
  } catch {
    return mkdtempSync(join(tmpdir(), "xs-mesh-"));
  }
}
