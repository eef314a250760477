import type * as Esbuild from "esbuild";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { installed, outputFolder, projectFolder } from "../../hosts/xs/build/folders.js";
import { requirePeer } from "../../hosts/xs/build/peer.js";
import type { Start } from "../../modules/firmware/start.js";

/**
 * The `start` function of a firmware, to run it in this process. A firmware in TypeScript is
 * bundled with its imports, as for XS. Rejects with MissingPrerequisite if that requires esbuild
 * and it is not installed, with Error if the firmware exports no `start`.
 */
export async function loadFirmware(entry: string): Promise<Start> {
  const { start } = await (ownModule(entry) ??
    (extname(entry) === ".ts" ? bundled(entry) : imported(entry)));
  if (!start) throw new Error(`--firmware: ${entry} exports no start`);
  return start;
}

type FirmwareModule = Promise<{ readonly start?: Start }>;

function imported(file: string): FirmwareModule {
  return import(pathToFileURL(file).href) as FirmwareModule;
}

/** A firmware of this package, if this process has already loaded it. */
function ownModule(entry: string): FirmwareModule | undefined {
  const path = relative(projectFolder, entry);
  if (!path.startsWith("modules/")) return undefined;
  return imported(installed ? join(projectFolder, "dist", path.replace(/\.ts$/, ".js")) : entry);
}

async function bundled(entry: string): FirmwareModule {
  const { build } = requirePeer<typeof Esbuild>("esbuild");
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["xs-mesh-source", "module"],
    sourcemap: "inline",
    legalComments: "none",
    logLevel: "silent",
    tsconfigRaw: {
      compilerOptions: { useDefineForClassFields: false, verbatimModuleSyntax: true },
    },
  });
  mkdirSync(outputFolder, { recursive: true });
  const folder = mkdtempSync(join(outputFolder, "firmware-"));
  try {
    const file = join(folder, "firmware.mjs");
    writeFileSync(file, outputFiles[0]!.contents);
    return await imported(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
